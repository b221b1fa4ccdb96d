/**
 * What is said of a stretch of bytes: what it is, what each byte of it means, and what is wrong with it.
 * Knows words only. Does not know the protocol.
 */
import type { Buffer } from "node:buffer"

/** A few bytes with one meaning. */
export interface Field {
  /** Where it begins, counted from the beginning of its item. */
  readonly at: number
  readonly size: number
  /** What it means, such as `name length 5` or `mechanism NULL`. */
  readonly text: string
  /** A password: not to be shown, since transcripts are passed on. */
  readonly isSecret?: boolean
}

/** What a greeting says. */
export interface GreetingFacts {
  readonly major: number
  readonly minor: number
  /** Its name without padding. ZMTP 2.0 has none: empty. */
  readonly mechanism: string
  readonly asServer: boolean
}

/** What a command says. */
export interface CommandFacts {
  readonly name: string
  /** What follows the name, as far as it was kept. */
  readonly data: Buffer
  /** The properties of a READY or INITIATE in the open, by name in lower case; of equal names the first. */
  readonly properties: ReadonlyMap<string, Buffer> | null
}

/** What a frame of a message says. */
export interface PartFacts {
  /** Its place in the message, from 1. */
  readonly number: number
  readonly more: boolean
  readonly size: number
  /** The first bytes of the body. */
  readonly body: Buffer
}

/** One thing that was said on a connection. */
export interface Item {
  /**
   * `foreign`: another protocol. `cut`: the stream ended inside of it. `lost`: what follows bytes after which nobody can
   * tell where a frame begins. `sealed`: a frame of CURVE after its handshake.
   */
  readonly kind: "greeting" | "command" | "part" | "sealed" | "foreign" | "cut" | "lost"
  /** Where it begins in the stream. */
  readonly offset: number
  readonly size: number
  /** Its bytes; of a long one only the first. */
  readonly bytes: Buffer
  /** What it is, in one line. */
  readonly summary: string
  /** What its bytes are, front to back, without gaps as far as they were kept. */
  readonly fields: readonly Field[]
  /** How it breaks its protocol: what a peer may, and mostly must, end the connection for. */
  readonly violations: readonly string[]
  /** What is unusual, and allowed. */
  readonly remarks: readonly string[]
  readonly greeting?: GreetingFacts
  readonly command?: CommandFacts
  readonly part?: PartFacts
}

/** An item in the making. */
export class Notes {
  readonly fields: Field[] = []
  readonly violations: string[] = []
  readonly remarks: string[] = []
  #at = 0

  /** Where the next field begins. */
  get at(): number {
    return this.#at
  }

  /** Says what the next bytes are. */
  field(size: number, text: string, isSecret = false): void {
    const field = { at: this.#at, size, text }
    if (size > 0) this.fields.push(isSecret ? { ...field, isSecret } : field)
    this.#at += size
  }
}
