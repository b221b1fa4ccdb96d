import { afterEach, beforeEach, describe, expect, it, vi } from "vitest"
import { Heartbeat, type HeartbeatOptions } from "../../src/link/heartbeat.js"

let began = 0

beforeEach(() => {
  vi.useFakeTimers({
    toFake: [
      "setTimeout",
      "clearTimeout",
      "setInterval",
      "clearInterval",
      "setImmediate",
      "clearImmediate",
      "performance",
    ],
  })
  began = performance.now()
})

afterEach(() => {
  vi.restoreAllMocks()
  vi.useRealTimers()
})

/** A heartbeat that writes down what it does, with the milliseconds since the test began. */
class Recorded {
  readonly log: string[] = []
  mayJudge = true
  /** The peer answers each PING after so many milliseconds; null: it does not. */
  answersAfter: number | null = null
  readonly heartbeat: Heartbeat

  constructor(options: Partial<HeartbeatOptions>) {
    this.heartbeat = new Heartbeat(
      { intervalMs: 0, timeoutMs: -1, ttlMs: 0, ...options },
      {
        ping: (ttlMs) => {
          this.log.push(`${this.#now()}: ping ${String(ttlMs)}`)
          if (this.answersAfter !== null)
            setTimeout(() => this.heartbeat.heard(), this.answersAfter)
        },
        mayJudge: () => this.mayJudge,
        giveUp: () => {
          this.log.push(`${this.#now()}: give up`)
          this.heartbeat.stop()
        },
      },
    )
  }

  /** When it gave up; null: it did not. */
  get gaveUpAt(): number | null {
    const entry = this.log.find((each) => each.endsWith("give up"))
    return entry === undefined ? null : Number(entry.split(":")[0])
  }

  #now(): string {
    return String(Math.round(performance.now() - began))
  }
}

function after(ms: number): void {
  vi.advanceTimersByTime(ms)
}

describe("RFC 37: PINGs", () => {
  it("go out every interval, whatever the traffic, and name the TTL", () => {
    const recorded = new Recorded({ intervalMs: 50, ttlMs: 3000 })
    recorded.answersAfter = 1
    recorded.heartbeat.start()
    for (let n = 0; n < 22; n++) {
      after(10)
      recorded.heartbeat.heard()
    }
    expect(recorded.log).toEqual([
      "50: ping 3000",
      "100: ping 3000",
      "150: ping 3000",
      "200: ping 3000",
    ])
  })

  it("do not go out before the start, without an interval, or after the end", () => {
    const off = new Recorded({ intervalMs: 0 })
    off.heartbeat.start()
    const early = new Recorded({ intervalMs: 50 })
    const ended = new Recorded({ intervalMs: 50 })
    ended.heartbeat.start()
    ended.heartbeat.stop()
    after(10_000)
    expect([off.log, early.log, ended.log]).toEqual([[], [], []])
    expect(vi.getTimerCount()).toBe(0)
  })
})

describe("a peer that does not answer", () => {
  it.each([
    ["-1: as long as the interval", 100, -1, 200],
    ["300 ms", 100, 300, 400],
    ["50 ms", 100, 50, 150],
  ])("is given up after the timeout: %s", (_what, intervalMs, timeoutMs, expected) => {
    const recorded = new Recorded({ intervalMs, timeoutMs })
    recorded.heartbeat.start()
    after(5000)
    expect(recorded.gaveUpAt).toBeGreaterThanOrEqual(expected)
    expect(recorded.gaveUpAt).toBeLessThanOrEqual(expected + 2)
  })

  it("is never given up with a timeout of 0", () => {
    const recorded = new Recorded({ intervalMs: 100, timeoutMs: 0 })
    recorded.heartbeat.start()
    after(60_000)
    expect(recorded.gaveUpAt).toBeNull()
  })

  it("is given up one timeout after the first PING it left unanswered, as in libzmq", () => {
    const recorded = new Recorded({ intervalMs: 100, timeoutMs: 300 })
    recorded.heartbeat.start()
    after(110)
    recorded.heartbeat.heard()
    // The PING at 200 gets no answer.
    after(5000)
    expect(recorded.gaveUpAt).toBeGreaterThanOrEqual(500)
    expect(recorded.gaveUpAt).toBeLessThanOrEqual(502)
  })

  it("is not given up for a silence before the PING", () => {
    const recorded = new Recorded({ intervalMs: 1000, timeoutMs: 100 })
    recorded.answersAfter = 90
    recorded.heartbeat.start()
    after(60_000)
    expect(recorded.gaveUpAt).toBeNull()
  })

  it("is not given up while the silence may be our doing, and is when it may not any more", () => {
    const recorded = new Recorded({ intervalMs: 100 })
    recorded.mayJudge = false
    recorded.heartbeat.start()
    after(5000)
    expect(recorded.gaveUpAt).toBeNull()
    recorded.mayJudge = true
    after(250)
    expect(recorded.gaveUpAt).not.toBeNull()
  })
})

describe("a peer that shows a sign of life", () => {
  it.each([1, 50, 99])("an answer after %i of 100 ms keeps the connection", (answersAfter) => {
    const recorded = new Recorded({ intervalMs: 100 })
    recorded.answersAfter = answersAfter
    recorded.heartbeat.start()
    after(10_000)
    expect(recorded.gaveUpAt).toBeNull()
    expect(recorded.log.length).toBeGreaterThan(90)
  })

  it("any bytes do, not only a PONG", () => {
    const recorded = new Recorded({ intervalMs: 100 })
    recorded.heartbeat.start()
    for (let n = 0; n < 100; n++) {
      after(70)
      recorded.heartbeat.heard()
    }
    expect(recorded.gaveUpAt).toBeNull()
  })

  it("is heard before it is judged, though our event loop was busy when the answer came", () => {
    const recorded = new Recorded({ intervalMs: 100 })
    recorded.heartbeat.start()
    after(100)
    // The timeout is due together with input that has not been read yet.
    setTimeout(() => setImmediate(() => recorded.heartbeat.heard()), 99)
    after(105)
    expect(recorded.gaveUpAt).toBeNull()
  })
})

describe("RFC 37: the TTL a peer asks for", () => {
  const quiet = (): Recorded => new Recorded({})

  it("ends the connection after so much silence, though we send no PINGs", () => {
    const recorded = quiet()
    after(10)
    recorded.heartbeat.peerTtl(100)
    after(1000)
    expect(recorded.gaveUpAt).toBeGreaterThanOrEqual(110)
    expect(recorded.gaveUpAt).toBeLessThanOrEqual(112)
  })

  it("begins anew with any bytes", () => {
    const recorded = quiet()
    recorded.heartbeat.peerTtl(100)
    for (let n = 0; n < 20; n++) {
      after(80)
      recorded.heartbeat.heard()
    }
    expect(recorded.gaveUpAt).toBeNull()
    after(200)
    expect(recorded.gaveUpAt).toBeGreaterThanOrEqual(1700)
    expect(recorded.gaveUpAt).toBeLessThanOrEqual(1704)
  })

  it("is replaced by the next PING's, and 0 takes it back", () => {
    const recorded = quiet()
    recorded.heartbeat.peerTtl(100)
    after(90)
    recorded.heartbeat.peerTtl(500)
    after(400)
    expect(recorded.gaveUpAt).toBeNull()
    recorded.heartbeat.peerTtl(0)
    after(60_000)
    expect(recorded.gaveUpAt).toBeNull()
    expect(vi.getTimerCount()).toBe(0)
  })

  it("has its full range: 6553.5 seconds", () => {
    const recorded = quiet()
    recorded.heartbeat.peerTtl(6_553_500)
    after(6_553_000)
    expect(recorded.gaveUpAt).toBeNull()
    after(1000)
    expect(recorded.gaveUpAt).toBeGreaterThanOrEqual(6_553_500)
  })

  it("does not end the connection while we do not read", () => {
    const recorded = quiet()
    recorded.mayJudge = false
    recorded.heartbeat.peerTtl(100)
    after(1000)
    expect(recorded.gaveUpAt).toBeNull()
    recorded.mayJudge = true
    after(250)
    expect(recorded.gaveUpAt).not.toBeNull()
  })

  it("ends with the connection", () => {
    const recorded = quiet()
    recorded.heartbeat.peerTtl(100)
    recorded.heartbeat.stop()
    after(1000)
    expect([recorded.gaveUpAt, vi.getTimerCount()]).toEqual([null, 0])
  })
})

describe("a heartbeat whose timer has fired and that waits for input to be read", () => {
  it.each([
    ["for an answer", { intervalMs: 100 }, 0],
    ["for the TTL", {}, 200],
  ])("judges no more when it is stopped: waited %s", (_what, options, ttlMs) => {
    const recorded = new Recorded(options)
    recorded.heartbeat.start()
    if (ttlMs > 0) recorded.heartbeat.peerTtl(ttlMs)
    const due: (() => void)[] = []
    vi.stubGlobal("setImmediate", (act: () => void) => due.push(act))
    after(210)
    vi.unstubAllGlobals()
    expect(due).toHaveLength(1)
    recorded.heartbeat.stop()
    for (const act of due) act()
    expect(recorded.gaveUpAt).toBeNull()
  })

  it("judges by the newest TTL only", () => {
    const recorded = new Recorded({})
    recorded.heartbeat.peerTtl(100)
    const due: (() => void)[] = []
    vi.stubGlobal("setImmediate", (act: () => void) => due.push(act))
    after(110)
    vi.unstubAllGlobals()
    recorded.heartbeat.peerTtl(500)
    for (const act of due) act()
    after(400)
    expect(recorded.gaveUpAt).toBeNull()
    expect(vi.getTimerCount()).toBe(1)
  })
})
