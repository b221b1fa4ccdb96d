/**
 * The client of the PLAIN mechanism (RFC 24): HELLO with user name and password, WELCOME, INITIATE, READY. Each
 * command has its one place.
 * Knows the client's side. Does not know who checks the password.
 */
import { Buffer } from "node:buffer"
import { decodeError, type Command } from "../command.js"
import { printable, ProtocolError, RefusedError } from "../errors.js"
import { decodeMetadata, encodeMetadata } from "../metadata.js"
import type { Handshake, Mechanism } from "./mechanism.js"

/** One client. */
export class PlainClient implements Mechanism {
  readonly name = "PLAIN"
  readonly asServer = false
  readonly cipher = null
  readonly #username: Buffer
  readonly #password: Buffer
  #handshake: Handshake | null = null
  #awaits: "WELCOME" | "READY" | null = null

  /** Both have at most 255 bytes. */
  constructor(username: Buffer, password: Buffer) {
    this.#username = username
    this.#password = password
  }

  start(handshake: Handshake): void {
    this.#handshake = handshake
    this.#awaits = "WELCOME"
    handshake.write("HELLO", Buffer.concat([sized(this.#username), sized(this.#password)]))
  }

  receive({ name, data }: Command): void {
    const awaited = this.#awaits
    const handshake = this.#handshake
    if (handshake === null || awaited === null) throw unexpected(name, "nothing")
    if (name === "ERROR") throw new RefusedError(decodeError(data))
    if (name !== awaited) throw unexpected(name, awaited)
    if (awaited === "WELCOME") {
      if (data.length > 0) {
        throw new ProtocolError("ERR_ZMTP_MALFORMED_COMMAND_WELCOME", "WELCOME with a body")
      }
      this.#awaits = "READY"
      handshake.write("INITIATE", encodeMetadata(handshake.properties))
    } else {
      this.#awaits = null
      handshake.complete(decodeMetadata(data, handshake.maxProperties))
    }
  }

  judged(): void {
    // A client asks nobody.
  }

  destroy(): void {
    // The password is the socket's, for the next connection.
  }
}

function sized(text: Buffer): Buffer {
  return Buffer.concat([Buffer.from([text.length]), text])
}

function unexpected(name: string, awaited: string): ProtocolError {
  return new ProtocolError(
    "ERR_ZMTP_UNEXPECTED_COMMAND",
    `expected ${awaited}, got "${printable(name)}"`,
  )
}
