import { describe, expect, it } from "vitest"
import { Dealer, Pull, Push, Router, Stream, Subscriber, XPublisher } from "../../src/index.js"
import { bindFresh, closing, texts, TRANSPORTS, turn, unboundEndpoint } from "../helpers/sockets.js"

describe.each(TRANSPORTS)("connected() over %s", (transport) => {
  it("resolves on both sides when the handshake is done", async () => {
    const router = closing(new Router())
    const dealer = closing(new Dealer())
    const endpoint = await bindFresh(router, transport)
    const accepted = router.connected()
    dealer.connect(endpoint)
    await dealer.connected({ address: endpoint })
    await accepted
    await router.connected({ address: endpoint })
    expect(router.statistics().peers).toBe(1)
    expect(dealer.statistics().peers).toBe(1)
  })
})

describe("connected()", () => {
  it("waits for a peer that comes later, and again after it was lost", async () => {
    const push = closing(new Push({ reconnectInterval: 1 }))
    const endpoint = await unboundEndpoint("tcp", () => new Push())
    push.connect(endpoint)
    const waiting = push.connected()
    for (let life = 0; life < 2; life++) {
      const pull = new Pull()
      await pull.bind(endpoint)
      await (life === 0 ? waiting : push.connected())
      await push.send("hello")
      expect(texts(await pull.receive())).toEqual(["hello"])
      pull.close()
      const lost = push.events
      while ((await lost.receive()).type !== "disconnect") continue
    }
  })

  it("tells endpoints apart", async () => {
    const push = closing(new Push())
    const pull = closing(new Pull())
    const nobody = await unboundEndpoint("tcp", () => new Push())
    push.connect(nobody)
    push.connect(await bindFresh(pull))
    await push.connected()
    await expect(push.connected({ address: nobody, timeout: 1 })).rejects.toMatchObject({
      code: "EAGAIN",
    })
  })

  it("takes an endpoint as text only", async () => {
    const address = 5 as unknown as string
    await expect(closing(new Push()).connected({ address })).rejects.toThrow(
      new TypeError("Address must be a string"),
    )
  })

  it("is rejected when the socket is closed", async () => {
    const pull = closing(new Pull())
    const waiting = pull.connected()
    pull.close()
    await expect(waiting).rejects.toMatchObject({ code: "EAGAIN" })
    await expect(pull.connected()).rejects.toMatchObject({ code: "EBADF" })
  })

  it("means a connection on a STREAM, which has no handshake", async () => {
    const server = closing(new Stream())
    const client = closing(new Stream())
    client.connect(await bindFresh(server))
    await client.connected()
    await server.connected()
  })
})

describe("drained()", () => {
  it("resolves when nothing is left to be sent", async () => {
    const push = closing(new Push())
    const endpoint = await unboundEndpoint("tcp", () => new Push())
    push.connect(endpoint)
    for (let i = 0; i < 100; i++) await push.send("x".repeat(10_000))
    expect(push.statistics().unsent).toBe(100)
    const drained = push.drained()
    let isDrained = false
    void drained.then(() => (isDrained = true))
    await turn()
    expect(isDrained).toBe(false)
    const pull = closing(new Pull())
    await pull.bind(endpoint)
    await drained
    expect(push.statistics().unsent).toBe(0)
    for (let i = 0; i < 100; i++) await pull.receive()
  })

  it("resolves at once when there is nothing", async () => {
    await closing(new Push()).drained()
  })

  it("waits for the other socket to receive on inproc", async () => {
    const pull = closing(new Pull())
    const push = closing(new Push())
    push.connect(await bindFresh(pull, "inproc"))
    await push.send("x")
    await expect(push.drained({ timeout: 1 })).rejects.toMatchObject({ code: "EAGAIN" })
    const drained = push.drained()
    await pull.receive()
    await drained
  })

  it("covers what a closed or disconnected socket still has to send", async () => {
    const push = new Push()
    const endpoint = await unboundEndpoint("tcp", () => new Push())
    push.connect(endpoint)
    await push.send("kept")
    push.close()
    const drained = push.drained()
    const pull = closing(new Pull())
    await pull.bind(endpoint)
    await drained
    expect(texts(await pull.receive())).toEqual(["kept"])
  })

  it("resolves when what was unsent is gone with its peer", async () => {
    const publisher = closing(new XPublisher())
    const subscriber = closing(new Subscriber({ receiveHighWaterMark: 1 }))
    subscriber.connect(await bindFresh(publisher, "inproc"))
    subscriber.subscribe()
    await publisher.receive()
    await publisher.send("never received")
    const drained = publisher.drained()
    subscriber.close()
    await drained
  })
})

describe("await using", () => {
  it("closes the socket, and goes on when all is sent", async () => {
    const pull = closing(new Pull())
    const push = new Push()
    push.connect(await bindFresh(pull))
    await push.send("x".repeat(1_000_000))
    await push[Symbol.asyncDispose]()
    expect(push.closed).toBe(true)
    expect(push.statistics().unsent).toBe(0)
    expect((await pull.receive())[0].length).toBe(1_000_000)
  })

  it("does not wait longer than linger", async () => {
    const push = new Push({ linger: 1 })
    push.connect(await unboundEndpoint("tcp", () => new Push()))
    await push.send("x")
    await push[Symbol.asyncDispose]()
  })

  it("using closes", () => {
    const push = new Push()
    push[Symbol.dispose]()
    expect(push.closed).toBe(true)
  })
})
