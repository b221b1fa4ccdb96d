import { describe, expect, it } from "vitest"
import {
  Context,
  Dealer,
  Pair,
  Publisher,
  Pull,
  Push,
  Subscriber,
  XSubscriber,
} from "../../src/index.js"
import { nextEvent, recordEvents } from "../helpers/events.js"
import { expectNoMessage, pass, QUIET_MS } from "../helpers/quiet.js"
import { bytes, RawListener } from "../helpers/raw-peer.js"
import {
  bindFresh,
  closing,
  receiveTexts,
  TRANSPORTS,
  unboundEndpoint,
} from "../helpers/sockets.js"

const endings = ["close", "disconnect"] as const
const cases = TRANSPORTS.flatMap((transport) =>
  endings.map((ending) => [ending, transport] as const),
)

/** Ends the connection of a PUSH in one of two ways. */
function end(push: Push, ending: (typeof endings)[number], endpoint: string): void {
  if (ending === "close") push.close()
  else push.disconnect(endpoint)
}

describe.each(cases)("linger and %s over %s", (ending, transport) => {
  it("-1: what is queued waits for the peer, however long that takes", async () => {
    const endpoint = await unboundEndpoint(transport, () => new Pull())
    const push = closing(new Push({ reconnectInterval: 5 }))
    push.connect(endpoint)
    for (let i = 0; i < 10; i++) await push.send(String(i))
    end(push, ending, endpoint)
    await pass(QUIET_MS)
    const pull = closing(new Pull())
    await pull.bind(endpoint)
    expect((await receiveTexts(pull, 10)).flat()).toEqual(Array.from("0123456789"))
    await expectNoMessage(pull)
  })

  it("0: what is queued is dropped", async () => {
    const endpoint = await unboundEndpoint(transport, () => new Pull())
    const push = closing(new Push({ linger: 0, reconnectInterval: 5 }))
    push.connect(endpoint)
    await push.send("x")
    end(push, ending, endpoint)
    const pull = closing(new Pull())
    await pull.bind(endpoint)
    await expectNoMessage(pull)
  })

  it("0: a connected peer still gets what it can take at once", async () => {
    const pull = closing(new Pull())
    const push = closing(new Push({ linger: 0 }))
    const endpoint = await bindFresh(pull, transport)
    push.connect(endpoint)
    await push.send("the first")
    expect(await receiveTexts(pull)).toEqual([["the first"]])
    await push.send("the last")
    end(push, ending, endpoint)
    expect(await receiveTexts(pull)).toEqual([["the last"]])
  })

  it("with a live peer what is queued is delivered, then the connection ends", async () => {
    const pull = closing(new Pull())
    const endpoint = await bindFresh(pull, transport)
    const push = closing(new Push())
    const gone = transport === "inproc" ? null : nextEvent(pull, "disconnect")
    push.connect(endpoint)
    const sent = Array.from({ length: 50 }, (_, i) => [String(i), "x".repeat(20_000)])
    for (const message of sent) await push.send(message)
    end(push, ending, endpoint)
    expect(await receiveTexts(pull, 50)).toEqual(sent)
    await gone
  })
})

describe("linger", () => {
  it.each(["tcp", "ipc"] as const)(
    "n: what is queued is dropped after n ms over %s",
    async (transport) => {
      const endpoint = await unboundEndpoint(transport, () => new Pull())
      const push = closing(new Push({ linger: 30, reconnectInterval: 5 }))
      const events = recordEvents(push)
      push.connect(endpoint)
      await push.send("x")
      push.disconnect(endpoint)
      await pass(60)
      const attempts = events.length
      expect(attempts).toBeGreaterThan(0)
      const pull = closing(new Pull())
      await pull.bind(endpoint)
      await expectNoMessage(pull)
      // Nobody dials any more.
      expect(events).toHaveLength(attempts)
    },
  )

  it("n: a peer that comes in time gets what is queued", async () => {
    const endpoint = await unboundEndpoint("tcp", () => new Pull())
    const push = new Push({ linger: 10_000, reconnectInterval: 5 })
    push.connect(endpoint)
    await push.send("x")
    push.close()
    const pull = closing(new Pull())
    await pull.bind(endpoint)
    expect(await receiveTexts(pull)).toEqual([["x"]])
  })

  it("a peer that does not read cannot hold a closed socket longer than n ms", async () => {
    const listener = await RawListener.listen()
    const push = new Push({ linger: 30 })
    push.connect(listener.endpoint)
    const peer = await listener.accept()
    await peer.shakeHands("PULL")
    peer.socket.pause()
    await push.send(Buffer.alloc(50_000_000))
    push.close()
    await pass(60)
    peer.socket.resume()
    await peer.untilClosed()
    expect(peer.received.length).toBeLessThan(50_000_000)
  })

  it("a handshake that is under way at close is waited for when messages are queued", async () => {
    const listener = await RawListener.listen()
    const push = new Push({ reconnectInterval: 5 })
    const connected = nextEvent(push, "connect")
    push.connect(listener.endpoint)
    await push.send("x")
    const peer = await listener.accept()
    await connected
    push.close()
    await peer.shakeHands("PULL")
    expect(await peer.take(3)).toEqual(bytes('00 01 "x"'))
    await peer.untilClosed()
  })

  it("without anything queued close ends the connection at once", async () => {
    const pull = closing(new Pull())
    const endpoint = await bindFresh(pull)
    const push = new Push()
    const shaken = nextEvent(push, "handshake")
    const gone = nextEvent(pull, "disconnect")
    push.connect(endpoint)
    await shaken
    push.close()
    await gone
  })

  it("close while a reconnect is due: no further attempt is made", async () => {
    const endpoint = await unboundEndpoint("tcp", () => new Pull())
    const push = new Push({ reconnectInterval: 5 })
    const retried = nextEvent(push, "connect:retry")
    push.connect(endpoint)
    await retried
    push.close()
    const pull = closing(new Pull())
    await pull.bind(endpoint)
    const accepts = recordEvents(pull)
    await pass(QUIET_MS)
    expect(accepts).toEqual([])
  })

  it("close again is nothing, and what waits is rejected with EAGAIN", async () => {
    const pair = new Pair()
    await bindFresh(pair)
    const receiving = pair.receive()
    const sending = pair.send("x")
    pair.close()
    pair.close()
    await expect(receiving).rejects.toMatchObject({ code: "EAGAIN" })
    await expect(sending).rejects.toMatchObject({ code: "EAGAIN" })
    expect(pair.closed).toBe(true)
    expect([pair.readable, pair.writable]).toEqual([false, false])
    const closed = expect.objectContaining({ code: "EBADF", message: "Socket is closed" }) as Error
    expect(() => void pair.send("x")).toThrow(closed)
    expect(() => void pair.receive()).toThrow(closed)
  })

  it("is -1 by default, 0 for subscribers and in a context that is not blocky", () => {
    expect(closing(new Push()).linger).toBe(-1)
    expect(closing(new Publisher()).linger).toBe(-1)
    expect(closing(new Subscriber()).linger).toBe(0)
    expect(closing(new XSubscriber()).linger).toBe(0)
    const context = new Context({ blocky: false })
    expect(closing(new Dealer({ context })).linger).toBe(0)
    expect(() => (closing(new Dealer()).linger = -2)).toThrow(
      expect.objectContaining({ code: "EINVAL" }),
    )
  })

  it("many sockets that connect and close leave nothing behind", async () => {
    const publisher = closing(new Publisher())
    const endpoint = await bindFresh(publisher)
    for (let round = 0; round < 3; round++) {
      const subscribers = Array.from({ length: 100 }, () => new Subscriber())
      for (const subscriber of subscribers) {
        subscriber.connect(endpoint)
        subscriber.subscribe("")
      }
      if (round % 2 === 0) await pass(5)
      for (const subscriber of subscribers) subscriber.close()
    }
    const last = closing(new Subscriber())
    last.subscribe("")
    const shaken = nextEvent(last, "handshake")
    last.connect(endpoint)
    await shaken
    const timer = setInterval(() => void publisher.send("still here"), 5)
    expect(await receiveTexts(last)).toEqual([["still here"]])
    clearInterval(timer)
  })
})
