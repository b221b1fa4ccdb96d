/** Servers that are none: what they can do to whoever connects to them. */
import { describe, expect, it, vi } from "vitest"
import { Dealer, Push, Subscriber } from "../../src/index.js"
import { slowDelayMs } from "../../src/link/backoff.js"
import { nextEvent, recordEvents } from "../helpers/events.js"
import { fence } from "../helpers/peers.js"
import { bytes, frame, greeting, RawListener, ready } from "../helpers/raw-peer.js"
import { expectGrowth, memoryInUse, openFiles } from "../helpers/siege.js"
import { closing, turn, unboundEndpoint, until } from "../helpers/sockets.js"

const MIB = 1024 * 1024

describe("a connect whose connections end by violations", () => {
  it("is tried again ever more slowly, though each time there was a handshake", async () => {
    const listener = await RawListener.listen()
    const push = closing(new Push({ reconnectInterval: 2 }))
    const seen = recordEvents(push)
    push.connect(listener.endpoint)
    for (let i = 0; i < 6; i++) {
      const peer = await listener.accept()
      if (i % 2 === 0) peer.write(Buffer.from("HTTP/1.1 400 Bad Request\r\n\r\n"))
      else {
        await peer.shakeHands("PULL")
        peer.write(bytes("80 00"))
      }
    }
    await until(() => seen.filter(({ type }) => type === "connect:retry").length === 6, "6 retries")
    const delays = seen.flatMap((event) => ("interval" in event ? [event.interval] : []))
    delays.forEach((delay, i) => {
      expect(delay).toBeGreaterThanOrEqual(2 * 2 ** i)
      expect(delay).toBeLessThan(2 * 2 * 2 ** i)
    })
  })

  it("is fast again when a connection ended otherwise", async () => {
    const listener = await RawListener.listen()
    const push = closing(new Push({ reconnectInterval: 2 }))
    const seen = recordEvents(push)
    push.connect(listener.endpoint)
    for (let i = 0; i < 4; i++) (await listener.accept()).write(Buffer.from("nonsense"))
    const peer = await listener.accept()
    await peer.shakeHands("PULL")
    peer.socket.destroy()
    await listener.accept()
    const delays = seen.flatMap((event) => ("interval" in event ? [event.interval] : []))
    expect(delays).toHaveLength(5)
    expect(delays[3]).toBeGreaterThanOrEqual(16)
    expect(delays[4]).toBeLessThan(4)
  })

  it.each([
    ["the interval first", 1, { intervalMs: 100, maxIntervalMs: 0 }, 100, 199],
    ["twice as long each time", 4, { intervalMs: 100, maxIntervalMs: 0 }, 800, 1599],
    [
      "half a minute at most, but for chance",
      99,
      { intervalMs: 100, maxIntervalMs: 0 },
      30_000,
      59_999,
    ],
    [
      "never less than an interval that is longer",
      9,
      { intervalMs: 60_000, maxIntervalMs: 0 },
      60_000,
      119_999,
    ],
    ["up to a maximum of the user's", 99, { intervalMs: 100, maxIntervalMs: 500 }, 500, 500],
  ])("waits %s", (_what, violations, backoff, least, most) => {
    expect(slowDelayMs(violations, backoff, () => 0)).toBe(least)
    expect(slowDelayMs(violations, backoff, () => 0.999999)).toBe(most)
  })
})

it("a server that cuts every message short leaves nothing, 100 times", async () => {
  const listener = await RawListener.listen()
  const dealer = closing(new Dealer({ reconnectInterval: 1 }))
  dealer.connect(listener.endpoint)
  const once = async () => {
    const peer = await listener.accept()
    peer.socket.setNoDelay(true)
    await peer.shakeHands("ROUTER")
    peer.write(frame(1, Buffer.alloc(100_000)), bytes('01 05 "hello"'))
    await fence(peer)
    peer.socket.resetAndDestroy()
  }
  for (let i = 0; i < 5; i++) await once()
  const before = await memoryInUse()
  for (let i = 0; i < 100; i++) await once()
  await expectGrowth(before, 4 * MIB)
  expect(dealer.readable).toBe(false)
})

it("10 attempts or 200 that are refused: there is one timer", async () => {
  const endpoint = await unboundEndpoint("tcp", () => closing(new Dealer()))
  const files = openFiles()
  const dealer = closing(new Dealer({ reconnectInterval: 1 }))
  const due = new Set<unknown>()
  const [set, clear] = [globalThis.setTimeout, globalThis.clearTimeout]
  vi.stubGlobal("setTimeout", (act: () => void, ms: number) => {
    const timer = set(() => {
      due.delete(timer)
      act()
    }, ms)
    due.add(timer)
    return timer
  })
  vi.stubGlobal("clearTimeout", (timer: NodeJS.Timeout) => {
    due.delete(timer)
    clear(timer)
  })
  try {
    let retries = 0
    dealer.events.on("connect:retry", () => {
      retries += 1
      expect(due.size).toBeLessThanOrEqual(1)
    })
    dealer.connect(endpoint)
    await until(() => retries === 200, "200 retries")
    dealer.close()
    expect(due.size).toBe(0)
  } finally {
    vi.unstubAllGlobals()
  }
  await until(() => openFiles() <= files, "files are closed")
})

it("whatever is called on a socket at any step of its handshake, the connection holds", async () => {
  const listener = await RawListener.listen()
  const said = Buffer.concat([greeting(), ready("PUB")])
  for (let at = 0; at <= said.length; at += 7) {
    const subscriber = closing(new Subscriber({ reconnectInterval: -1 }))
    const seen = recordEvents(subscriber)
    const shaken = nextEvent(subscriber, "handshake")
    subscriber.connect(listener.endpoint)
    const peer = await listener.accept()
    peer.write(said.subarray(0, at))
    await turn()
    subscriber.subscribe(`topic ${String(at)}`)
    subscriber.unsubscribe(`topic ${String(at)}`)
    subscriber.subscribe("a")
    peer.write(said.subarray(at))
    await shaken
    peer.write(frame(0, "abc"))
    expect(String(await subscriber.receive())).toBe("abc")
    expect(seen.map(({ type }) => type)).not.toContain("disconnect")
    subscriber.close()
  }
})

it("a server's flood of what nobody asked for is held back at the high-water mark", async () => {
  const listener = await RawListener.listen()
  const dealer = closing(new Dealer({ receiveHighWaterMark: 100 }))
  dealer.connect(listener.endpoint)
  const peer = await listener.accept()
  await peer.shakeHands("ROUTER")
  const before = dealer.statistics().bytesReceived
  const many = Buffer.concat(Array<Buffer>(100).fill(frame(0, Buffer.alloc(1000))))
  for (let i = 0; i < 500; i++) peer.socket.write(many)
  await until(() => dealer.statistics().unread >= 100, "the mark")
  for (let i = 0; i < 50; i++) await turn()
  // One read more than the mark, of 64 KiB at most.
  expect(dealer.statistics().bytesReceived - before).toBeLessThan(100 * 1009 + 3 * 65_536)
})
