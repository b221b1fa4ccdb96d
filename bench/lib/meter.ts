/**
 * Counts messages against the clock: first a warm-up, then the measurement. bench/c/meter.h is the same in C.
 */

/** The warm-up, as a share of the measurement. */
const WARM_UP = 0.4
/** The clock is read once for so many bytes, at most `MOST_MESSAGES` messages. */
const BYTES_A_LOOK = 256 * 1024
const MOST_MESSAGES = 512

/** Messages and the seconds they took. */
export type MeterReading = Readonly<Record<"count" | "seconds", number>>

/** Messages between two looks at the clock, so that looking costs nothing that matters. */
export function messagesALook(size: number): number {
  return Math.max(1, Math.min(MOST_MESSAGES, Math.floor(BYTES_A_LOOK / size)))
}

/** A stopwatch for a stream of messages. */
export class Meter {
  readonly #seconds: number
  readonly #every: number
  #left = 1
  #looks = -1
  #started = 0
  #warm = false
  #elapsed = 0

  /** @param seconds how long to measure. @param every messages between two looks at the clock. */
  constructor(seconds: number, every: number) {
    this.#seconds = seconds
    this.#every = every
  }

  /** Counts a message. True: the time is over. */
  count(): boolean {
    this.#left -= 1
    return this.#left === 0 && this.#look()
  }

  /** What was measured. */
  get reading(): MeterReading {
    return { count: this.#looks * this.#every, seconds: this.#elapsed }
  }

  #look(): boolean {
    const now = performance.now() / 1000
    this.#left = this.#every
    this.#looks += 1
    // The first message starts the warm-up: what it took to connect is over.
    if (this.#looks === 0) this.#started = now
    this.#elapsed = now - this.#started
    if (this.#warm) return this.#elapsed >= this.#seconds
    if (this.#elapsed >= this.#seconds * WARM_UP) {
      this.#warm = true
      this.#started = now
      this.#looks = 0
    }
    return false
  }
}
