/**
 * Times, and what is said of them: the median and how bad the worst are.
 * Knows numbers. Does not know what took so long.
 */

/** What many times come to, in microseconds. */
export interface Summary {
  readonly min: number
  readonly mean: number
  readonly p50: number
  readonly p90: number
  readonly p99: number
  readonly p999: number
  readonly max: number
}

/** Times in milliseconds, as many as come. */
export class Times {
  #values = new Float64Array(1024)
  #count = 0

  get count(): number {
    return this.#count
  }

  add(ms: number): void {
    if (this.#count === this.#values.length) {
      const larger = new Float64Array(this.#count * 2)
      larger.set(this.#values)
      this.#values = larger
    }
    this.#values[this.#count++] = ms
  }

  /** At least one is needed. */
  summary(): Summary {
    const sorted = this.#values.slice(0, this.#count).sort()
    const sum = sorted.reduce((total, ms) => total + ms, 0)
    const at = (share: number): number => microseconds(sorted[Math.ceil(share * sorted.length) - 1])
    return {
      min: microseconds(sorted[0]),
      mean: microseconds(sum / sorted.length),
      p50: at(0.5),
      p90: at(0.9),
      p99: at(0.99),
      p999: at(0.999),
      max: microseconds(sorted[sorted.length - 1]),
    }
  }
}

function microseconds(ms: number): number {
  return Math.round(ms * 10_000) / 10
}
