import { describe, expect, it } from "vitest"
import { nextDelayMs } from "../../src/link/backoff.js"

const LARGEST = 2 ** 31 - 1

describe("the delay before the next attempt to connect, as in libzmq", () => {
  it("without a maximum lies between one and two intervals, each time", () => {
    const backoff = { intervalMs: 100, maxIntervalMs: 0 }
    for (const attempt of [0, 1, 10, 5000]) {
      expect(nextDelayMs(attempt, backoff, () => 0)).toBe(100)
      expect(nextDelayMs(attempt, backoff, () => 0.5)).toBe(150)
      expect(nextDelayMs(attempt, backoff, () => 0.999_999)).toBe(199)
    }
  })

  it("with a maximum doubles up to it, without chance", () => {
    const backoff = { intervalMs: 100, maxIntervalMs: 1000 }
    const delays = [0, 1, 2, 3, 4, 5, 100, 1023, 1024, 1e6].map((attempt) =>
      nextDelayMs(attempt, backoff, () => 0.9),
    )
    expect(delays).toEqual([100, 200, 400, 800, 1000, 1000, 1000, 1000, 1000, 1000])
  })

  it("a maximum below the interval is the delay", () => {
    expect(nextDelayMs(0, { intervalMs: 100, maxIntervalMs: 30 }, Math.random)).toBe(30)
  })

  it("an interval of 0 is no delay, however many attempts there were", () => {
    for (const maxIntervalMs of [0, 1000]) {
      for (const attempt of [0, 1, 1024, 5000]) {
        expect(nextDelayMs(attempt, { intervalMs: 0, maxIntervalMs }, () => 0.5)).toBe(0)
      }
    }
  })

  it("is never more than a timer takes: that would fire at once", () => {
    for (const maxIntervalMs of [0, LARGEST]) {
      for (const attempt of [0, 1, 50]) {
        const delay = nextDelayMs(attempt, { intervalMs: LARGEST, maxIntervalMs }, () => 0.9)
        expect(delay).toBe(LARGEST)
      }
    }
  })
})
