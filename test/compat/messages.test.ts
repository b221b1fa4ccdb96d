/** How messages move through v5 sockets. */
import { describe, expect, it } from "vitest"
import { Pull, Request } from "../../src/index.js"
import * as zmq from "../../src/v5-compat.js"
import { closing, freshEndpoint, receiveTexts, turn } from "../helpers/sockets.js"
import { messages, native, next, open, pairOf } from "./v5.js"

/** A callback, and the promise of what it is called with. */
function callback(): [(error?: Error) => void, Promise<Error | undefined>] {
  let called: (error?: Error) => void = () => {}
  const promise = new Promise<Error | undefined>((resolve) => (called = resolve))
  return [called, promise]
}

describe("sending", () => {
  it("takes one part or several, of any kind that has text", async () => {
    const [pull, push] = pairOf("pull", "push")
    const all = messages(pull, 4)
    push
      .send("text")
      .send(Buffer.from("bytes"))
      .send(["a", Buffer.from("b"), ""])
      .send(5)
    expect(await all).toEqual([["text"], ["bytes"], ["a", "b", ""], ["5"]])
  })

  it("gathers parts with SNDMORE until one comes without, and calls every callback then", async () => {
    const [pull, push] = pairOf("pull", "push")
    const [first, firstDone] = callback()
    const [last, lastDone] = callback()
    const all = messages(pull)
    push.send("a", zmq.ZMQ_SNDMORE, first).send(["b", "c"], zmq.ZMQ_SNDMORE).send("d", 0, last)
    expect(await all).toEqual([["a", "b", "c", "d"]])
    expect([await firstDone, await lastDone]).toEqual([undefined, undefined])
  })

  it("calls the callback with the socket as `this`", async () => {
    const [, push] = pairOf("pull", "push")
    const self = await new Promise((resolve) => {
      push.send("x", null, function (this: unknown) {
        resolve(this)
      })
    })
    expect(self).toBe(push)
  })

  it("sends nothing for no parts, and calls back", async () => {
    const [pull, push] = pairOf("pull", "push")
    const [done, promise] = callback()
    const all = messages(pull)
    push.send([], 0, done).send("next")
    expect(await promise).toBeUndefined()
    expect(await all).toEqual([["next"]])
  })

  it("queues without end in front of a high-water mark, in order", async () => {
    const push = open("push", { hwm: 1 })
    const called: number[] = []
    for (let i = 0; i < 5000; i++) push.send(String(i), 0, () => called.push(i))
    await turn()
    expect(called).toEqual([])
    const pull = open("pull").bindSync("tcp://127.0.0.1:*")
    push.connect(pull.last_endpoint ?? "")
    const all = await messages(pull, 5000)
    expect(all.map(([text]) => Number(text))).toEqual([...all.keys()])
    await turn()
    expect(called).toEqual([...all.keys()])
  })

  it("hands over all that there is room for at once: close right after send loses nothing", async () => {
    const pull = open("pull").bindSync("tcp://127.0.0.1:*")
    const all = messages(pull, 3)
    const push = zmq.socket("push").connect(pull.last_endpoint ?? "")
    push.send("a").send("b").send("c").close()
    expect(await all).toEqual([["a"], ["b"], ["c"]])
  })

  it("waits while a bind is under way", async () => {
    const push = open("push")
    const [done, bound] = callback()
    push.bind("tcp://127.0.0.1:*", done).send("early")
    expect(await bound).toBeUndefined()
    const pull = open("pull").connect(push.last_endpoint ?? "")
    expect(await messages(pull)).toEqual([["early"]])
  })

  it("a REQ sends one request after the other, each when the last has its reply", async () => {
    const [rep, req] = pairOf("rep", "req")
    rep.on("message", (question) => rep.send(`re ${String(question)}`))
    const all = messages(req, 3)
    req.send("1").send("2").send("3")
    expect(await all).toEqual([["re 1"], ["re 2"], ["re 3"]])
  })

  it("tells of a failure by callback, or else by an error event", async () => {
    const router = open("router")
    router.setsockopt(zmq.ZMQ_ROUTER_MANDATORY, 1).setsockopt(zmq.ZMQ_SNDTIMEO, 0)
    const [done, failure] = callback()
    router.send(["nobody", "x"], 0, done)
    expect(await failure).toMatchObject({ code: "EHOSTUNREACH" })
    const event = next(router, "error")
    router.send(["nobody", "x"])
    expect(await event).toMatchObject([{ code: "EHOSTUNREACH" }])
  })

  it("fails on a socket that cannot send, and for what has no text", async () => {
    for (const [type, part] of [
      ["pull", "x"],
      ["sub", "x"],
      ["push", Symbol("x") as unknown as string],
    ] as const) {
      const [done, failure] = callback()
      open(type).send(part, 0, done)
      expect(await failure).toBeInstanceOf(Error)
    }
  })

  it("fails what waits when the socket is closed: by callback, silently without", async () => {
    const push = open("push")
    push.on("error", (error) => expect.unreachable(String(error)))
    const results = [callback(), callback(), callback()]
    push.send("waits", 0, results[0][0]).send("queued").send("queued", 0, results[1][0])
    push.close()
    expect(await results[0][1]).toMatchObject({ code: "EAGAIN" })
    expect(await results[1][1]).toMatchObject({ code: "EBADF" })
    push.send("late").send("late", 0, results[2][0])
    expect(await results[2][1]).toMatchObject({ code: "EBADF" })
  })
})

describe("receiving", () => {
  it("emits each message in a tick of its own, not inside of another call", async () => {
    const [pull, push] = pairOf("pull", "push")
    const order: string[] = []
    const done = new Promise<void>((resolve) => {
      pull.on("message", (text) => {
        process.nextTick(() => {
          order.push(`after ${String(text)}`)
          if (order.length === 4) resolve()
        })
        order.push(String(text))
      })
    })
    push.send("1").send("2")
    expect(order).toEqual([])
    await done
    expect(order).toEqual(["1", "after 1", "2", "after 2"])
  })

  it("emits nothing and sends nothing while paused, and all of it in order afterwards", async () => {
    const [rep, dealer] = pairOf("dealer", "dealer")
    const seen: string[] = []
    rep.on("message", (text) => {
      seen.push(String(text))
      if (seen.length === 2) rep.pause()
    })
    for (let i = 1; i <= 5; i++) dealer.send(String(i))
    while (seen.length < 2) await turn()
    rep.send("reply")
    dealer.on("message", (text) => seen.push(String(text)))
    for (let i = 0; i < 20; i++) await turn()
    expect(seen).toEqual(["1", "2"])
    rep.resume()
    while (seen.length < 6) await turn()
    expect(seen.filter((text) => text !== "reply")).toEqual(["1", "2", "3", "4", "5"])
    expect(seen).toContain("reply")
  })

  it("emits nothing after close", async () => {
    const [pull, push] = pairOf("pull", "push")
    const seen: string[] = []
    pull.on("message", (text) => {
      seen.push(String(text))
      pull.close()
    })
    push.send("1").send("2").send("3")
    while (!pull.closed) await turn()
    for (let i = 0; i < 20; i++) await turn()
    expect(seen).toEqual(["1"])
  })

  it("does not time out: RCVTIMEO is only kept", async () => {
    const [pull, push] = pairOf("pull", "push")
    pull.setsockopt(zmq.ZMQ_RCVTIMEO, 0)
    expect(pull.getsockopt(zmq.ZMQ_RCVTIMEO)).toBe(0)
    push.send("1")
    expect(await messages(pull)).toEqual([["1"]])
  })
})

describe("peers of other kinds", () => {
  it("talks with sockets of today", async () => {
    const pull = closing(new Pull())
    const push = open("push")
    await pull.bind(freshEndpoint("inproc"))
    push.connect(pull.lastEndpoint ?? "").send(["a", "b"])
    expect(await receiveTexts(pull)).toEqual([["a", "b"]])

    const rep = open("rep").bindSync("tcp://127.0.0.1:*")
    rep.on("message", (text) => rep.send([text, "!"]))
    const request = closing(new Request())
    request.connect(rep.last_endpoint ?? "")
    await request.send("hi")
    expect(await receiveTexts(request)).toEqual([["hi", "!"]])
  })

  it.each(["tcp", "ipc"] as const)(
    "talks with npm zeromq's v5-compat over %s",
    async (transport) => {
      const theirs = closing(native.socket("router"))
      theirs.on("message", (id, text) => theirs.send([id, `re ${String(text)}`]))
      await new Promise<void>((resolve) => theirs.bind(freshEndpoint(transport), () => resolve()))
      const dealer = open("dealer", { identity: "me" })
      dealer.connect(theirs.getsockopt("last_endpoint") as string)
      const all = messages(dealer, 2)
      dealer.send("1").send("2")
      expect(await all).toEqual([["re 1"], ["re 2"]])
    },
  )

  it("publishes to npm zeromq's subscribers, and the other way round", async () => {
    for (const [from, to] of [
      [zmq, native],
      [native, zmq],
    ]) {
      const pub = closing(from.socket("pub"))
      const sub = closing(to.socket("sub"))
      await new Promise<void>((resolve) => pub.bind("tcp://127.0.0.1:*", () => resolve()))
      sub.subscribe("yes").connect(pub.getsockopt("last_endpoint") as string)
      const heard = next(sub, "message")
      const publishing = setInterval(() => pub.send(["no", "x"]).send(["yes", "y"]), 2)
      expect((await heard).map(String)).toEqual(["yes", "y"])
      clearInterval(publishing)
    }
  })
})
