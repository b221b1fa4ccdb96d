import { describe, expect, it } from "vitest"
import { Dealer, Pair, Publisher, Pull, Push, Router, Subscriber } from "../../src/index.js"
import { nextEvent } from "../helpers/events.js"
import {
  bindFresh,
  closing,
  receiveTexts,
  TRANSPORTS,
  turn,
  unboundEndpoint,
  until,
} from "../helpers/sockets.js"

const NUMBERS = Array.from({ length: 10_000 }, (_, i) => [String(i)])

/** Resolves by a timer, so only when the event loop turns. */
function timerFires(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 1))
}

/** Another pair of sockets that exchanges messages: true when it could. */
async function othersGetTheirTurn(): Promise<void> {
  const a = new Pair()
  const b = new Pair()
  b.connect(await bindFresh(a))
  for (let i = 0; i < 5; i++) {
    await a.send("there")
    await b.receive()
    await b.send("back")
    await a.receive()
  }
  a.close()
  b.close()
}

/** Sends one message after the other, until it is told to stop. */
function flood(send: () => Promise<void>): { stop(): Promise<void> } {
  const state = { over: false }
  const sending = (async () => {
    while (!state.over) await send()
  })()
  return {
    stop: () => {
      state.over = true
      return sending
    },
  }
}

describe("loops that never have to wait let everybody else have a turn", () => {
  it("while (true) await publisher.send()", async () => {
    const publisher = closing(new Publisher())
    await bindFresh(publisher)
    const flooding = flood(() => publisher.send("x"))
    await timerFires()
    await othersGetTheirTurn()
    await flooding.stop()
  })

  it.each(TRANSPORTS)(
    "a publisher's flood over %s reaches its subscriber meanwhile",
    async (transport) => {
      const publisher = closing(new Publisher())
      const subscriber = closing(new Subscriber())
      subscriber.subscribe("")
      subscriber.connect(await bindFresh(publisher, transport))
      const flooding = flood(() => publisher.send("x"))
      expect(await receiveTexts(subscriber, 100)).toHaveLength(100)
      await flooding.stop()
    },
  )

  it.each(TRANSPORTS)("for await of a flood over %s", async (transport) => {
    const pull = closing(new Pull({ receiveHighWaterMark: 0 }))
    const push = closing(new Push({ sendHighWaterMark: 0 }))
    push.connect(await bindFresh(pull, transport))
    for (let i = 0; i < 20_000; i++) void push.send("x")
    await until(() => pull.readable, "the flood")
    let count = 0
    let countAtTimer = 0
    const receiving = (async () => {
      for await (const message of pull) {
        count += message.length
        if (count === 20_000) return
      }
    })()
    await timerFires()
    countAtTimer = count
    await receiving
    expect(countAtTimer).toBeLessThan(20_000)
  })

  it("for await of two floods at a time: both make progress", async () => {
    const counts = [0, 0]
    const work = counts.map(async (_, i) => {
      const pull = closing(new Pull())
      const push = closing(new Push())
      push.connect(await bindFresh(pull, "inproc"))
      const flooding = flood(() => push.send("x"))
      const drain = (async () => {
        for await (const message of pull) counts[i] += message.length
      })()
      await until(() => counts.every((count) => count > 5000), "both floods to make progress")
      await flooding.stop()
      pull.close()
      await drain
    })
    await Promise.all(work)
  })

  it("a router's flood to peers that are not there", async () => {
    const router = closing(new Router())
    await bindFresh(router)
    const flooding = flood(() => router.send(["nobody", "x"]))
    await timerFires()
    await othersGetTheirTurn()
    await flooding.stop()
  })

  it("of a thousand sockets: in each turn of the event loop each does a little", async () => {
    const state = { over: false }
    const counts = new Array<number>(1000).fill(0)
    const floods = counts.map(async (_, i) => {
      const publisher = closing(new Publisher())
      while (!state.over) {
        await publisher.send("x")
        counts[i] += 1
      }
    })
    const sum = (): number => counts.reduce((a, b) => a + b)
    let most = 0
    for (let turns = 0; turns < 20; turns++) {
      const before = sum()
      await turn()
      most = Math.max(most, sum() - before)
    }
    state.over = true
    await Promise.all(floods)
    expect(most).toBeLessThanOrEqual(33_000)
    expect(Math.min(...counts)).toBeGreaterThanOrEqual(20)
  })

  it("a publisher with many subscribers does less in a turn", async () => {
    const publisher = closing(new Publisher({ sendHighWaterMark: 0 }))
    await publisher.bind("inproc://many-subscribers")
    for (let i = 0; i < 640; i++) {
      const subscriber = closing(new Subscriber())
      subscriber.subscribe("")
      subscriber.connect("inproc://many-subscribers")
    }
    let sent = 0
    const flooding = flood(async () => {
      await publisher.send("x")
      sent += 1
    })
    await turn()
    const before = sent
    await turn()
    // 512 units of work, 11 for each message.
    expect(sent - before).toBeLessThanOrEqual(48)
    await flooding.stop()
  })

  it("a request and its reply, as often as they like", async () => {
    const a = closing(new Pair())
    const b = closing(new Pair())
    b.connect(await bindFresh(a, "inproc"))
    const ping = flood(async () => {
      await a.send("ping")
      await a.receive()
    })
    const pong = (async () => {
      for await (const message of b) await b.send(message).catch(() => {})
    })()
    await timerFires()
    await othersGetTheirTurn()
    await ping.stop()
    b.close()
    await pong
  })
})

describe("sends that are not awaited", () => {
  it("10 000 of a PUB are no error, and those with room for them arrive", async () => {
    const publisher = closing(new Publisher({ sendHighWaterMark: 0 }))
    const subscriber = closing(new Subscriber({ receiveHighWaterMark: 0 }))
    subscriber.subscribe("")
    subscriber.connect(await bindFresh(publisher))
    await until(() => {
      void publisher.send("hello")
      return subscriber.readable
    }, "the subscription")
    const sends = Array.from({ length: 10_000 }, (_, i) => publisher.send(String(i)))
    await Promise.all(sends)
    let text = "hello"
    while (text === "hello") text = String((await subscriber.receive())[0])
    expect(text).toBe("0")
    expect(await receiveTexts(subscriber, 9999)).toEqual(NUMBERS.slice(1))
  })

  it("10 000 of a ROUTER are no error", async () => {
    const router = closing(new Router())
    const dealer = closing(new Dealer({ routingId: "D", receiveHighWaterMark: 0 }))
    router.sendHighWaterMark = 0
    const shaken = nextEvent(router, "handshake")
    dealer.connect(await bindFresh(router))
    await shaken
    await Promise.all(Array.from({ length: 10_000 }, (_, i) => router.send(["D", String(i)])))
    expect(await receiveTexts(dealer, 10_000)).toEqual(NUMBERS)
  })

  it.each(TRANSPORTS)(
    "10 000 of a PUSH with room for them over %s are no error",
    async (transport) => {
      const endpoint = await unboundEndpoint(transport, () => new Pull())
      const push = closing(new Push({ sendHighWaterMark: 0, reconnectInterval: 5 }))
      push.connect(endpoint)
      await Promise.all(Array.from({ length: 10_000 }, (_, i) => push.send(String(i))))
      const pull = closing(new Pull())
      await pull.bind(endpoint)
      expect(await receiveTexts(pull, 10_000)).toEqual(NUMBERS)
    },
  )

  it("a send while another waits is EBUSY, thrown at once", async () => {
    const push = closing(new Push())
    const sending = push.send("waits")
    expect(() => void push.send("too many")).toThrow(
      expect.objectContaining({
        code: "EBUSY",
        message: "Socket is busy writing; only one send operation may be in progress at any time",
      }),
    )
    push.close()
    await expect(sending).rejects.toMatchObject({ code: "EAGAIN" })
  })

  it("a receive while another waits is EBUSY, thrown at once", async () => {
    const pull = closing(new Pull())
    const receiving = pull.receive()
    const busy = expect.objectContaining({
      code: "EBUSY",
      message: "Socket is busy reading; only one receive operation may be in progress at any time",
    }) as Error
    expect(() => void pull.receive()).toThrow(busy)
    // As an async iterator should, `next` rejects rather than throws.
    await expect(pull[Symbol.asyncIterator]().next()).rejects.toEqual(busy)
    pull.close()
    await expect(receiving).rejects.toMatchObject({ code: "EAGAIN" })
  })

  it("a send and a receive may wait at the same time", async () => {
    const a = closing(new Pair())
    const sending = a.send("out")
    const receiving = a.receive()
    const b = closing(new Pair())
    const endpoint = await unboundEndpoint("inproc", () => new Pair())
    b.connect(endpoint)
    await b.send("in")
    // A waiting send or receive does not keep the socket from connecting.
    a.bindSync(endpoint)
    await sending
    expect(String((await receiving)[0])).toBe("in")
    expect(await receiveTexts(b)).toEqual([["out"]])
  })
})

describe("for await", () => {
  it("ends when the socket closes", async () => {
    const pull = closing(new Pull())
    const push = closing(new Push())
    push.connect(await bindFresh(pull))
    await push.send("one")
    await push.send("two")
    const seen: string[] = []
    for await (const [text] of pull) {
      seen.push(String(text))
      if (seen.length === 2) setImmediate(() => pull.close())
    }
    expect(seen).toEqual(["one", "two"])
  })

  it("left early leaves the socket open", async () => {
    const pull = closing(new Pull())
    const push = closing(new Push())
    push.connect(await bindFresh(pull))
    await push.send("one")
    await push.send("two")
    for await (const [text] of pull) {
      expect(String(text)).toBe("one")
      break
    }
    expect(pull.closed).toBe(false)
    expect(await receiveTexts(pull)).toEqual([["two"]])
  })

  it("a timeout is an error", async () => {
    const pull = closing(new Pull({ receiveTimeout: 10 }))
    await expect(pull[Symbol.asyncIterator]().next()).rejects.toMatchObject({ code: "EAGAIN" })
  })
})
