/**
 * What was said on the connections of a case: every byte with its time, as far as a report has room for it.
 * Knows bytes and times. Does not know what they mean.
 */
import { Buffer } from "node:buffer"

/** Most bytes that are kept of one entry, and of all; the sizes are always whole. */
const KEPT_OF_ONE = 4096
const KEPT_OF_ALL = 64 * 1024
const MOST_ENTRIES = 400

/** Who said it, or what happened. */
export type EntryKind = "opened" | "sent" | "received" | "closed" | "note"

/** One thing that happened. */
export interface Entry {
  /** Milliseconds since the case began. */
  readonly at: number
  /** The case's connections count from 1; 0: none of them. */
  readonly connection: number
  readonly kind: EntryKind
  /** All bytes there were; not all need be in `bytes`. */
  readonly size: number
  readonly bytes: Buffer
  /** Bytes of this connection, in this direction, that came before. */
  readonly offset: number
  /** What is not bytes: a note, how it was closed; what a sealed frame says inside. */
  readonly text: string
}

/** The entries of one case. */
export class Transcript {
  readonly entries: Entry[] = []
  /** Entries that there was no room for. */
  omitted = 0
  readonly #begin = performance.now()
  readonly #offsets = new Map<string, number>()
  #kept = 0

  /** Adds bytes. */
  add(connection: number, kind: "sent" | "received", bytes: Buffer): void {
    const key = `${String(connection)} ${kind}`
    const offset = this.#offsets.get(key) ?? 0
    this.#offsets.set(key, offset + bytes.length)
    const room = Math.max(0, Math.min(KEPT_OF_ONE, KEPT_OF_ALL - this.#kept))
    const kept = Buffer.from(bytes.subarray(0, room))
    this.#kept += kept.length
    this.#push({ connection, kind, size: bytes.length, bytes: kept, offset, text: "" })
  }

  /** Adds something that happened. */
  say(connection: number, kind: "opened" | "closed" | "note", text: string): void {
    this.#push({ connection, kind, size: 0, bytes: Buffer.alloc(0), offset: 0, text })
  }

  #push(entry: Omit<Entry, "at">): void {
    if (this.entries.length === MOST_ENTRIES) this.omitted += 1
    else this.entries.push({ at: performance.now() - this.#begin, ...entry })
  }
}
