import { describe, expect, it } from "vitest"
import {
  Context,
  Dealer,
  Pair,
  Publisher,
  Pull,
  Push,
  Reply,
  Request,
  Router,
  Subscriber,
} from "../../src/index.js"
import { coreOf } from "../../src/api/socket.js"
import { recordEvents } from "../helpers/events.js"
import { expectNoMessage, expectNoRoom } from "../helpers/quiet.js"
import { bindFresh, closing, freshEndpoint, receiveTexts, turn } from "../helpers/sockets.js"

const fresh = () => freshEndpoint("inproc")

describe("inproc", () => {
  it("bind comes first", async () => {
    const a = closing(new Pair())
    const b = closing(new Pair())
    b.connect(await bindFresh(a, "inproc"))
    await b.send("foobar")
    expect(await receiveTexts(a)).toEqual([["foobar"]])
  })

  it("connect comes first", async () => {
    const endpoint = fresh()
    const a = closing(new Pair())
    const b = closing(new Pair())
    b.connect(endpoint)
    expect(b.lastEndpoint).toBe(endpoint)
    await b.send("foobar")
    a.bindSync(endpoint)
    expect(a.lastEndpoint).toBe(endpoint)
    expect(await receiveTexts(a)).toEqual([["foobar"]])
  })

  it("RFC 29: a PUB that connects before the SUB binds drops what it sends until then", async () => {
    const endpoint = fresh()
    const publisher = closing(new Publisher())
    publisher.connect(endpoint)
    await publisher.send("before")
    const subscriber = closing(new Subscriber())
    subscriber.subscribe("")
    await subscriber.bind(endpoint)
    await publisher.send("after")
    expect(await receiveTexts(subscriber)).toEqual([["after"]])
    await expectNoMessage(subscriber)
  })

  it("many connect to names that nobody binds, and close", () => {
    for (let i = 0; i < 20; i++) {
      const router = new Router()
      router.connect(fresh())
      router.close()
      expect(router.closed).toBe(true)
    }
  })

  it("one that has closed before the bind is no peer", async () => {
    const endpoint = fresh()
    const push = new Push()
    push.connect(endpoint)
    push.close()
    const pull = closing(new Pull())
    await pull.bind(endpoint)
    await expectNoMessage(pull)
  })

  it("ten connect and send before the bind", async () => {
    const endpoint = fresh()
    for (let i = 0; i < 10; i++) {
      const push = closing(new Push())
      push.connect(endpoint)
      await push.send(String(i))
    }
    const pull = closing(new Pull())
    await pull.bind(endpoint)
    expect((await receiveTexts(pull, 10)).flat().sort()).toEqual(Array.from("0123456789"))
    await expectNoMessage(pull)
  })

  it("fifty pairs meet whichever comes first", async () => {
    await Promise.all(
      Array.from({ length: 50 }, async (_, i) => {
        const endpoint = fresh()
        const binder = closing(new Pair())
        const connecter = closing(new Pair())
        const acts = [
          () => binder.bind(endpoint),
          () => {
            connecter.connect(endpoint)
            return connecter.send("foobar")
          },
        ]
        if (i % 2 === 0) acts.reverse()
        await Promise.all(acts.map((act) => act()))
        expect(await receiveTexts(binder)).toEqual([["foobar"]])
      }),
    )
  })

  it("a name that was unbound can be bound by another socket", async () => {
    const endpoint = fresh()
    const first = closing(new Pull())
    await first.bind(endpoint)
    await first.unbind(endpoint)
    const second = closing(new Pull())
    await second.bind(endpoint)
    const push = closing(new Push())
    push.connect(endpoint)
    await push.send("x")
    expect(await receiveTexts(second)).toEqual([["x"]])
    await expectNoMessage(first)
  })

  it("who came in by a name stays when it is unbound, as in libzmq", async () => {
    const pull = closing(new Pull())
    const endpoint = await bindFresh(pull, "inproc")
    const push = closing(new Push())
    push.connect(endpoint)
    pull.unbindSync(endpoint)
    await push.send("still here")
    expect(await receiveTexts(pull)).toEqual([["still here"]])
    expect(() => pull.unbindSync(endpoint)).toThrow(expect.objectContaining({ code: "ENOENT" }))
    pull.close()
    await expectNoRoom(push)
  })

  it("a name that is taken is EADDRINUSE, until its socket closes", async () => {
    const first = closing(new Pull())
    const endpoint = await bindFresh(first, "inproc")
    const second = closing(new Pull())
    const taken = expect.objectContaining({ code: "EADDRINUSE", address: endpoint }) as Error
    await expect(second.bind(endpoint)).rejects.toEqual(taken)
    expect(() => second.bindSync(endpoint)).toThrow(taken)
    first.close()
    second.bindSync(endpoint)
  })

  it("a name may have 255 bytes and no more", () => {
    const pull = closing(new Pull())
    const longest = `inproc://${fresh().slice(-10)}${"x".repeat(245)}`
    pull.bindSync(longest)
    closing(new Push()).connect(longest)
    const tooLong = expect.objectContaining({ code: "ENAMETOOLONG" }) as Error
    expect(() => pull.bindSync(`${longest}x`)).toThrow(tooLong)
    expect(() => pull.connect(`${longest}x`)).toThrow(tooLong)
  })

  it("each context has names of its own", async () => {
    const endpoint = fresh()
    const pull = closing(new Pull())
    const other = closing(new Pull({ context: new Context() }))
    await pull.bind(endpoint)
    await other.bind(endpoint)
    const push = closing(new Push())
    push.connect(endpoint)
    await push.send("x")
    expect(await receiveTexts(pull)).toEqual([["x"]])
    await expectNoMessage(other)
  })

  it("socket types are not compared, as in libzmq", async () => {
    const router = closing(new Router())
    const push = closing(new Push())
    push.connect(await bindFresh(router, "inproc"))
    await push.send("odd")
    expect((await router.receive())[1].toString()).toBe("odd")
  })

  it("a DEALER that connects first keeps its routing id", async () => {
    const endpoint = fresh()
    const dealer = closing(new Dealer({ routingId: "name" }))
    dealer.connect(endpoint)
    await dealer.send(["A", "B"])
    const router = closing(new Router())
    await router.bind(endpoint)
    expect(await receiveTexts(router)).toEqual([["name", "A", "B"]])
  })

  it("disconnect ends it for both, and what was sent can still be received", async () => {
    const pull = closing(new Pull())
    const endpoint = await bindFresh(pull, "inproc")
    const push = closing(new Push())
    push.connect(endpoint)
    for (let i = 0; i < 3; i++) await push.send(String(i))
    push.disconnect(endpoint)
    await expectNoRoom(push)
    expect(await receiveTexts(pull, 3)).toEqual([["0"], ["1"], ["2"]])
    expect(() => push.disconnect(endpoint)).toThrow(expect.objectContaining({ code: "ENOENT" }))
  })

  it("a PULL that disconnects drops what it has not received, as in libzmq", async () => {
    const push = closing(new Push())
    const endpoint = await bindFresh(push, "inproc")
    const pull = closing(new Pull())
    pull.connect(endpoint)
    for (let i = 0; i < 3; i++) await push.send(String(i))
    pull.disconnect(endpoint)
    await expectNoMessage(pull)
    await expectNoRoom(push)
  })

  it("there are no events but the end", async () => {
    const a = new Pair()
    const b = new Pair()
    const events = [recordEvents(a), recordEvents(b)]
    b.connect(await bindFresh(a, "inproc"))
    await b.send("x")
    await a.receive()
    a.close()
    b.close()
    await turn()
    expect(events).toEqual([[{ type: "end" }], [{ type: "end" }]])
  })

  it("large parts are handed over without a copy", async () => {
    const a = closing(new Pair())
    const b = closing(new Pair())
    b.connect(await bindFresh(a, "inproc"))
    const large = Buffer.alloc(1000)
    const small = Buffer.alloc(10)
    await b.send([large, small])
    const received = await a.receive()
    large[0] = small[0] = 1
    expect(received[0][0]).toBe(1)
    expect(received[1][0]).toBe(0)
  })

  it("peers that come and go leave nothing at the socket that is bound", async () => {
    const gc = globalThis.gc
    if (gc === undefined) throw new Error("run with --expose-gc")
    const pull = closing(new Pull())
    const endpoint = await bindFresh(pull, "inproc")
    const gone: WeakRef<Push>[] = []
    for (let i = 0; i < 100; i++) {
      const push = new Push()
      push.connect(endpoint)
      await push.send("x")
      await pull.receive()
      push.close()
      gone.push(new WeakRef(push))
    }
    for (let i = 0; i < 20 && gone.some((push) => push.deref() !== undefined); i++) {
      await turn()
      gc()
    }
    expect(gone.filter((push) => push.deref() !== undefined).length).toBeLessThan(5)
  })

  it("a name that is given back, or whose socket has left, leaves nothing at either side", async () => {
    const router = closing(new Router())
    const dealer = closing(new Dealer())
    const endpoint = fresh()
    for (let i = 0; i < 3; i++) {
      await router.bind(endpoint)
      await router.unbind(endpoint)
    }
    expect(coreOf(router).links.size).toBe(0)
    await router.bind(endpoint)
    dealer.connect(endpoint)
    await dealer.send("last words")
    await router.unbind(endpoint)
    expect((await router.receive())[1].toString()).toBe("last words")
    dealer.disconnect(endpoint)
    expect(coreOf(router).links.size).toBe(0)
    await router.bind(endpoint)
    dealer.connect(endpoint)
    router.close()
    expect(coreOf(dealer).links.size).toBe(0)
    expect(() => {
      dealer.disconnect(endpoint)
    }).toThrow(expect.objectContaining({ code: "ENOENT" }))
  })

  it("RFC 28: a request and its reply that both wait already are each delivered once", async () => {
    const rep = closing(new Reply())
    const req = closing(new Request())
    // All wait: there is no peer yet, no request to answer, no reply.
    const sends = [req.send("request"), rep.send("reply")]
    const received = [req.receive(), rep.receive()]
    const endpoint = fresh()
    req.bindSync(endpoint)
    rep.connect(endpoint)
    await Promise.all(sends)
    expect((await Promise.all(received)).map(String)).toEqual(["reply", "request"])
    await expectNoMessage(rep)
  })
})
