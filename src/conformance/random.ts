/**
 * Numbers that look random and come out the same for the same seed, so that a run can be had again.
 */
import { Buffer } from "node:buffer"

const TWO_TO_32 = 2 ** 32

/** A sequence of its own for each name and seed (mulberry32). */
export class Random {
  #state: number

  constructor(seed: number, name = "") {
    // FNV-1a: neighbouring seeds and names begin far from each other.
    let hash = 0x811c9dc5 ^ seed
    for (const char of name) hash = Math.imul(hash ^ char.charCodeAt(0), 0x01000193)
    this.#state = hash >>> 0
  }

  /** From 0 up to, and without, this. */
  below(limit: number): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0
    let mixed = this.#state
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / TWO_TO_32) * limit)
  }

  bytes(count: number): Buffer {
    const bytes = Buffer.alloc(count)
    for (let i = 0; i < count; i++) bytes[i] = this.below(256)
    return bytes
  }

  /** One of them. */
  pick<T>(choices: readonly T[]): T {
    return choices[this.below(choices.length)]
  }

  /** Sizes that add up to `total`, each from 1 to `largest`. */
  cuts(total: number, largest: number): number[] {
    const sizes: number[] = []
    for (let left = total; left > 0; left -= sizes[sizes.length - 1]) {
      sizes.push(Math.min(left, 1 + this.below(largest)))
    }
    return sizes
  }
}
