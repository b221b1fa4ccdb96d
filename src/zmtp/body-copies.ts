/**
 * The message bodies found in a chunk, as what a user gets must be: its own. A chunk that may be kept shows them as
 * they are. Otherwise it is read into again, and they are copied; memory for each body alone would cost more than
 * a small body, so neighbours share a slab: small ones a small one, since whoever keeps one body keeps all of its
 * slab. Small bodies are copied out of a chunk in any case.
 *
 * A kept body of n bytes keeps at most max(8 KiB, 64 n) alive, and never more than 64 KiB besides itself.
 */
import { Buffer } from "node:buffer"
import { BufferView } from "../buffer-view.js"
import { EMPTY } from "../message.js"
import { sharedBytes, stayHere } from "../shared-memory.js"

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
  memory: ArrayBufferLike
  /** What to add to a place in the chunk for the place in the memory. */
  shift: number
  /** Where it ends in the chunk; 0: it is of an older one. */
  to: number
}

/** Makes the bodies found in one chunk after another, front to back. */
export class BodyCopies {
  /** Some body was, or would have been, shown rather than copied. */
  keeps = false
  #chunk: Buffer = EMPTY
  #mayKeep = false
  /** Bodies show the chunk. */
  #isShown = false
  readonly #small: Slab = { size: SMALL_SLAB_BYTES, memory: EMPTY.buffer, shift: 0, to: 0 }
  readonly #large: Slab = { size: LARGE_SLAB_BYTES, memory: EMPTY.buffer, shift: 0, to: 0 }

  /** Takes up the next chunk. */
  begin(chunk: Buffer, mayKeep: boolean): void {
    this.#chunk = chunk
    this.#mayKeep = mayKeep
    this.#isShown = false
    this.#small.memory = this.#large.memory = EMPTY.buffer
    this.#small.to = this.#large.to = 0
  }

  /** The body of `size` bytes that begins at `from`. */
  copy(from: number, size: number): Buffer {
    // hot
    if (size === 0) return EMPTY
    const to = from + size
    if (size >= MIDDLING_BYTES) {
      this.keeps = true
      if (this.#mayKeep) return this.#show(from, to)
      if (size >= LARGE_BYTES) return this.#repeat(from, to, Buffer.allocUnsafe(size))
    }
    const slab = size < MIDDLING_BYTES ? this.#small : this.#large
    if (to > slab.to) this.#fill(slab, from, to)
    return new BufferView(slab.memory, from + slab.shift, size)
  }

  #show(from: number, to: number): Buffer {
    if (!this.#isShown) {
      this.#isShown = true
      stayHere(this.#chunk.buffer)
    }
    return this.#chunk.subarray(from, to)
  }

  /** @param to where the first body in it ends. */
  #fill(slab: Slab, from: number, to: number): void {
    slab.to = Math.min(from + slab.size, this.#chunk.length)
    const size = slab.to - from
    const copy = slab.to === to ? Buffer.allocUnsafe(size) : sharedBytes(size)
    const { buffer, byteOffset } = this.#repeat(from, slab.to, copy)
    slab.memory = buffer
    slab.shift = byteOffset - from
  }

  #repeat(from: number, to: number, copy: Buffer): Buffer {
    this.#chunk.copy(copy, 0, from, to)
    return copy
  }
}
