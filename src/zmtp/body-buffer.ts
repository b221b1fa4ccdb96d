/**
 * Gathers a frame body that arrives in several chunks. Memory follows what has arrived, not what the header
 * claims: nine bytes must not make us set a gigabyte aside. Whoever has sent a sixteenth is believed the rest,
 * so growing copies at most a third of the body once more: linear, however small the chunks are.
 */
import { Buffer } from "node:buffer"
import { EMPTY } from "../message.js"

/** So much is set aside for anybody. */
const FIRST_BYTES = 64 * 1024
/** How many times what has arrived is set aside, and how many times it makes all of the rest be. */
const GROWTH = 4
const TRUST = 16

/** A body of known size, filled chunk by chunk. */
export class BodyBuffer {
  /** The memory so far; the whole body once `isComplete`. */
  bytes: Buffer = EMPTY
  readonly #size: number
  #filled = 0

  constructor(size: number) {
    this.#size = size
  }

  get isComplete(): boolean {
    return this.#filled === this.#size
  }

  /** Takes what belongs to the body from `chunk` at `from`; answers how many bytes that were. */
  append(chunk: Buffer, from: number): number {
    const count = Math.min(chunk.length - from, this.#size - this.#filled)
    const needed = this.#filled + count
    if (needed > this.bytes.length) this.#grow(needed)
    chunk.copy(this.bytes, this.#filled, from, from + count)
    this.#filled = needed
    return count
  }

  #grow(needed: number): void {
    const larger = allocate(capacityFor(needed, this.#size))
    this.bytes.copy(larger, 0, 0, this.#filled)
    this.bytes = larger
  }
}

function capacityFor(needed: number, size: number): number {
  if (size <= FIRST_BYTES || size <= TRUST * needed) return size
  return Math.max(FIRST_BYTES, GROWTH * needed)
}

/** Small bodies share Node's 8 KiB pool, so one kept alive keeps at most that alive. */
function allocate(size: number): Buffer {
  return Buffer.allocUnsafe(size)
}
