import { describe, expect, it } from "vitest"
import { Pair, Publisher, Pull, Push, Reply, Request, Router } from "../../src/index.js"
import { bindFresh, closing, texts, TRANSPORTS, turn, unboundEndpoint } from "../helpers/sockets.js"

describe.each(TRANSPORTS)("over %s", (transport) => {
  it("sendMany and receiveMany pass every message, in order and once", async () => {
    const pull = closing(new Pull())
    const push = closing(new Push())
    push.connect(await bindFresh(pull, transport))
    const count = 5000
    const sending = push.sendMany(Array.from({ length: count }, (_, i) => [String(i), "part"]))
    const received: string[] = []
    while (received.length < count) {
      for (const [number, part] of await pull.receiveMany()) {
        expect(part.toString()).toBe("part")
        received.push(number.toString())
      }
    }
    await sending
    expect(received).toEqual(Array.from({ length: count }, (_, i) => String(i)))
    await expect(pull.receiveMany({ timeout: 0 })).rejects.toMatchObject({ code: "EAGAIN" })
  })
})

describe("sendMany", () => {
  it("takes from its iterable only what it can send", async () => {
    const push = closing(new Push({ sendHighWaterMark: 3, linger: 0 }))
    push.connect(await unboundEndpoint("tcp", () => new Push()))
    let taken = 0
    function* numbers(): Generator<string> {
      for (;;) {
        taken += 1
        yield String(taken)
      }
    }
    const sending = push.sendMany(numbers())
    await turn()
    expect(taken).toBe(4)
    push.close()
    await expect(sending).rejects.toMatchObject({ code: "EAGAIN", sent: 3 })
  })

  it("tells how many were sent when its time is over", async () => {
    const push = closing(new Push({ sendHighWaterMark: 2, linger: 0 }))
    push.connect(await unboundEndpoint("tcp", () => new Push()))
    const sending = push.sendMany(["a", "b", "c"], { timeout: 5 })
    await expect(sending).rejects.toMatchObject({ code: "EAGAIN", sent: 2 })
  })

  it("stops at a signal, even if it never has to wait", async () => {
    const publisher = closing(new Publisher())
    const control = new AbortController()
    function* endless(): Generator<string> {
      for (;;) yield "x"
    }
    setImmediate(() => control.abort())
    const sending = publisher.sendMany(endless(), { signal: control.signal })
    await expect(sending).rejects.toMatchObject({ name: "AbortError" })
  })

  it("lets timers fire and others have their turn", async () => {
    const publisher = closing(new Publisher())
    let fired = 0
    const timer = setInterval(() => (fired += 1), 0)
    let sent = 0
    function* untilFired(): Generator<string> {
      while (fired < 3) {
        sent += 1
        yield "x"
      }
    }
    await publisher.sendMany(untilFired())
    clearInterval(timer)
    expect(sent).toBeGreaterThan(512)
  })

  it("rejects with what the pattern refuses, and goes no further", async () => {
    const router = closing(new Router({ mandatory: true, sendTimeout: 0 }))
    await bindFresh(router)
    const sending = router.sendMany([
      ["nobody", "x"],
      ["nobody", "y"],
    ])
    await expect(sending).rejects.toMatchObject({ code: "EHOSTUNREACH", sent: 0 })
  })

  it("rejects with what its iterable throws", async () => {
    const publisher = closing(new Publisher())
    const failure = new Error("the source broke")
    function* broken(): Generator<string> {
      yield "x"
      throw failure
    }
    await expect(publisher.sendMany(broken())).rejects.toBe(failure)
  })

  it.each([
    ["a text, which is one message", "abc"],
    ["bytes, which are one message", Buffer.from("abc")],
    ["what cannot be iterated over", 5],
    ["nothing", undefined],
    ["an asynchronous iterable", { [Symbol.asyncIterator]: () => null }],
  ])("refuses %s at once", (_what, given) => {
    const publisher = closing(new Publisher())
    expect(() => void publisher.sendMany(given as Iterable<string>)).toThrow(
      new TypeError("Messages must be an iterable of messages"),
    )
  })

  it("rejects where there is no message", async () => {
    const sending = closing(new Publisher()).sendMany(["x", undefined as unknown as string])
    await expect(sending).rejects.toThrow(new TypeError("Message must be present"))
  })

  it("of nothing resolves", async () => {
    await closing(new Push()).sendMany([])
  })
})

describe("receiveMany", () => {
  it("waits for the first message, and takes no more than was asked for", async () => {
    const a = closing(new Pair())
    const b = closing(new Pair())
    b.connect(await bindFresh(a, "inproc"))
    const receiving = a.receiveMany({ most: 2 })
    await turn()
    for (const text of ["1", "2", "3"]) await b.send(text)
    const first = await receiving
    const rest = await a.receiveMany()
    expect([...first, ...rest].map(texts)).toEqual([["1"], ["2"], ["3"]])
    expect(first.length).toBeLessThanOrEqual(2)
  })

  it.each([0, -1, NaN])("does not take at most %s", (most) => {
    const pull = closing(new Pull())
    expect(() => void pull.receiveMany({ most })).toThrow("Invalid argument")
    expect(() => void pull.receiveMany({ most: "2" as unknown as number })).toThrow(
      new TypeError("Most must be a number"),
    )
  })

  it("takes at most 512 in a turn of the event loop", async () => {
    const pull = closing(new Pull({ receiveHighWaterMark: 0 }))
    const push = closing(new Push({ sendHighWaterMark: 0 }))
    push.connect(await bindFresh(pull, "inproc"))
    for (let i = 0; i < 2000; i++) void push.send("x")
    await turn()
    let received = 0
    while (received < 2000) {
      const { length } = await pull.receiveMany()
      expect(length).toBeLessThanOrEqual(512)
      received += length
    }
  })

  it("is EBUSY while another receive waits, and the other way round", async () => {
    const pull = closing(new Pull())
    const waiting = pull.receiveMany()
    await expect(pull.receiveMany()).rejects.toMatchObject({ code: "EBUSY" })
    expect(() => void pull.receive()).toThrow("Socket is busy reading")
    pull.close()
    await expect(waiting).rejects.toMatchObject({ code: "EAGAIN" })
  })
})

it("sendMany that uses up a turn does not keep the socket from receiving", async () => {
  const reply = closing(new Reply())
  const request = closing(new Request())
  request.connect(await bindFresh(reply))
  // Whatever a turn allows, one of these is its last.
  for (let i = 0; i < 100; i++) {
    await request.send("question")
    const question = await reply.receive({ timeout: 2000 })
    await reply.sendMany([question])
    await request.receive({ timeout: 2000 })
  }
})
