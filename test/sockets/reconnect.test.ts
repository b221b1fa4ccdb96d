import { describe, expect, it } from "vitest"
import { nextDelayMs } from "../../src/link/backoff.js"
import {
  Dealer,
  Pair,
  Publisher,
  Pull,
  Push,
  Router,
  Subscriber,
  type Event,
} from "../../src/index.js"
import { nextEvent, recordEvents } from "../helpers/events.js"
import { expectNoMessage, expectNoRoom, pass, QUIET_MS } from "../helpers/quiet.js"
import { bytes, frame, greeting, RawListener, RawPeer, ready } from "../helpers/raw-peer.js"
import {
  bindFresh,
  closing,
  receiveTexts,
  turn,
  unboundEndpoint,
  until,
} from "../helpers/sockets.js"

/** The delays a socket has announced. */
const intervals = (events: readonly Event[]) =>
  events.flatMap((event) => (event.type === "connect:retry" ? [event.interval] : []))

async function untilRetries(events: readonly Event[], count: number): Promise<void> {
  await until(() => intervals(events).length >= count, `${String(count)} retries`)
}

describe("delays", () => {
  it("without a maximum lie between the interval and twice the interval, at random", () => {
    const backoff = { intervalMs: 100, maxIntervalMs: 0 }
    for (let attempt = 0; attempt < 50; attempt++) {
      const delay = nextDelayMs(attempt, backoff, Math.random)
      expect(delay).toBeGreaterThanOrEqual(100)
      expect(delay).toBeLessThan(200)
    }
    expect(nextDelayMs(7, backoff, () => 0)).toBe(100)
    expect(nextDelayMs(7, backoff, () => 0.999)).toBe(199)
  })

  it("with a maximum double up to it", () => {
    const backoff = { intervalMs: 100, maxIntervalMs: 1000 }
    const delays = Array.from({ length: 7 }, (_, i) => nextDelayMs(i, backoff, Math.random))
    expect(delays).toEqual([100, 200, 400, 800, 1000, 1000, 1000])
    expect(nextDelayMs(5000, backoff, Math.random)).toBe(1000)
    expect(nextDelayMs(0, { intervalMs: 100, maxIntervalMs: 50 }, Math.random)).toBe(50)
  })
})

describe("reconnecting", () => {
  it("goes on for ever, each time after the interval with its jitter", async () => {
    const push = closing(new Push({ reconnectInterval: 4 }))
    const events = recordEvents(push)
    push.connect(await unboundEndpoint("tcp", () => new Pull()))
    await untilRetries(events, 30)
    for (const interval of intervals(events)) {
      expect(interval).toBeGreaterThanOrEqual(4)
      expect(interval).toBeLessThan(8)
    }
    expect(new Set(intervals(events)).size).toBeGreaterThan(1)
  })

  it("doubles the delay up to reconnectMaxInterval, and begins anew after a handshake", async () => {
    const listener = await RawListener.listen()
    const push = closing(new Push({ reconnectInterval: 2, reconnectMaxInterval: 12 }))
    const events = recordEvents(push)
    push.connect(listener.endpoint)
    // A peer that accepts and closes does not make the delay short again.
    for (let i = 0; i < 5; i++) (await listener.accept()).socket.destroy()
    await untilRetries(events, 5)
    expect(intervals(events)).toEqual([2, 4, 8, 12, 12])
    const peer = await listener.accept()
    await peer.shakeHands("PULL")
    await until(() => events.some(({ type }) => type === "handshake"), "the handshake")
    peer.socket.destroy()
    await untilRetries(events, 6)
    expect(intervals(events)[5]).toBe(2)
  })

  it("a peer that accepts and closes is dialled once per interval", async () => {
    const listener = await RawListener.listen()
    const push = closing(new Push({ reconnectInterval: 20 }))
    push.connect(listener.endpoint)
    void (async () => {
      for (;;) (await listener.accept()).socket.destroy()
    })()
    const began = performance.now()
    await until(() => listener.accepts >= 4, "four attempts")
    expect(performance.now() - began).toBeGreaterThan(3 * 20 - 5)
  })

  it("says what happens: delay, connect, handshake, disconnect, retry", async () => {
    const publisher = new Publisher()
    const endpoint = await bindFresh(publisher)
    const subscriber = closing(new Subscriber({ reconnectInterval: 60_000 }))
    const events = recordEvents(subscriber)
    const gone = nextEvent(subscriber, "connect:retry")
    const shaken = nextEvent(subscriber, "handshake")
    subscriber.connect(endpoint)
    await shaken
    publisher.close()
    expect((await gone).address).toBe(endpoint)
    await pass(QUIET_MS)
    expect(events.map(({ type }) => type)).toEqual([
      "connect:delay",
      "connect",
      "handshake",
      "disconnect",
      "connect:retry",
    ])
  })

  it("says what happens when nobody listens: delay, close, retry, and again", async () => {
    const push = closing(new Push({ reconnectInterval: 5 }))
    const events = recordEvents(push)
    push.connect(await unboundEndpoint("tcp", () => new Pull()))
    await untilRetries(events, 2)
    expect(events.map(({ type }) => type).slice(0, 6)).toEqual([
      "connect:delay",
      "close",
      "connect:retry",
      "connect:delay",
      "close",
      "connect:retry",
    ])
  })

  it("is done for each of the endpoints by itself", async () => {
    const pull = closing(new Pull())
    const push = closing(new Push({ reconnectInterval: 5, immediate: true }))
    push.connect(await unboundEndpoint("tcp", () => new Pull()))
    push.connect(await bindFresh(pull))
    await push.send("x")
    expect(await receiveTexts(pull)).toEqual([["x"]])
  })

  it.each(["FIN", "RST"])("RFC 37: traffic goes on after the peer is gone by %s", async (how) => {
    const listener = await RawListener.listen()
    const dealer = closing(new Dealer({ reconnectInterval: 5 }))
    dealer.connect(listener.endpoint)
    for (let round = 0; round < 3; round++) {
      const peer = await listener.accept()
      await peer.shakeHands("ROUTER")
      await dealer.send(`to ${String(round)}`)
      expect(await peer.take(6)).toEqual(frame(0, `to ${String(round)}`))
      peer.write(frame(0, `from ${String(round)}`))
      expect(await receiveTexts(dealer)).toEqual([[`from ${String(round)}`]])
      const gone = nextEvent(dealer, "disconnect")
      if (how === "FIN") peer.socket.end()
      else peer.socket.resetAndDestroy()
      await gone
    }
  })

  it("what is queued meanwhile is sent on the next connection, in order", async () => {
    const first = new Pull()
    const endpoint = await bindFresh(first)
    const push = closing(new Push({ reconnectInterval: 5 }))
    const gone = nextEvent(push, "disconnect")
    push.connect(endpoint)
    await push.send("first")
    expect(await receiveTexts(first)).toEqual([["first"]])
    first.close()
    await gone
    for (let i = 0; i < 100; i++) await push.send(["queued", String(i)])
    const second = closing(new Pull())
    await second.bind(endpoint)
    const wanted = Array.from({ length: 100 }, (_, i) => ["queued", String(i)])
    expect(await receiveTexts(second, 100)).toEqual(wanted)
  })

  it("a message cut by the loss is not sent in part on the next connection", async () => {
    const listener = await RawListener.listen()
    const push = closing(new Push({ reconnectInterval: 5 }))
    push.connect(listener.endpoint)
    const first = await listener.accept()
    await first.shakeHands("PULL")
    first.socket.pause()
    const gone = nextEvent(push, "disconnect")
    await push.send(["1", Buffer.alloc(20_000_000), "end of 1"])
    await push.send(["2", "end of 2"])
    await push.send(["3", "end of 3"])
    await turn()
    first.socket.resetAndDestroy()
    await gone
    const second = await listener.accept()
    await second.shakeHands("PULL")
    await push.send("last")
    await until(() => second.received.includes("last"), "the last message")
    const whole = ["2", "3"].map((n) => Buffer.concat([frame(1, n), frame(0, `end of ${n}`)]))
    const last = frame(0, "last")
    // Whole messages only, in order: what was in the hands of the operating system may be missing.
    const possible = [[], whole.slice(1), whole].map((rest) => Buffer.concat([...rest, last]))
    expect(possible.map((wanted) => wanted.equals(second.received))).toContain(true)
  })

  it("RFC 29: subscriptions are sent again", async () => {
    const listener = await RawListener.listen()
    const subscriber = closing(new Subscriber({ reconnectInterval: 5 }))
    subscriber.subscribe("a", "b", "a")
    subscriber.connect(listener.endpoint)
    for (let round = 0; round < 3; round++) {
      const peer = await listener.accept()
      await peer.shakeHands("PUB")
      await until(() => peer.received.length >= 26, "two subscriptions")
      expect(peer.received.toString("latin1")).toContain("\x09SUBSCRIBEa")
      expect(peer.received.toString("latin1")).toContain("\x09SUBSCRIBEb")
      peer.socket.destroy()
    }
  })

  it("RFC 29: a subscriber hears the next publisher", async () => {
    const endpoint = await unboundEndpoint("tcp", () => new Publisher())
    const subscriber = closing(new Subscriber({ reconnectInterval: 5 }))
    subscriber.subscribe("news")
    subscriber.connect(endpoint)
    for (let round = 0; round < 3; round++) {
      const publisher = new Publisher()
      await publisher.bind(endpoint)
      const timer = setInterval(() => void publisher.send(`news ${String(round)}`), 5)
      const wanted = `news ${String(round)}`
      while (String((await subscriber.receive())[0]) !== wanted);
      clearInterval(timer)
      publisher.linger = 0
      publisher.close()
    }
  })

  it.each(["tcp", "ipc"] as const)(
    "reconnectInterval -1 over %s: the loss is final, connect again helps",
    async (transport) => {
      const a = closing(new Pair())
      const b = closing(new Pair({ reconnectInterval: -1 }))
      const endpoint = await bindFresh(a, transport)
      const events = recordEvents(b)
      b.connect(endpoint)
      await b.send("x")
      expect(await receiveTexts(a)).toEqual([["x"]])
      const gone = nextEvent(b, "disconnect")
      await a.unbind(endpoint)
      await gone
      await a.bind(endpoint)
      await expectNoRoom(b)
      await expectNoMessage(a)
      expect(events.map(({ type }) => type)).not.toContain("connect:retry")
      b.connect(endpoint)
      await b.send("y")
      expect(await receiveTexts(a)).toEqual([["y"]])
    },
  )

  it.each([-1, 0])(
    "reconnectInterval %i: a refused attempt is the only one",
    async (reconnectInterval) => {
      const push = closing(new Push({ reconnectInterval, linger: 0 }))
      const events = recordEvents(push)
      const failed = nextEvent(push, "close")
      push.connect(await unboundEndpoint("tcp", () => new Pull()))
      await failed
      await pass(QUIET_MS)
      expect(events.map(({ type }) => type)).toEqual(["connect:delay", "close"])
    },
  )

  it("a violation is no reason to give up: the peer is dialled again after the interval", async () => {
    const listener = await RawListener.listen()
    const push = closing(new Push({ reconnectInterval: 5 }))
    push.connect(listener.endpoint)
    const first = await listener.accept()
    first.write(Buffer.from("HTTP/1.1 400 Bad Request\r\n\r\n"))
    const second = await listener.accept()
    await second.shakeHands("PULL")
    second.write(bytes("80 00"))
    const third = await listener.accept()
    await third.shakeHands("PULL")
    await push.send("x")
    expect(await third.take(3)).toEqual(bytes('00 01 "x"'))
  })

  it("disconnect ends the attempts, and the endpoint can be connected to again", async () => {
    const endpoint = await unboundEndpoint("tcp", () => new Router())
    const dealer = closing(new Dealer({ reconnectInterval: 5 }))
    const retried = nextEvent(dealer, "connect:retry")
    dealer.connect(endpoint)
    await retried
    dealer.disconnect(endpoint)
    const events = recordEvents(dealer)
    await pass(30)
    expect(events).toEqual([])
    const router = closing(new Router())
    await router.bind(endpoint)
    dealer.connect(endpoint)
    await dealer.send("x")
    expect((await router.receive())[1].toString()).toBe("x")
  })
})

describe("time limits", () => {
  it("handshakeInterval: an accepted peer that is silent is hung up on", async () => {
    const dealer = closing(new Dealer())
    expect(dealer.handshakeInterval).toBe(30_000)
    dealer.handshakeInterval = 30
    const endpoint = await bindFresh(dealer)
    const events = recordEvents(dealer)
    const failed = nextEvent(dealer, "handshake:error:other")
    const gone = nextEvent(dealer, "disconnect")
    const peer = await RawPeer.connect(endpoint)
    expect((await failed).error).toMatchObject({ code: "EAGAIN" })
    await gone
    await peer.untilClosed()
    expect(events.map(({ type }) => type)).toEqual([
      "accept",
      "handshake:error:other",
      "disconnect",
    ])
  })

  it.each([
    ["part of a greeting", greeting().subarray(0, 40)],
    ["a greeting", greeting()],
    ["half a READY", Buffer.concat([greeting(), ready("DEALER").subarray(0, 10)])],
  ])("handshakeInterval: it is not enough to send %s", async (_name, data) => {
    const router = closing(new Router({ handshakeInterval: 30 }))
    const peer = await RawPeer.connect(await bindFresh(router))
    peer.write(data)
    await peer.untilClosed()
  })

  it("handshakeInterval: bytes in drops do not prolong it", async () => {
    const router = closing(new Router({ handshakeInterval: 40 }))
    const peer = await RawPeer.connect(await bindFresh(router))
    const began = performance.now()
    const drops = greeting()
    let at = 0
    const timer = setInterval(() => peer.write(drops.subarray(at, ++at)), 10)
    await peer.untilClosed()
    clearInterval(timer)
    expect(performance.now() - began).toBeLessThan(640)
    expect(at).toBeLessThan(64)
  })

  it("handshakeInterval: a dialled peer that is silent is dialled again", async () => {
    const listener = await RawListener.listen()
    const push = closing(new Push({ handshakeInterval: 30, reconnectInterval: 5 }))
    const events = recordEvents(push)
    push.connect(listener.endpoint)
    await listener.accept()
    const second = await listener.accept()
    expect(events.map(({ type }) => type).slice(0, 5)).toEqual([
      "connect:delay",
      "connect",
      "handshake:error:other",
      "disconnect",
      "connect:retry",
    ])
    await second.shakeHands("PULL")
    await push.send("x")
    expect(await second.take(3)).toEqual(bytes('00 01 "x"'))
  })

  it("handshakeInterval: it ends with the handshake", async () => {
    const pull = closing(new Pull({ handshakeInterval: 30 }))
    const peer = await RawPeer.handshake(await bindFresh(pull), "PUSH")
    await pass(60)
    peer.write(frame(0, "still here"))
    expect(await receiveTexts(pull)).toEqual([["still here"]])
  })

  it("connectTimeout: an attempt that nobody answers is given up and made again", async () => {
    const push = closing(new Push({ connectTimeout: 30, reconnectInterval: 5, linger: 0 }))
    const events = recordEvents(push)
    // Set aside for documentation: there is nobody.
    push.connect("tcp://192.0.2.1:5555")
    await untilRetries(events, 2)
    expect(events.map(({ type }) => type)).not.toContain("connect")
    expect(push.connectTimeout).toBe(30)
  })

  it("connectTimeout: it ends with the connection", async () => {
    const pull = closing(new Pull())
    const push = closing(new Push({ connectTimeout: 20 }))
    push.connect(await bindFresh(pull))
    await push.send("x")
    expect(await receiveTexts(pull)).toEqual([["x"]])
    const events = recordEvents(push)
    await pass(50)
    await push.send("y")
    expect(await receiveTexts(pull)).toEqual([["y"]])
    expect(events).toEqual([])
  })
})
