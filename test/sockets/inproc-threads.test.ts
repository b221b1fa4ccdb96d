import { postMessageToThread } from "node:worker_threads"
import { describe, expect, it } from "vitest"
import { coreOf } from "../../src/api/socket.js"
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
  XPublisher,
  type Socket,
} from "../../src/index.js"
import { Child } from "../helpers/children.js"
import { recordEvents } from "../helpers/events.js"
import { pattern } from "../helpers/interop.js"
import { expectNoMessage, expectNoRoom, fill } from "../helpers/quiet.js"
import { bindFresh, closing, freshEndpoint, receiveTexts, turn, until } from "../helpers/sockets.js"
import { Thread } from "../helpers/threads.js"

const fresh = () => freshEndpoint("inproc")
const numbers = (count: number) => Array.from({ length: count }, (_, i) => [String(i)])

/** Resolves when none of the socket's binds and connects is left. */
const untilAlone = (socket: Socket) =>
  until(() => coreOf(socket).links.size === 0, "the socket is connected to nothing")

describe("inproc between threads: meeting", () => {
  it("a thread connects to what is bound here", async () => {
    const pull = closing(new Pull())
    const thread = new Thread()
    await thread.open("Push", { connect: await bindFresh(pull, "inproc") })
    await thread.send("Push", "foobar")
    expect(await receiveTexts(pull)).toEqual([["foobar"]])
  })

  it("we connect to what a thread has bound", async () => {
    const endpoint = fresh()
    const thread = new Thread()
    await thread.open("Pair", { bind: endpoint })
    const pair = closing(new Pair())
    pair.connect(endpoint)
    await pair.send("there")
    expect(await thread.receive("Pair")).toEqual([["there"]])
    await thread.send("Pair", "and back")
    expect(await receiveTexts(pair)).toEqual([["and back"]])
  })

  it("one thread connects to another", async () => {
    const endpoint = fresh()
    const [one, other] = [new Thread(), new Thread()]
    await one.open("Pull", { bind: endpoint })
    await other.open("Push", { connect: endpoint })
    await other.send("Push", "foobar")
    expect(await one.receive("Pull")).toEqual([["foobar"]])
  })

  it("connect comes first, here and there, and messages wait for the bind", async () => {
    const endpoint = fresh()
    const [binder, connecter] = [new Thread(), new Thread()]
    const push = closing(new Push())
    push.connect(endpoint)
    await push.send("from here")
    await connecter.open("Push", { connect: endpoint })
    await connecter.send("Push", "from there")
    await binder.open("Pull", { bind: endpoint })
    const received = await binder.receive("Pull", 2)
    expect(received.flat().sort()).toEqual(["from here", "from there"])
  })

  it("a name that is bound in two threads means the one in one's own", async () => {
    const pull = closing(new Pull())
    const endpoint = await bindFresh(pull, "inproc")
    const thread = new Thread()
    await thread.open("Pull", { bind: endpoint })
    await thread.open("Push", { connect: endpoint })
    await thread.send("Push", "there")
    expect(await thread.receive("Pull")).toEqual([["there"]])
    const push = closing(new Push())
    push.connect(endpoint)
    await push.send("here")
    expect(await receiveTexts(pull)).toEqual([["here"]])
    await expectNoMessage(pull)
  })

  it("a name that two other threads have bound leads to one of them", async () => {
    const endpoint = fresh()
    const push = closing(new Push())
    push.connect(endpoint)
    const threads = [new Thread(), new Thread()]
    await Promise.all(threads.map((thread) => thread.open("Pull", { bind: endpoint })))
    const received = Promise.race(threads.map((thread) => thread.receive("Pull", 100)))
    for (let i = 0; i < 100; i++) await push.send(String(i))
    expect(await received).toEqual(numbers(100))
  })

  it("a name that was unbound can be bound in another thread; who came by it stays", async () => {
    const first = closing(new Pull())
    const endpoint = await bindFresh(first, "inproc")
    const thread = new Thread()
    await thread.open("Push", { connect: endpoint })
    await thread.send("Push", "1")
    expect(await receiveTexts(first)).toEqual([["1"]])
    await first.unbind(endpoint)
    await thread.open("Pull", { bind: endpoint })
    const push = closing(new Push())
    push.connect(endpoint)
    await push.send("2")
    expect(await thread.receive("Pull")).toEqual([["2"]])
    await thread.send("Push", "3")
    expect(await receiveTexts(first)).toEqual([["3"]])
  })

  it("sockets of a context that was made stay in their thread", async () => {
    const endpoint = fresh()
    const [one, other] = [new Thread(), new Thread()]
    await one.open("Pull", { bind: endpoint, apart: true })
    const stays = closing(new Push({ context: new Context() }))
    stays.connect(endpoint)
    await stays.send("stays")
    const goes = closing(new Push())
    goes.connect(endpoint)
    await goes.send("goes")
    await other.open("Pull", { bind: endpoint })
    expect(await other.receive("Pull")).toEqual([["goes"]])
    await goes.send("again")
    expect(await other.receive("Pull")).toEqual([["again"]])
    await one.tell({ do: "set", name: "Pull", option: "receiveTimeout", value: 50 })
    await expect(one.receive("Pull")).rejects.toThrow("EAGAIN")
  })

  it("a thread that uses tcp only opens no port, and one that waits listens no longer than that", async () => {
    const thread = new Thread()
    const before = await thread.look()
    await thread.open("Pull", { bind: "tcp://127.0.0.1:*" })
    await thread.open("Push", { connect: "tcp://127.0.0.1:1" })
    expect(await thread.look()).toEqual({ ...before, listeners: 0 })
    const endpoint = fresh()
    await thread.open("Dealer", { connect: endpoint })
    await thread.send("Dealer", "x")
    const waiting = await thread.look()
    expect(waiting.ports).toBeGreaterThan(before.ports)
    expect(waiting.listeners).toBe(1)
    const router = closing(new Router())
    await router.bind(endpoint)
    await router.receive()
    expect((await thread.look()).listeners).toBe(0)
  })
})

describe("inproc between threads: the program's own workerMessage", () => {
  it("arrives while sockets wait; the program also sees ours then, and none later", async () => {
    const endpoint = fresh()
    const thread = new Thread()
    const heard = async () => (await thread.tell({ do: "listen" })) as string[]
    expect(await heard()).toEqual([])
    await thread.open("Dealer", { connect: endpoint })
    await thread.send("Dealer", "x")
    await postMessageToThread((await thread.look()).threadId, "the program's own")
    const router = closing(new Router())
    await router.bind(endpoint)
    await router.receive()
    await thread.open("Router", { bind: `${endpoint}-2` })
    const dealer = closing(new Dealer())
    dealer.connect(`${endpoint}-2`)
    await dealer.send("y")
    await thread.receive("Router")
    expect(await heard()).toEqual(["string", "object"])
  })
})

describe("inproc between threads: messages", () => {
  it("have as many parts as were sent, empty ones too", async () => {
    const endpoint = fresh()
    const thread = new Thread()
    await thread.open("Pair", { bind: endpoint })
    const pair = closing(new Pair())
    pair.connect(endpoint)
    await thread.tell({ do: "echo", name: "Pair" })
    for (const message of [["", "a", ""], [""], ["a", "b".repeat(300), "", "c".repeat(5000)]]) {
      await pair.send(message)
      expect(await receiveTexts(pair)).toEqual([message])
    }
  })

  it("may be large", async () => {
    const endpoint = fresh()
    const thread = new Thread()
    await thread.open("Dealer", { bind: endpoint })
    const dealer = closing(new Dealer())
    dealer.connect(endpoint)
    await thread.tell({ do: "echo", name: "Dealer" })
    const large = [1_000_000, 3_000_000].map((size) => pattern(size, size))
    await dealer.send(large)
    const received = await dealer.receive()
    expect(received.map((part, i) => part.equals(large[i]))).toEqual([true, true])
  })

  it("come in order, once each", async () => {
    const pull = closing(new Pull())
    const thread = new Thread()
    await thread.open("Push", { connect: await bindFresh(pull, "inproc") })
    await thread.tell({ do: "count", name: "Push", to: 10_000 })
    expect(await receiveTexts(pull, 10_000)).toEqual(numbers(10_000))
    await expectNoMessage(pull)
  })

  it("RFC 28: a REQ asks a REP", async () => {
    const endpoint = fresh()
    const thread = new Thread()
    await thread.open("Reply", { bind: endpoint })
    await thread.tell({ do: "echo", name: "Reply" })
    const request = closing(new Request())
    request.connect(endpoint)
    for (let i = 0; i < 100; i++) {
      await request.send(String(i))
      expect(await receiveTexts(request)).toEqual([[String(i)]])
    }
    const reply = closing(new Reply())
    await thread.open("Request", { connect: await bindFresh(reply, "inproc") })
    await thread.send("Request", "question")
    expect(await receiveTexts(reply)).toEqual([["question"]])
    await reply.send("answer")
    expect(await thread.receive("Request")).toEqual([["answer"]])
  })

  it("RFC 29: subscriptions reach a publisher, those of before and after", async () => {
    const publisher = closing(new XPublisher())
    const thread = new Thread()
    const connect = await bindFresh(publisher, "inproc")
    await thread.open("Subscriber", { connect, subscribe: "a" })
    expect(await receiveTexts(publisher)).toEqual([["\x01a"]])
    for (const message of [
      ["b", "1"],
      ["a", "2"],
    ])
      await publisher.send(message)
    expect(await thread.receive("Subscriber")).toEqual([["a", "2"]])

    const subscriber = closing(new Subscriber())
    const endpoint = fresh()
    subscriber.connect(endpoint)
    await thread.open("XPublisher", { bind: endpoint })
    subscriber.subscribe("b")
    expect(await thread.receive("XPublisher")).toEqual([["\x01b"]])
    for (const topic of ["a", "b"]) await thread.send("XPublisher", topic)
    expect(await receiveTexts(subscriber)).toEqual([["b"]])
  })

  it("RFC 28: a ROUTER knows a DEALER by its routing id, or the one it connected with", async () => {
    const endpoint = fresh()
    const thread = new Thread()
    await thread.open("Dealer", { connect: endpoint, options: { routingId: "name" } })
    await thread.send("Dealer", "A", "B")
    const router = closing(new Router({ mandatory: true }))
    await router.bind(endpoint)
    expect(await receiveTexts(router)).toEqual([["name", "A", "B"]])
    await router.send(["name", "C"])
    expect(await thread.receive("Dealer")).toEqual([["C"]])

    await thread.open("Dealer", { name: "bound", bind: `${endpoint}-2` })
    router.connect(`${endpoint}-2`, { routingId: "given" })
    await router.send(["given", "D"])
    expect(await thread.receive("bound")).toEqual([["D"]])
  })

  it("a first and a last message are received as within a thread", async () => {
    const notices = { helloMessage: "hello", disconnectMessage: "left" }
    const router = closing(new Router(notices))
    const thread = new Thread()
    const options = { helloMessage: "from there" }
    await thread.open("Dealer", { connect: await bindFresh(router, "inproc"), options })
    expect(await thread.receive("Dealer")).toEqual([["hello"]])
    expect(String((await router.receive())[1])).toBe("from there")
    await thread.terminate()
    expect(String((await router.receive())[1])).toBe("left")
  })

  it("are counted, and it is known when a peer is there and when it has them", async () => {
    const endpoint = fresh()
    const thread = new Thread()
    const push = closing(new Push())
    push.connect(endpoint)
    const connected = push.connected()
    await thread.open("Pull", { bind: endpoint })
    await connected
    const body = "x".repeat(100_000)
    for (let i = 0; i < 100; i++) await push.send(body)
    await push.drained()
    expect(push.statistics()).toMatchObject({
      messagesSent: 100,
      bytesSent: 0,
      peers: 1,
      unsent: 0,
    })
    expect(await thread.receive("Pull", 100)).toHaveLength(100)
    push.disconnect(endpoint)
    await untilAlone(push)
    expect(push.statistics()).toMatchObject({ messagesSent: 100, peers: 0 })
  })

  it("there are no events but the end", async () => {
    const pair = new Pair()
    const events = recordEvents(pair)
    const thread = new Thread()
    await thread.open("Pair", { connect: await bindFresh(pair, "inproc") })
    await thread.send("Pair", "x")
    await pair.receive()
    await thread.terminate()
    await until(() => !pair.writable, "the peer is gone")
    pair.close()
    await until(() => events.length > 0, "the end")
    expect(events).toEqual([{ type: "end" }])
  })
})

describe("inproc between threads: high-water marks", () => {
  /** Fills until nothing more is taken and that much has been. */
  async function fillUpTo(
    count: number,
    fillMore: (from: number) => Promise<number>,
  ): Promise<void> {
    let taken = 0
    while (taken < count) {
      taken += await fillMore(taken)
      await turn()
    }
    expect(taken).toBe(count)
    expect(await fillMore(taken)).toBe(0)
  }

  it.each([
    [10, 20],
    [1, 1],
    [1000, 1000],
  ])("%i and %i: their sum is what a sender here may be ahead", async (send, receive) => {
    const endpoint = fresh()
    const thread = new Thread()
    await thread.open("Pull", { bind: endpoint, options: { receiveHighWaterMark: receive } })
    const push = closing(new Push({ sendHighWaterMark: send }))
    push.connect(endpoint)
    await fillUpTo(send + receive, (from) => fill(push, 5000, (i) => String(from + i)))
    expect(await thread.receive("Pull", send + receive)).toEqual(numbers(send + receive))
    await fillUpTo(send + receive, (from) => fill(push, 5000, (i) => String(from + i)))
    expect(await thread.receive("Pull", send + receive)).toEqual(numbers(send + receive))
  })

  it("also when the parts are large", async () => {
    const endpoint = fresh()
    const thread = new Thread()
    await thread.open("Push", { bind: endpoint, options: { sendHighWaterMark: 20 } })
    const pull = closing(new Pull({ receiveHighWaterMark: 10 }))
    pull.connect(endpoint)
    const part = pattern(300_000)
    for (let i = 0; i < 30; i++) await thread.send("Push", String(i), part)
    await thread.tell({ do: "set", name: "Push", option: "sendTimeout", value: 100 })
    await expect(thread.send("Push", "one too many")).rejects.toThrow("EAGAIN")
    for (let i = 0; i < 30; i++) {
      const [number, bytes] = await pull.receive()
      expect([String(number), bytes.equals(part)]).toEqual([String(i), true])
    }
  })

  it("0 on either side is no limit", async () => {
    const pull = closing(new Pull({ receiveHighWaterMark: 1 }))
    const thread = new Thread()
    const connect = await bindFresh(pull, "inproc")
    await thread.open("Push", { connect, options: { sendHighWaterMark: 0 } })
    expect(await thread.fill("Push", 10_000)).toBe(10_000)
    expect(await receiveTexts(pull, 10_000)).toEqual(numbers(10_000))
  })

  it("one that keeps the newest only does not hold the other back", async () => {
    const endpoint = fresh()
    const thread = new Thread()
    await thread.open("Pull", { bind: endpoint, options: { conflate: true } })
    const push = closing(new Push())
    push.connect(endpoint)
    for (let i = 0; i < 5000; i++) await push.send(String(i))
    let last = ""
    while (last !== "4999") last = (await thread.receive("Pull"))[0][0]
  })

  it("are applied when they change, on either side", async () => {
    const pull = closing(new Pull({ receiveHighWaterMark: 10 }))
    const thread = new Thread()
    const connect = await bindFresh(pull, "inproc")
    await thread.open("Push", { connect, options: { sendHighWaterMark: 10 } })
    await fillUpTo(20, () => thread.fill("Push", 100))
    pull.receiveHighWaterMark = 15
    await fillUpTo(5, () => thread.fill("Push", 100))
    await thread.tell({ do: "set", name: "Push", option: "sendHighWaterMark", value: 20 })
    await fillUpTo(10, () => thread.fill("Push", 100))
    await receiveTexts(pull, 35)
    // Credit is given for less than before, or the two would wait for each other.
    await thread.tell({ do: "set", name: "Push", option: "sendHighWaterMark", value: 1 })
    pull.receiveHighWaterMark = 1
    await thread.tell({ do: "count", name: "Push", to: 100 })
    expect(await receiveTexts(pull, 100)).toEqual(numbers(100))
  })

  it("a PUB drops what is beyond", async () => {
    const publisher = closing(new Publisher({ sendHighWaterMark: 10 }))
    const thread = new Thread()
    const connect = await bindFresh(publisher, "inproc")
    await thread.open("Subscriber", {
      connect,
      subscribe: "",
      options: { receiveHighWaterMark: 10 },
    })
    const first = thread.receive("Subscriber")
    let heard = false
    void first.then(() => (heard = true))
    await until(() => {
      void publisher.send("x")
      return heard
    }, "the subscription")
    await thread.tell({ do: "set", name: "Subscriber", option: "receiveTimeout", value: 50 })
    while (await thread.receive("Subscriber").catch(() => null));
    await turn()
    for (let i = 0; i < 100; i++) await publisher.send(String(i))
    expect(await thread.receive("Subscriber", 20)).toEqual(numbers(20))
    expect(await thread.receive("Subscriber").catch(() => null)).toBeNull()
  })
})

describe("inproc between threads: the end", () => {
  it.each(["connected", "bound"])(
    "who had %s and closes has all its messages delivered",
    async (how) => {
      const endpoint = fresh()
      const thread = new Thread()
      const push = new Push()
      if (how === "bound") await push.bind(endpoint)
      else push.connect(endpoint)
      await thread.open("Pull", { [how === "bound" ? "connect" : "bind"]: endpoint })
      await push.send("first")
      expect(await thread.receive("Pull")).toEqual([["first"]])
      const body = "x".repeat(100_000)
      for (let i = 0; i < 100; i++) await push.send([String(i), body])
      push.close()
      const received = await thread.receive("Pull", 100)
      expect(received.map(([number, { length }]) => [number, length])).toEqual(
        numbers(100).map(([number]) => [number, body.length]),
      )
    },
  )

  it("what a socket that has closed sent before anybody was there is delivered, too", async () => {
    const endpoint = fresh()
    const push = new Push()
    push.connect(endpoint)
    for (const [text] of numbers(10)) await push.send(text)
    push.close()
    const thread = new Thread()
    await thread.open("Pull", { bind: endpoint })
    expect(await thread.receive("Pull", 10)).toEqual(numbers(10))
  })

  it("when the one who has bound closes, the others are connected to nothing, as in libzmq", async () => {
    const endpoint = fresh()
    const thread = new Thread()
    await thread.open("Pull", { bind: endpoint })
    const push = closing(new Push())
    push.connect(endpoint)
    await push.send("x")
    expect(await thread.receive("Pull")).toEqual([["x"]])
    await thread.tell({ do: "close", name: "Pull" })
    await untilAlone(push)
    await thread.open("Pull", { bind: endpoint })
    await expectNoRoom(push)
    push.connect(endpoint)
    await push.send("y")
    expect(await thread.receive("Pull")).toEqual([["y"]])
  })

  it("disconnect ends it for both, and what was sent can still be received", async () => {
    const endpoint = fresh()
    const thread = new Thread()
    await thread.open("Dealer", { bind: endpoint })
    const dealer = closing(new Dealer())
    dealer.connect(endpoint)
    await dealer.send("0")
    expect(await thread.receive("Dealer")).toEqual([["0"]])
    await dealer.send("1")
    dealer.disconnect(endpoint)
    await expectNoRoom(dealer)
    expect(await thread.receive("Dealer")).toEqual([["1"]])
    await until(() => dealer.closed || coreOf(dealer).links.size === 0, "it is disconnected")
  })

  it("a thread that is terminated leaves whole messages, and its peers go on", async () => {
    const pull = closing(new Pull())
    const endpoint = await bindFresh(pull, "inproc")
    for (let round = 0; round < 2; round++) {
      const thread = new Thread()
      await thread.open("Push", { connect: endpoint })
      await thread.tell({ do: "count", name: "Push", to: 1_000_000 })
      for (let i = 0; i < 5000; i++) expect(String((await pull.receive())[0])).toBe(String(i))
      await thread.terminate()
      pull.receiveTimeout = 100
      for (let i = 5000; ; i++) {
        const message = await pull.receive().catch(() => null)
        if (message === null) break
        expect(message.map(String)).toEqual([String(i)])
      }
      pull.receiveTimeout = -1
    }
  })

  it("who was connected to a thread that is terminated is connected to nothing", async () => {
    const endpoint = fresh()
    const thread = new Thread()
    await thread.open("Pull", { bind: endpoint })
    const push = closing(new Push())
    push.connect(endpoint)
    await push.send("x")
    await thread.receive("Pull")
    await thread.terminate()
    await untilAlone(push)
    await expectNoRoom(push)
  })

  it("a second peer of a PAIR is turned away", async () => {
    const endpoint = fresh()
    const thread = new Thread()
    await thread.open("Pair", { bind: endpoint })
    const first = closing(new Pair())
    first.connect(endpoint)
    await first.send("1")
    expect(await thread.receive("Pair")).toEqual([["1"]])
    const second = closing(new Pair())
    second.connect(endpoint)
    await untilAlone(second)
    await first.send("2")
    expect(await thread.receive("Pair")).toEqual([["2"]])
  })

  it("socket types that do not talk to each other part, and nothing else happens", async () => {
    const router = closing(new Router())
    const endpoint = await bindFresh(router, "inproc")
    const thread = new Thread()
    await thread.open("Push", { connect: endpoint })
    const disconnected = async () => {
      const act = { do: "disconnect", name: "Push", endpoint } as const
      return (await thread.tell(act).catch((error: unknown) => String(error))) as string | undefined
    }
    await thread.open("Dealer", { connect: endpoint })
    await thread.send("Dealer", "x")
    expect((await router.receive())[1].toString()).toBe("x")
    expect(await disconnected()).toBe("Error: ENOENT")
  })

  it("sockets that wait for nothing keep no thread", async () => {
    const pull = closing(new Pull())
    const endpoint = await bindFresh(pull, "inproc")
    const thread = new Thread()
    await thread.open("Push", { connect: endpoint, bind: fresh() })
    await thread.open("Dealer", { connect: fresh(), bind: fresh() })
    await thread.send("Push", "x")
    expect(await receiveTexts(pull)).toEqual([["x"]])
    void thread.tell({ do: "leave" }).catch(() => {})
    expect(await thread.ended).toBe(0)
  })

  it.each(["idle", "unsent", "terminated", "exit"])(
    "a process with threads ends by itself: %s",
    async (program) => {
      const { code, signal, stdout, stderr } = await new Child("inproc-process.ts", program).ended
      expect([code, signal, stdout.trim(), stderr]).toEqual([0, null, program, ""])
    },
  )
})
