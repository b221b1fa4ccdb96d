/**
 * Whole messages that lie one behind another: found in a chunk by their headers alone, and made into Buffers one by
 * one when they are taken.
 * Knows frames. Does not know who takes them, nor when.
 */
import { BufferView } from "../buffer-view.js"
import { EMPTY, type Message } from "../message.js"
import { LONG, MORE } from "./encoder.js"

/**
 * Most bytes of a run, since whoever keeps one body keeps all of it: what Node's own Buffer pool keeps alive, too.
 */
export const LARGEST_RUN_BYTES = 8 * 1024
/** Larger bodies are not worth waiting with. */
const LARGEST_BODY_BYTES = 1023
const SHORT_HEADER_BYTES = 2
const LONG_HEADER_BYTES = 9
const SIZE_AT = 7

/** Looks for the messages of a run. One per decoder; what it found is in its fields. */
export class RunFinder {
  /** Whole messages found. */
  messages = 0
  /** Where the last of them ends. */
  end = 0
  /** The bytes of their bodies. */
  bytes = 0

  /**
   * Counts the whole messages in `chunk` from `from` on: at most `room`, of bodies up to `maxBytes`, of up to
   * `maxParts` parts. Whatever is not such a message ends the search; nothing is judged here.
   */
  find(chunk: Buffer, from: number, room: number, maxBytes: number, maxParts: number): void {
    // hot
    const end = Math.min(chunk.length, from + LARGEST_RUN_BYTES)
    let at = from
    let messages = 0
    let parts = 1
    let bytes = 0
    this.end = from
    this.bytes = 0
    while (messages < room && end - at >= SHORT_HEADER_BYTES) {
      const flags = chunk[at]
      let size = chunk[at + 1]
      if (flags <= MORE) at += SHORT_HEADER_BYTES
      else if (flags <= (MORE | LONG) && end - at >= LONG_HEADER_BYTES) {
        size = longSize(chunk, at)
        at += LONG_HEADER_BYTES
      } else break
      at += size
      if (at > end || size > LARGEST_BODY_BYTES || size > maxBytes) break
      bytes += size
      if ((flags & MORE) !== 0) {
        parts += 1
        if (parts > maxParts) break
        continue
      }
      parts = 1
      messages += 1
      this.end = at
      this.bytes = bytes
    }
    this.messages = messages
  }
}

/** The size in a long header, of sizes that matter here; Infinity for the others. */
function longSize(chunk: Buffer, at: number): number {
  for (let i = 1; i < SIZE_AT; i++) if (chunk[at + i] !== 0) return Infinity
  return chunk[at + SIZE_AT] * 256 + chunk[at + SIZE_AT + 1]
}

/** Messages that a `RunFinder` found, in memory of their own. */
export class FrameRun {
  left: number
  readonly #frames: Buffer
  readonly #memory: ArrayBufferLike
  readonly #offset: number
  #at = 0

  /** @param frames the messages as they came. @param bytes those of their bodies. */
  constructor(
    frames: Buffer,
    messages: number,
    readonly bytes: number,
  ) {
    this.left = messages
    this.#frames = frames
    this.#memory = frames.buffer
    this.#offset = frames.byteOffset
  }

  /** The next message. */
  next(): Message {
    // hot
    this.left -= 1
    const bytes = this.#frames
    const at = this.#at
    // Nearly all messages are one short frame.
    if (bytes[at] !== 0) return this.#longer()
    const size = bytes[at + 1]
    const from = at + SHORT_HEADER_BYTES
    this.#at = from + size
    return [size === 0 ? EMPTY : new BufferView(this.#memory, this.#offset + from, size)]
  }

  /** A message of several parts, or of a larger one. */
  #longer(): Message {
    const message: Message = []
    const bytes = this.#frames
    let flags: number
    do {
      const at = this.#at
      flags = bytes[at]
      const isLong = (flags & LONG) !== 0
      const size = isLong ? longSize(bytes, at) : bytes[at + 1]
      const from = at + (isLong ? LONG_HEADER_BYTES : SHORT_HEADER_BYTES)
      this.#at = from + size
      message.push(size === 0 ? EMPTY : new BufferView(this.#memory, this.#offset + from, size))
    } while ((flags & MORE) !== 0)
    return message
  }
}
