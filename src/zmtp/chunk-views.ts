/**
 * How a message body refers to the chunk it came in. A view costs no copy but keeps the whole chunk alive,
 * and one read can be 64 KiB: whoever keeps one 16-byte message of it would keep all. So bodies that are
 * small against their chunk are views of an 8 KiB copy of their neighbourhood instead.
 *
 * A kept body of n bytes keeps at most max(8 KiB, 64 n) alive.
 */
import { Buffer } from "node:buffer"
import { EMPTY } from "../message.js"

/** The most a kept small body keeps alive: what Node's own Buffer pool keeps too. */
const SLAB_BYTES = 8 * 1024
/** From this size on a body is worth the chunk it keeps: 64 KiB is at most 64 times as much. */
const DIRECT_BYTES = 1024

/** Makes the bodies found in one chunk after another, front to back. */
export class ChunkViews {
  #chunk: Buffer = EMPTY
  #slab: Buffer = EMPTY
  /** The part of the chunk that the slab repeats. */
  #slabFrom = 0
  #slabTo = 0

  /** Takes up the next chunk. */
  begin(chunk: Buffer): void {
    this.#chunk = chunk
    this.#slab = EMPTY
    this.#slabTo = 0
    this.#slabFrom = 0
  }

  /** The body of `size` bytes that begins at `from`. */
  view(from: number, size: number): Buffer {
    // hot
    if (size === 0) return EMPTY
    const to = from + size
    if (to <= this.#slabTo) return this.#slab.subarray(from - this.#slabFrom, to - this.#slabFrom)
    const chunk = this.#chunk
    if (size >= DIRECT_BYTES || chunk.length <= SLAB_BYTES) return chunk.subarray(from, to)
    this.#nextSlab(from)
    return this.#slab.subarray(0, size)
  }

  #nextSlab(from: number): void {
    const to = Math.min(from + SLAB_BYTES, this.#chunk.length)
    this.#slab = Buffer.allocUnsafeSlow(to - from)
    this.#chunk.copy(this.#slab, 0, from, to)
    this.#slabFrom = from
    this.#slabTo = to
  }
}
