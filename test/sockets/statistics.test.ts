import { subscribe, unsubscribe } from "node:diagnostics_channel"
import { inspect } from "node:util"
import { describe, expect, it, onTestFinished } from "vitest"
import {
  Dealer,
  Pair,
  Publisher,
  Pull,
  Push,
  Router,
  Subscriber,
  XPublisher,
} from "../../src/index.js"
import { bindFresh, closing, unboundEndpoint, until } from "../helpers/sockets.js"

describe("statistics()", () => {
  it("count messages and bytes both ways, whether peers are still there or not", async () => {
    const pull = closing(new Pull())
    const endpoint = await bindFresh(pull)
    for (let life = 1; life <= 2; life++) {
      const push = new Push()
      push.connect(endpoint)
      for (let i = 0; i < 1500; i++) await push.send("0123456789")
      for (let i = 0; i < 1500; i++) await pull.receive()
      await push.drained()
      const sent = push.statistics()
      expect(sent).toMatchObject({ messagesSent: 1500, messagesReceived: 0, unsent: 0 })
      // Each message has 12 bytes on the wire (RFC 37), the handshake more.
      expect(sent.bytesSent).toBeGreaterThan(1500 * 12)
      expect(sent.bytesReceived).toBeGreaterThan(64)
      push.close()
      await until(() => pull.statistics().peers === 0, "the peer to leave")
      expect(pull.statistics()).toMatchObject({
        messagesReceived: life * 1500,
        bytesReceived: life * sent.bytesSent,
        unread: 0,
      })
    }
  })

  it("show what waits", async () => {
    const pull = closing(new Pull())
    const push = closing(new Push())
    push.connect(await bindFresh(pull, "inproc"))
    for (let i = 0; i < 3; i++) await push.send("x")
    expect(push.statistics()).toMatchObject({ unsent: 3, messagesSent: 3, bytesSent: 0 })
    expect(pull.statistics()).toMatchObject({ unread: 3, messagesReceived: 3 })
    await pull.receive()
    expect(pull.statistics()).toMatchObject({ unread: 2, messagesReceived: 3 })
  })

  it("show what waits of peers that are gone, until it has been received", async () => {
    const pull = closing(new Pull())
    const endpoint = await bindFresh(pull)
    const peers = Array.from({ length: 20 }, () => new Push())
    for (const push of peers) {
      push.connect(endpoint)
      await push.send("x")
      await push.send("y")
      await push.drained()
      push.close()
    }
    await until(() => pull.statistics().peers === 0, "the peers to leave")
    for (let unread = 40; unread > 0; unread--) {
      expect(pull.statistics()).toMatchObject({ peers: 0, unread, messagesReceived: 40 })
      await pull.receive()
    }
    expect(pull.statistics().unread).toBe(0)
  })

  it("show nothing of a peer that is gone when it will not be received", async () => {
    const sender = closing(new Pair())
    const pair = closing(new Pair())
    const endpoint = await bindFresh(sender)
    pair.connect(endpoint)
    await sender.send("x")
    await until(() => pair.statistics().unread === 1, "the message")
    pair.disconnect(endpoint)
    expect(pair.statistics()).toMatchObject({ messagesReceived: 1, unread: 0 })

    // A router does not receive from the second one with the same name.
    const router = closing(new Router())
    const [first, second] = [1, 2].map(() => closing(new Dealer({ routingId: "same" })))
    first.connect(await bindFresh(router))
    await first.send("x")
    await router.receive()
    second.connect(router.lastEndpoint ?? "")
    await second.send("y")
    await until(() => router.statistics().unread === 1, "the message")
    second.close()
    await until(() => router.statistics().peers === 1, "the peer to leave")
    expect(router.statistics()).toMatchObject({ messagesReceived: 2, unread: 0 })
  })

  it("count what was dropped: by a publisher, by a router", async () => {
    const publisher = closing(new XPublisher({ sendHighWaterMark: 1 }))
    const subscriber = closing(new Subscriber({ receiveHighWaterMark: 1 }))
    subscriber.connect(await bindFresh(publisher, "inproc"))
    subscriber.subscribe()
    await publisher.receive()
    for (let i = 0; i < 5; i++) await publisher.send("x")
    expect(publisher.statistics()).toMatchObject({ messagesSent: 2, messagesDropped: 3 })

    const router = closing(new Router())
    await bindFresh(router)
    await router.send(["nobody", "x"])
    expect(router.statistics().messagesDropped).toBe(1)
  })

  it("count what still waited for a peer that is gone", async () => {
    const router = closing(new Router())
    const dealer = new Dealer({ routingId: "d", receiveHighWaterMark: 1 })
    dealer.connect(await bindFresh(router))
    await dealer.send("x")
    await router.receive()
    // More than the other socket and the operating system take.
    for (let i = 0; i < 100; i++) await router.send(["d", Buffer.alloc(1_000_000)])
    const { unsent } = router.statistics()
    expect(unsent).toBeGreaterThan(10)
    dealer.close()
    await until(() => router.statistics().peers === 0, "the peer to leave")
    const { messagesDropped, unsent: left } = router.statistics()
    expect(left).toBe(0)
    expect(messagesDropped).toBeGreaterThan(10)
    expect(messagesDropped).toBeLessThanOrEqual(unsent)
  })

  it("do not count what is sent yet after a disconnect: that depends on linger", async () => {
    for (const linger of [-1, 0]) {
      const endpoint = await unboundEndpoint("tcp", () => new Push())
      const push = closing(new Push({ linger, reconnectInterval: 1 }))
      push.connect(endpoint)
      for (let i = 0; i < 5; i++) await push.send("x")
      push.disconnect(endpoint)
      const pull = closing(new Pull({ receiveTimeout: 5000 }))
      if (linger !== 0) {
        await pull.bind(endpoint)
        for (let i = 0; i < 5; i++) await pull.receive()
      }
      expect(push.statistics().messagesDropped).toBe(linger === 0 ? 5 : 0)
    }
  })

  it("count a message once for each subscriber, and what nobody wants not at all", async () => {
    const publisher = closing(new Publisher())
    await publisher.send("x")
    expect(publisher.statistics()).toMatchObject({ messagesSent: 0, messagesDropped: 0 })
  })

  it("count attempts to connect again", async () => {
    const push = closing(new Push({ reconnectInterval: 1, linger: 0 }))
    push.connect(await unboundEndpoint("tcp", () => new Push()))
    await until(() => push.statistics().reconnects >= 2, "two attempts")
  })
})

describe("peers", () => {
  it("are those that are connected, as they announced themselves", async () => {
    const router = closing(new Router())
    const dealer = new Dealer({ routingId: "ann", metadata: { "X-Role": "worker" } })
    dealer.connect(await bindFresh(router))
    const peer = await router.connected()
    expect(peer).toMatchObject({ address: "127.0.0.1", socketType: "DEALER", userId: null })
    expect(peer.routingId.toString()).toBe("ann")
    expect(peer.properties.get("x-role")).toBe("worker")
    expect(router.peers).toEqual([peer])
    dealer.close()
    await until(() => router.peers.length === 0, "the peer to leave")
  })
})

describe("a socket explains itself", () => {
  it("with endpoints, peers and queues", async () => {
    const pull = closing(new Pull())
    const push = closing(new Push())
    const endpoint = await bindFresh(pull)
    push.connect(endpoint)
    await push.connected()
    expect(inspect(push)).toContain("Push {")
    expect(inspect(push)).toContain(`connected: [ '${endpoint}' ]`)
    expect(inspect(push)).toContain("unsent: 0")
    expect(inspect(push)).toContain(`peers: [ { socketType: 'PULL', endpoint: '${endpoint}' } ]`)
    await pull.connected()
    expect(inspect(pull)).toContain(`bound: [ '${endpoint}' ]`)
    expect(inspect({ deep: { in: { something: pull } } })).toContain("[Pull]")
    pull.close()
    expect(inspect(pull)).toBe("Pull { closed: true }")
  })

  it("with the name of its own class", () => {
    class Sink extends Pull {}
    expect(inspect(closing(new Sink()))).toContain("Sink {")
  })
})

it("diagnostics channels tell of sockets that open and close, and of their events", async () => {
  type Heard = [name: string | symbol, message: { socket: { id: number; type: string } }]
  const heard: Heard[] = []
  const hear = (message: unknown, name: string | symbol): void => {
    heard.push([name, message as Heard[1]])
  }
  for (const name of ["open", "close", "event"].map((each) => `purezmq.socket.${each}`)) {
    subscribe(name, hear)
    onTestFinished(() => {
      unsubscribe(name, hear)
    })
  }
  const pull = new Pull()
  await pull.bind("tcp://127.0.0.1:*")
  const address = pull.lastEndpoint
  pull.close()
  // Sockets of the tests before may be closing still.
  const { socket } = heard.find(([name]) => name === "purezmq.socket.open")![1]
  expect(socket).toEqual({ id: expect.any(Number) as number, type: "Pull" })
  expect(heard.filter(([, message]) => message.socket === socket)).toEqual([
    ["purezmq.socket.open", { socket }],
    ["purezmq.socket.event", { socket, event: { type: "bind", address } }],
    ["purezmq.socket.event", { socket, event: { type: "close", address } }],
    ["purezmq.socket.event", { socket, event: { type: "end" } }],
    ["purezmq.socket.close", { socket }],
  ])
})

it("a diagnostics channel shows the bytes of connections that begin while somebody listens", async () => {
  const said: { type: string; local: string; direction: string; bytes: Buffer }[] = []
  const listen = (message: unknown): void => {
    const { socket, connection, direction, bytes } = message as {
      socket: { type: string }
      connection: { localEndpoint: string }
      direction: string
      bytes: Buffer
    }
    said.push({
      type: socket.type,
      local: connection.localEndpoint,
      direction,
      bytes: Buffer.from(bytes),
    })
  }
  subscribe("purezmq.connection.bytes", listen)
  onTestFinished(() => {
    unsubscribe("purezmq.connection.bytes", listen)
  })
  const pull = closing(new Pull())
  const push = closing(new Push())
  await pull.bind("tcp://127.0.0.1:*")
  push.connect(pull.lastEndpoint!)
  await push.send(["hello", Buffer.alloc(100_000, "x")])
  await pull.receive()

  const all = (type: string, direction: string): Buffer =>
    Buffer.concat(
      said
        .filter((each) => each.type === type && each.direction === direction)
        .map(({ bytes }) => bytes),
    )
  expect(all("Push", "sent").equals(all("Pull", "received"))).toBe(true)
  expect(all("Pull", "sent").equals(all("Push", "received"))).toBe(true)
  expect(all("Push", "sent").length).toBe(push.statistics().bytesSent)
  expect(all("Push", "sent").subarray(0, 10).toString("hex")).toBe("ff00000000000000017f")
  expect(said.find(({ type }) => type === "Pull")?.local).toBe(pull.lastEndpoint)
})
