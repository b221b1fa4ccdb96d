/** Events, proxies and liveness of v5 sockets. */
import { describe, expect, it } from "vitest"
import * as zmq from "../../src/v5-compat.js"
import { Child } from "../helpers/children.js"
import { messages, next, open } from "./v5.js"

describe("bind and unbind", () => {
  it("end with an event and the callback, in this order", async () => {
    const socket = open("pull")
    const order: unknown[] = []
    socket.on("bind", (address) => order.push(address))
    socket.on("unbind", (address) => order.push(address))
    await new Promise<void>((done) => socket.bind("inproc://order", () => done()))
    order.push("bound")
    await new Promise<void>((done) => socket.unbind("inproc://order", () => done()))
    expect(order).toEqual(["inproc://order", "bound", "inproc://order"])
  })

  it("fail by callback, or by an error event without one; what is wrong at once is thrown", async () => {
    const taken = open("pull").bindSync("tcp://127.0.0.1:*").last_endpoint ?? ""
    const socket = open("pull")
    const error = await new Promise((done) => socket.bind(taken, done))
    expect(error).toMatchObject({ code: "EADDRINUSE", address: taken })
    const event = next(socket, "error")
    socket.bind(taken)
    expect(await event).toMatchObject([{ code: "EADDRINUSE" }])
    const gone = next(socket, "error")
    socket.unbind("tcp://127.0.0.1:1")
    expect(await gone).toMatchObject([{ code: "ENOENT" }])
    expect(() => socket.bindSync(taken)).toThrow(expect.objectContaining({ code: "EADDRINUSE" }))
    expect(() => socket.bind(5 as unknown as string)).toThrow(TypeError)
  })
})

describe("monitor", () => {
  it("tells of connections with value, endpoint and error", async () => {
    const server = open("pull").monitor()
    const listening = next(server, "listen")
    server.bindSync("tcp://127.0.0.1:*")
    const endpoint = server.last_endpoint ?? ""
    expect(await listening).toEqual([undefined, endpoint, undefined])

    const client = open("push").monitor()
    const both = [next(client, "connect_delay"), next(client, "connect"), next(server, "accept")]
    client.connect(endpoint)
    expect(await Promise.all(both)).toEqual(both.map(() => [undefined, endpoint, undefined]))

    const gone = [next(server, "disconnect"), next(client, "close")]
    client.disconnect(endpoint)
    await gone[0]

    client.connect(endpoint)
    const again = next(client, "connect_retry")
    server.close()
    const [interval, address] = await again
    expect([typeof interval, address]).toEqual(["number", endpoint])
  })

  it("tells the errno of a bind that failed", async () => {
    const taken = open("pull").bindSync("tcp://127.0.0.1:*").last_endpoint ?? ""
    const socket = open("pull").monitor()
    const failed = next(socket, "bind_error")
    expect(() => socket.bindSync(taken)).toThrow()
    const [value, , error] = await failed
    expect(error).toMatchObject({ code: "EADDRINUSE", errno: value })
  })

  it("ends with unmonitor, without an error, and can begin again", async () => {
    const socket = open("pull").monitor()
    socket.on("error", (error) => expect.unreachable(String(error)))
    socket.unmonitor().unmonitor()
    socket.on("listen", (_, address) => seen.push(String(address)))
    const seen: string[] = []
    socket.bindSync("tcp://127.0.0.1:*")
    const first = socket.last_endpoint
    socket.monitor()
    const second = next(socket, "listen")
    socket.bindSync("tcp://127.0.0.1:*")
    await second
    expect(seen).toEqual([socket.last_endpoint])
    expect(first).not.toBe(socket.last_endpoint)
  })

  it("warns that its arguments mean nothing", async () => {
    const warning = new Promise<Error>((resolve) => process.once("warning", resolve))
    open("pull").monitor(100, 0)
    expect((await warning).message).toContain("monitor()")
  })
})

describe("proxy", () => {
  it("forwards requests and replies, and shows replies to the capture socket without envelope", async () => {
    const [router, dealer, capture] = [open("router"), open("dealer"), open("pub")]
    const [seen, rep, req] = [open("sub"), open("rep"), open("req")]
    router.bindSync("tcp://127.0.0.1:*")
    dealer.bindSync("tcp://127.0.0.1:*")
    capture.bindSync("inproc://capture")
    seen.subscribe("").connect("inproc://capture")
    zmq.proxy(router, dealer, capture)
    rep.connect(dealer.last_endpoint ?? "")
    rep.on("message", (text) => rep.send(["re", text]))
    const copy = messages(seen)
    const reply = messages(req)
    req.connect(router.last_endpoint ?? "").send("question")
    expect(await reply).toEqual([["re", "question"]])
    expect(await copy).toEqual([["re", "question"]])
  })

  it("forwards work, and subscriptions with what they are for", async () => {
    const [pull, push] = [open("pull"), open("push")]
    pull.bindSync("inproc://work-in")
    push.bindSync("inproc://work-out")
    zmq.proxy(pull, push)
    const worker = open("pull").connect("inproc://work-out")
    open("push").connect("inproc://work-in").send("work")
    expect(await messages(worker)).toEqual([["work"]])

    const [xpub, xsub] = [open("xpub"), open("xsub")]
    xpub.bindSync("inproc://news-out")
    xsub.bindSync("inproc://news-in")
    zmq.proxy(xpub, xsub)
    const source = open("xpub").connect("inproc://news-in")
    const reader = open("sub").connect("inproc://news-out").subscribe("news")
    expect(await messages(source)).toEqual([["\x01news"]])
    source.send(["news", "today"])
    expect(await messages(reader)).toEqual([["news", "today"]])
  })

  it("refuses other types, and these the other way round", () => {
    for (const [front, back] of [
      ["dealer", "router"],
      ["xsub", "xpub"],
      ["req", "rep"],
    ] as const) {
      expect(() => zmq.proxy(open(front), open(back))).toThrow("This socket type order")
    }
  })
})

describe("the process", () => {
  it("stays while a socket waits for messages, and ends when that socket is unref'd", async () => {
    const child = new Child("v5-liveness.ts")
    await child.untilSays("waiting")
    expect(child.running).toBe(true)
    const push = open("push").connect(/tcp:\S+/.exec(child.stdout)?.[0] ?? "")
    for (const order of ["unref", "ref"]) {
      push.send(order)
      await child.untilSays(`done: ${order}`)
    }
    expect(child.running).toBe(true)
    push.send("go")
    expect(await child.ended).toMatchObject({ code: 0, stderr: "" })
  })
})
