/**
 * Gathers a frame body that arrives in several chunks. Memory follows what has arrived, not what the header
 * claims: nine bytes must not make us set a gigabyte aside. Each byte is copied once into its place, and
 * the first 16 MiB of a larger body up to twice more: linear, however small the chunks are.
 */
import { Buffer } from "node:buffer"

/** Sizes set aside on the way to a large body. Whoever has sent the last is believed the rest. */
const STEPS = [1024 * 1024, 16 * 1024 * 1024]

/** A body of known size, filled chunk by chunk. */
export class BodyBuffer {
  /** The memory so far; the whole body once `isComplete`. */
  bytes: Buffer
  readonly #size: number
  #filled = 0

  constructor(size: number) {
    this.#size = size
    this.bytes = allocate(nextCapacity(0, size))
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
    const larger = allocate(nextCapacity(needed, this.#size))
    this.bytes.copy(larger, 0, 0, this.#filled)
    this.bytes = larger
  }
}

function nextCapacity(needed: number, size: number): number {
  for (const step of STEPS) if (step >= needed && step < size) return step
  return size
}

/** Small bodies share Node's 8 KiB pool, so one kept alive keeps at most that alive. */
function allocate(size: number): Buffer {
  return Buffer.allocUnsafe(size)
}
