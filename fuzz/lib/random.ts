/** Chance that comes out the same for the same seed. */

/** A source of numbers (sfc32). */
export class Random {
  #a = 0x9e3779b9
  #b = 0x243f6a88
  #c: number
  #count: number

  /** @param name tells apart what uses the same seed. */
  constructor(seed: number, name = "") {
    this.#c = seed | 0
    this.#count = 1
    for (const letter of name) this.#c = Math.imul(this.#c ^ letter.charCodeAt(0), 0x01000193)
    for (let i = 0; i < 15; i++) this.next()
  }

  /** 32 bits. */
  next(): number {
    const result = (this.#a + this.#b + this.#count) | 0
    this.#count = (this.#count + 1) | 0
    this.#a = this.#b ^ (this.#b >>> 9)
    this.#b = (this.#c + (this.#c << 3)) | 0
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + result) | 0
    return result >>> 0
  }

  /** From 0 to below `limit`; 0 when there is no such number. */
  below(limit: number): number {
    return limit <= 1 ? 0 : this.next() % limit
  }

  /** True once in so many times. */
  oneIn(times: number): boolean {
    return this.below(times) === 0
  }

  pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)]
  }

  /** Mostly few, seldom up to `most`; at least one. */
  few(most: number): number {
    const bound = Math.max(1, most >>> this.below(12))
    return 1 + this.below(bound)
  }

  fill(bytes: Uint8Array): void {
    for (let i = 0; i < bytes.length; i++) bytes[i] = this.next()
  }
}
