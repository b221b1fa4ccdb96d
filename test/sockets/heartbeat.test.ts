import { describe, expect, it } from "vitest"
import {
  Dealer,
  Pair,
  Publisher,
  Pull,
  Push,
  Reply,
  Request,
  Router,
  Subscriber,
  type Socket,
} from "../../src/index.js"
import { nextEvent, recordEvents } from "../helpers/events.js"
import { pass } from "../helpers/quiet.js"
import { bytes, frame, greeting, RawListener, RawPeer, ready } from "../helpers/raw-peer.js"
import { bindFresh, closing, receiveTexts } from "../helpers/sockets.js"

const PAIRS: [string, () => Socket, () => Socket, client: string][] = [
  ["DEALER to ROUTER", () => new Dealer(), () => new Router(), "DEALER"],
  ["REQ to REP", () => new Request(), () => new Reply(), "REQ"],
  ["PULL to PUSH", () => new Pull(), () => new Push(), "PULL"],
  ["SUB to PUB", () => new Subscriber(), () => new Publisher(), "SUB"],
  ["PAIR to PAIR", () => new Pair(), () => new Pair(), "PAIR"],
]
const PING = bytes('04 07 04 "PING" 00 00')
const PONG = bytes('04 05 04 "PONG"')

/** A PING with a time to live, in tenths of a second. */
function ping(ttl: number): Buffer {
  const command = Buffer.from(PING)
  command.writeUInt16BE(ttl, 7)
  return command
}

describe("PING", () => {
  it.each(PAIRS)(
    "RFC 37: %s: a PING is answered with its context",
    async (_name, _client, server, type) => {
      const socket = closing(server())
      const peer = await RawPeer.handshake(await bindFresh(socket), type)
      peer.write(bytes('04 0A 04 "PING" 00 00 "LOL"'))
      expect(await peer.take(10)).toEqual(bytes('04 08 04 "PONG" "LOL"'))
    },
  )

  it("RFC 37: a PING of a peer of version 3.0 is answered too", async () => {
    const pull = closing(new Pull())
    const peer = await RawPeer.handshake(await bindFresh(pull), "PUSH", { minor: 0 })
    peer.write(PING)
    expect(await peer.take(7)).toEqual(PONG)
  })

  it("RFC 37: a PING before the READY is not answered", async () => {
    const pull = closing(new Pull())
    const peer = await RawPeer.connect(await bindFresh(pull))
    peer.write(greeting(), PING, ready("PUSH"))
    await peer.untilClosed()
    expect(peer.received.includes("PONG")).toBe(false)
  })

  it("none is sent unless heartbeatInterval is set", async () => {
    const pull = closing(new Pull())
    expect(pull.heartbeatInterval).toBe(0)
    const peer = await RawPeer.handshake(await bindFresh(pull), "PUSH")
    await pass(50)
    expect(peer.received).toHaveLength(0)
  })

  it("is sent every heartbeatInterval, whatever the traffic", async () => {
    const push = closing(new Push({ heartbeatInterval: 15, heartbeatTimeout: 0 }))
    const peer = await RawPeer.handshake(await bindFresh(push), "PULL")
    for (let i = 0; i < 3; i++) expect(await peer.take(9)).toEqual(PING)
    await push.send("x")
    expect(await peer.take(3)).toEqual(bytes('00 01 "x"'))
    expect(await peer.take(9)).toEqual(PING)
  })

  it("is not sent before the handshake is done", async () => {
    const push = closing(new Push({ heartbeatInterval: 10 }))
    const peer = await RawPeer.connect(await bindFresh(push))
    peer.write(greeting())
    await pass(50)
    expect(peer.received.includes("PING")).toBe(false)
  })

  it.each([
    [1000, 10],
    [65_500, 655],
    // Larger ones would make libzmq give us up at once.
    [100_000, 655],
    [6_553_599, 655],
  ])("tells a time to live of %i ms as %i tenths of a second", async (heartbeatTimeToLive, ttl) => {
    const push = closing(new Push({ heartbeatInterval: 10, heartbeatTimeToLive }))
    const peer = await RawPeer.handshake(await bindFresh(push), "PULL")
    expect(await peer.take(9)).toEqual(ping(ttl))
  })

  it("is sent to what is dialled as well", async () => {
    const listener = await RawListener.listen()
    closing(new Push({ heartbeatInterval: 10 })).connect(listener.endpoint)
    const peer = await listener.accept()
    await peer.shakeHands("PULL")
    expect(await peer.take(9)).toEqual(PING)
  })
})

describe("silence", () => {
  it.each(PAIRS)(
    "%s: a peer that does not answer is given up",
    async (_name, _client, server, type) => {
      const socket = closing(server())
      socket.heartbeatInterval = 20
      const endpoint = await bindFresh(socket)
      const events = recordEvents(socket)
      const gone = nextEvent(socket, "disconnect")
      const peer = await RawPeer.handshake(endpoint, type)
      expect((await gone).address).toBe(endpoint)
      await peer.untilClosed()
      expect(events.map(({ type }) => type)).toEqual(["accept", "handshake", "disconnect"])
    },
  )

  it("a dialled peer that does not answer is dialled again", async () => {
    const listener = await RawListener.listen()
    const push = closing(new Push({ heartbeatInterval: 20, reconnectInterval: 5 }))
    push.connect(listener.endpoint)
    const first = await listener.accept()
    await first.shakeHands("PULL")
    await first.untilClosed()
    const second = await listener.accept()
    await second.shakeHands("PULL")
    expect(await second.take(9)).toEqual(PING)
  })

  it("heartbeatTimeout decides how long it may last", async () => {
    const pull = closing(new Pull({ heartbeatInterval: 10, heartbeatTimeout: 100 }))
    const peer = await RawPeer.handshake(await bindFresh(pull), "PUSH")
    const began = performance.now()
    await peer.untilClosed()
    expect(performance.now() - began).toBeGreaterThan(90)
  })

  it("heartbeatTimeout 0: it may last for ever", async () => {
    const pull = closing(new Pull({ heartbeatInterval: 10, heartbeatTimeout: 0 }))
    const peer = await RawPeer.handshake(await bindFresh(pull), "PUSH")
    await pass(60)
    expect(peer.closed).toBe(false)
    peer.write(frame(0, "x"))
    expect(await receiveTexts(pull)).toEqual([["x"]])
  })

  it("any traffic counts as a sign of life, not only PONG", async () => {
    const pull = closing(new Pull({ heartbeatInterval: 30, heartbeatTimeout: 150 }))
    const endpoint = await bindFresh(pull)
    const peer = await RawPeer.handshake(endpoint, "PUSH")
    const gone = recordEvents(pull)
    const began = performance.now()
    while (performance.now() - began < 400) {
      peer.write(frame(0, "x"))
      expect(await receiveTexts(pull)).toEqual([["x"]])
      await pass(10)
    }
    expect(gone).toEqual([])
  })

  it("bytes of a message that is not complete count too", async () => {
    const pull = closing(new Pull({ heartbeatInterval: 30, heartbeatTimeout: 150 }))
    const peer = await RawPeer.handshake(await bindFresh(pull), "PUSH")
    peer.write(bytes("00 28"))
    for (let i = 0; i < 40; i++) {
      peer.write(Buffer.from("x"))
      await pass(10)
    }
    expect(await receiveTexts(pull)).toEqual([["x".repeat(40)]])
  })

  it("a peer that cannot know PING, being of version 3.0, is not judged by its silence", async () => {
    const pull = closing(new Pull({ heartbeatInterval: 10 }))
    const peer = await RawPeer.handshake(await bindFresh(pull), "PUSH", { minor: 0 })
    await pass(60)
    expect(peer.closed).toBe(false)
  })

  it("a peer whose input we hold back is not judged by its silence", async () => {
    const pull = closing(new Pull({ heartbeatInterval: 15, receiveHighWaterMark: 1 }))
    const endpoint = await bindFresh(pull)
    const push = closing(new Push())
    push.connect(endpoint)
    for (let i = 0; i < 50; i++) await push.send([String(i), "x".repeat(50_000)])
    const gone = recordEvents(pull)
    await pass(60)
    expect(gone.map(({ type }) => type)).not.toContain("disconnect")
    for (let i = 0; i < 50; i++) expect((await receiveTexts(pull))[0][0]).toBe(String(i))
  })

  it("a PONG that came while the event loop was kept busy counts", async () => {
    const pull = closing(new Pull({ heartbeatInterval: 30, heartbeatTimeout: 30 }))
    const peer = await RawPeer.handshake(await bindFresh(pull), "PUSH")
    for (let i = 0; i < 3; i++) {
      expect(await peer.take(9)).toEqual(PING)
      peer.write(PONG)
      const until = performance.now() + 80
      while (performance.now() < until);
      peer.received = Buffer.alloc(0)
    }
    await pass(1)
    expect(peer.closed).toBe(false)
  })

  it.each(PAIRS)("%s: who answers stays", async (_name, client, server) => {
    const a = closing(server())
    const b = closing(client())
    a.heartbeatInterval = 20
    a.heartbeatTimeout = 200
    const endpoint = await bindFresh(a)
    const shaken = nextEvent(a, "handshake")
    b.connect(endpoint)
    await shaken
    const events = recordEvents(a)
    await pass(300)
    expect(events).toEqual([])
  })
})

describe("time to live", () => {
  it.each(PAIRS)(
    "RFC 37: %s: a peer is given up after the silence it has told",
    async (_name, _client, server, type) => {
      const socket = closing(server())
      const endpoint = await bindFresh(socket)
      const events = recordEvents(socket)
      const peer = await RawPeer.handshake(endpoint, type)
      peer.write(ping(1))
      expect(await peer.take(7)).toEqual(PONG)
      const began = performance.now()
      await peer.untilClosed()
      expect(performance.now() - began).toBeGreaterThan(80)
      expect(events.map(({ type }) => type)).toEqual(["accept", "handshake", "disconnect"])
    },
  )

  it("RFC 37: a socket of ours tells it, and the other gives it up", async () => {
    const router = closing(new Router())
    const endpoint = await bindFresh(router)
    const dealer = closing(
      new Dealer({ heartbeatTimeToLive: 100, heartbeatInterval: 180, reconnectInterval: -1 }),
    )
    const gone = nextEvent(router, "disconnect")
    dealer.connect(endpoint)
    await gone
  })

  it("RFC 37: every sign of life begins it anew", async () => {
    const pull = closing(new Pull())
    const peer = await RawPeer.handshake(await bindFresh(pull), "PUSH")
    peer.write(ping(2))
    for (let i = 0; i < 8; i++) {
      await pass(50)
      peer.write(i % 2 === 0 ? frame(0, "x") : ping(2))
    }
    expect(peer.closed).toBe(false)
    expect(await receiveTexts(pull, 4)).toEqual([["x"], ["x"], ["x"], ["x"]])
    await peer.untilClosed()
  })

  it.each([656, 65_535])("RFC 37: %i tenths of a second are as long as they say", async (ttl) => {
    const pull = closing(new Pull())
    const peer = await RawPeer.handshake(await bindFresh(pull), "PUSH")
    peer.write(ping(ttl))
    expect(await peer.take(7)).toEqual(PONG)
    await pass(60)
    peer.write(frame(0, "still here"))
    expect(await receiveTexts(pull)).toEqual([["still here"]])
  })

  it("RFC 37: one of 0 takes back what was told before", async () => {
    const pull = closing(new Pull())
    const peer = await RawPeer.handshake(await bindFresh(pull), "PUSH")
    peer.write(ping(1), ping(0))
    await pass(200)
    expect(peer.closed).toBe(false)
  })

  it("is kept in steps of 100 ms, up to 6553599 ms", () => {
    const dealer = closing(new Dealer())
    dealer.heartbeatTimeToLive = 99
    expect(dealer.heartbeatTimeToLive).toBe(0)
    dealer.heartbeatTimeToLive = 6_553_599
    expect(dealer.heartbeatTimeToLive).toBe(6_553_500)
    for (const value of [6_553_600, -100]) {
      expect(() => (dealer.heartbeatTimeToLive = value)).toThrow(
        expect.objectContaining({ code: "EINVAL" }),
      )
    }
    expect(dealer.heartbeatTimeToLive).toBe(6_553_500)
  })
})
