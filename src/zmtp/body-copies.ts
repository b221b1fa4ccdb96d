/**
 * Copies of the message bodies found in a chunk. The chunk is the caller's memory, read into again and again;
 * what a user gets must be its own. Memory for each body alone would cost more than a small body, so neighbours
 * share a slab: small ones a small one, since whoever keeps one body keeps all of its slab.
 *
 * A kept body of n bytes keeps at most max(8 KiB, 64 n) alive, and from 8 KiB on only itself.
 */
import { Buffer } from "node:buffer"
import { EMPTY } from "../message.js"

/** The slab of small bodies: what Node's own Buffer pool keeps alive, too. */
const SMALL_SLAB_BYTES = 8 * 1024
/** The slab of middling bodies: all of a chunk. */
const LARGE_SLAB_BYTES = 64 * 1024
/** From this size on a body is middling: its slab is at most 64 times as large. */
const MIDDLING_BYTES = 1024
/** From this size on a body has memory of its own. */
const LARGE_BYTES = 8 * 1024

/** A copy of a part of the chunk. */
interface Slab {
  readonly size: number
  bytes: Buffer
  from: number
  to: number
}

/** Makes the bodies found in one chunk after another, front to back. */
export class BodyCopies {
  #chunk: Buffer = EMPTY
  readonly #small: Slab = { size: SMALL_SLAB_BYTES, bytes: EMPTY, from: 0, to: 0 }
  readonly #large: Slab = { size: LARGE_SLAB_BYTES, bytes: EMPTY, from: 0, to: 0 }

  /** Takes up the next chunk. */
  begin(chunk: Buffer): void {
    this.#chunk = chunk
    this.#small.bytes = this.#large.bytes = EMPTY
    this.#small.to = this.#large.to = 0
  }

  /** The body of `size` bytes that begins at `from`. */
  copy(from: number, size: number): Buffer {
    // hot
    if (size === 0) return EMPTY
    const to = from + size
    if (size >= LARGE_BYTES) return this.#repeat(from, to)
    const slab = size < MIDDLING_BYTES ? this.#small : this.#large
    if (to > slab.to) this.#fill(slab, from)
    return slab.bytes.subarray(from - slab.from, to - slab.from)
  }

  #fill(slab: Slab, from: number): void {
    slab.from = from
    slab.to = Math.min(from + slab.size, this.#chunk.length)
    slab.bytes = this.#repeat(from, slab.to)
  }

  #repeat(from: number, to: number): Buffer {
    const copy = Buffer.allocUnsafe(to - from)
    this.#chunk.copy(copy, 0, from, to)
    return copy
  }
}
