import net from "node:net"
import { networkInterfaces } from "node:os"
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
} from "../../src/index.js"
import { Intake } from "../../src/transports/intake.js"
import { NetStream } from "../../src/transports/net-stream.js"
import { nextEvent, recordEvents } from "../helpers/events.js"
import { expectNoMessage, expectNoRoom, pass, QUIET_MS } from "../helpers/quiet.js"
import { RawListener } from "../helpers/raw-peer.js"
import { bindFresh, closing, receiveTexts, unboundEndpoint, until } from "../helpers/sockets.js"

const loopback = Object.entries(networkInterfaces()).find(([, addresses]) =>
  addresses?.some(({ internal, family }) => internal && family === "IPv4"),
)?.[0]
const hasIPv6 = Object.values(networkInterfaces()).some((addresses) =>
  addresses?.some(({ address }) => address === "::1"),
)
if (!hasIPv6) console.log("tests of IPv6 are skipped: this machine has no ::1")

/** Both ways once. */
async function bounce(a: Pair, b: Pair): Promise<void> {
  await a.send(["there", "x"])
  expect(await receiveTexts(b)).toEqual([["there", "x"]])
  await b.send(["back", "y"])
  expect(await receiveTexts(a)).toEqual([["back", "y"]])
}

const portOf = (socket: { lastEndpoint: string | null }) =>
  socket.lastEndpoint?.split(":").pop() ?? ""

for (const how of ["bind", "bindSync"] as const) {
  describe(`tcp ${how}`, () => {
    it.each([
      ["*:*", /^tcp:\/\/0\.0\.0\.0:\d+$/],
      ["*:0", /^tcp:\/\/0\.0\.0\.0:\d+$/],
      ["127.0.0.1:*", /^tcp:\/\/127\.0\.0\.1:\d+$/],
      ["127.0.0.1:0", /^tcp:\/\/127\.0\.0\.1:\d+$/],
      ["localhost:*", /^tcp:\/\/127\.0\.0\.1:\d+$/],
      [`${loopback ?? "lo"}:*`, /^tcp:\/\/127\.0\.0\.1:\d+$/],
    ])("%s is bound to a real port, told by lastEndpoint", async (address, shape) => {
      const a = closing(new Pair())
      const b = closing(new Pair())
      await a[how](`tcp://${address}`)
      expect(a.lastEndpoint).toMatch(shape)
      expect(Number(portOf(a))).toBeGreaterThan(0)
      b.connect(`tcp://127.0.0.1:${portOf(a)}`)
      await bounce(a, b)
      b.disconnect(b.lastEndpoint!)
      await a.unbind(a.lastEndpoint!)
    })

    it.runIf(hasIPv6).each([
      ["*:*", /^tcp:\/\/\[::\]:\d+$/],
      ["[::1]:*", /^tcp:\/\/\[::1\]:\d+$/],
      ["[::]:0", /^tcp:\/\/\[::\]:\d+$/],
    ])("%s with ipv6", async (address, shape) => {
      const a = closing(new Pair({ ipv6: true }))
      const b = closing(new Pair())
      await a[how](`tcp://${address}`)
      expect(a.lastEndpoint).toMatch(shape)
      b.connect(`tcp://[::1]:${portOf(a)}`)
      await bounce(a, b)
      await a.unbind(a.lastEndpoint!)
    })

    it.runIf(hasIPv6)("a wildcard with ipv6 takes IPv4 peers too", async () => {
      const a = closing(new Pair({ ipv6: true }))
      const b = closing(new Pair())
      await a[how]("tcp://*:*")
      const accepted = nextEvent(a, "accept")
      b.connect(`tcp://127.0.0.1:${portOf(a)}`)
      await bounce(a, b)
      expect((await accepted).address).toBe(`tcp://127.0.0.1:${portOf(a)}`)
    })

    it("ipv6 does not get in the way of an IPv4 address", async () => {
      const a = closing(new Pair({ ipv6: true }))
      const b = closing(new Pair({ ipv6: true }))
      await a[how]("tcp://127.0.0.1:*")
      expect(a.lastEndpoint).toMatch(/^tcp:\/\/127\.0\.0\.1:\d+$/)
      b.connect(a.lastEndpoint!)
      await bounce(a, b)
    })

    it("the exact endpoint is told after each bind", async () => {
      const pull = closing(new Pull())
      const endpoints = [
        await unboundEndpoint("tcp", () => new Pull()),
        await unboundEndpoint("tcp", () => new Pull()),
      ]
      for (const endpoint of endpoints) {
        await pull[how](endpoint)
        expect(pull.lastEndpoint).toBe(endpoint)
      }
    })

    it("a port in use is EADDRINUSE, until its owner closes", async () => {
      const first = closing(new Pull())
      const endpoint = await bindFresh(first)
      const second = closing(new Pull())
      const failed = nextEvent(second, "bind:error")
      const attempt = async () => {
        await second[how](endpoint)
      }
      await expect(attempt()).rejects.toMatchObject({
        code: "EADDRINUSE",
        message: "Address already in use",
        address: endpoint,
      })
      const event = await failed
      // As npm zeromq: the address of this event has no scheme.
      expect(event.address).toBe(endpoint.slice("tcp://".length))
      expect(event.error).toMatchObject({ code: "EADDRINUSE" })
      expect(second.lastEndpoint).toBe(null)
      first.close()
      await attempt()
      expect(second.lastEndpoint).toBe(endpoint)
    })

    it.each([
      ["an address of another machine", "tcp://192.0.2.1:*", /^EADDRNOTAVAIL$/],
      ["a name that is none", "tcp://no-such-host.invalid:5555", /^ENODEV$/],
      ["an IPv6 zone that is none", "tcp://[fe80::1%bad0]:*", /^(EINVAL|ENODEV|EADDRNOTAVAIL)$/],
      ["no port", "tcp://127.0.0.1", /^EINVAL$/],
      ["a bad port", "tcp://127.0.0.1:bad", /^EINVAL$/],
    ])("%s is refused and the socket stays usable", async (_name, endpoint, code) => {
      const pull = closing(new Pull())
      await expect((async () => pull[how](endpoint))()).rejects.toMatchObject({
        code: expect.stringMatching(code) as string,
        address: endpoint,
      })
      await pull[how]("tcp://127.0.0.1:*")
      expect(pull.lastEndpoint).toMatch(/^tcp:/)
    })
  })
}

describe("tcp connect", () => {
  it("a host name is looked up", async () => {
    const a = closing(new Pair())
    const b = closing(new Pair())
    await bindFresh(a)
    b.connect(`tcp://localhost:${portOf(a)}`)
    expect(b.lastEndpoint).toBe(`tcp://localhost:${portOf(a)}`)
    await bounce(a, b)
  })

  it("a name that cannot be resolved is tried again, not thrown", async () => {
    const push = closing(new Push({ reconnectInterval: 10 }))
    const retried = nextEvent(push, "connect:retry")
    push.connect("tcp://no-such-host.invalid:5555")
    expect((await retried).address).toBe("tcp://no-such-host.invalid:5555")
  })

  it.each([
    ["an address", "127.0.0.1:0"],
    ["a wildcard port", "127.0.0.1:*"],
    ["a name", "localhost:0"],
    ["an interface", `${loopback ?? "lo"}:0`],
  ])("a source address may stand in front: %s", async (_name, source) => {
    const a = closing(new Pair())
    const b = closing(new Pair())
    await bindFresh(a)
    const endpoint = `tcp://${source};127.0.0.1:${portOf(a)}`
    b.connect(endpoint)
    expect(b.lastEndpoint).toBe(endpoint)
    await bounce(a, b)
    b.disconnect(endpoint)
  })

  it("a source port is used", async () => {
    const listener = await RawListener.listen()
    const port = portOf({ lastEndpoint: await unboundEndpoint("tcp", () => new Push()) })
    closing(new Push()).connect(`tcp://127.0.0.1:${port};${listener.endpoint.slice(6)}`)
    const peer = await listener.accept()
    expect(peer.socket.remotePort).toBe(Number(port))
  })

  it("an interface that is not there is tried again, not thrown", async () => {
    const push = closing(new Push({ reconnectInterval: 10 }))
    const retried = nextEvent(push, "connect:retry")
    push.connect("tcp://nosuchnic0:0;127.0.0.1:5555")
    await retried
    push.disconnect("tcp://nosuchnic0:0;127.0.0.1:5555")
  })

  it("a connection to itself is dropped and tried again", async () => {
    const endpoint = await unboundEndpoint("tcp", () => new Pair())
    const address = endpoint.slice("tcp://".length)
    const pair = closing(new Pair({ reconnectInterval: 5 }))
    const events = recordEvents(pair)
    const retried = nextEvent(pair, "connect:retry")
    // From a port to the same port: TCP connects the socket to itself.
    pair.connect(`tcp://${address};${address}`)
    await retried
    expect(events.map(({ type }) => type)).not.toContain("connect")
    expect(events.map(({ type }) => type)).not.toContain("handshake")
  })

  it("a second connect of DEALER, SUB, PUB or REQ to the same endpoint is ignored, as in libzmq", async () => {
    for (const make of [
      () => [new Router(), new Dealer()] as const,
      () => [new Publisher(), new Subscriber()] as const,
      () => [new Subscriber(), new Publisher()] as const,
      () => [new Reply(), new Request()] as const,
    ]) {
      const [server, client] = make()
      closing(server, client)
      const endpoint = await bindFresh(server)
      const accepts = recordEvents(server)
      const shaken = nextEvent(server, "handshake")
      client.connect(endpoint)
      client.connect(endpoint)
      expect(client.lastEndpoint).toBe(endpoint)
      await shaken
      await pass(QUIET_MS / 2)
      expect(accepts.filter(({ type }) => type === "accept")).toHaveLength(1)
      client.disconnect(endpoint)
      expect(() => client.disconnect(endpoint)).toThrow(expect.objectContaining({ code: "ENOENT" }))
    }
  })

  it("PUSH and PULL connect to the same endpoint as often as they are told", async () => {
    for (const [server, client] of [
      [new Pull(), new Push()],
      [new Push(), new Pull()],
    ] as const) {
      closing(server, client)
      const endpoint = await bindFresh(server)
      const seen = recordEvents(server)
      client.connect(endpoint)
      client.connect(endpoint)
      await until(
        () => seen.filter(({ type }) => type === "handshake").length === 2,
        "2 handshakes",
      )
    }
  })

  it.each([
    ["keepalive on", { tcpKeepalive: 1, tcpKeepaliveIdle: 60 }],
    ["keepalive off", { tcpKeepalive: 0 }],
    ["keepalive for the default idle time", { tcpKeepalive: 1 }],
    [
      "values that only newer versions of Node set",
      { tcpKeepaliveCount: 3, tcpKeepaliveInterval: 5, typeOfService: 40 },
    ],
    ["buffer sizes", { sendBufferSize: 16_384, receiveBufferSize: 16_384 }],
    ["a backlog of 1", { backlog: 1 }],
  ])("%s", async (_name, options) => {
    const a = closing(new Pair(options))
    const b = closing(new Pair(options))
    expect(a).toMatchObject(options)
    b.connect(await bindFresh(a))
    await bounce(a, b)
  })

  it("buffer sizes are -1 until they are set", () => {
    const pair = closing(new Pair())
    expect([pair.sendBufferSize, pair.receiveBufferSize]).toEqual([-1, -1])
    expect(() => (pair.sendBufferSize = -2)).toThrow(expect.objectContaining({ code: "EINVAL" }))
    expect(pair.sendBufferSize).toBe(-1)
  })
})

describe("unbind and disconnect", () => {
  it("nothing that was not bound can be unbound: ENOENT", async () => {
    const pull = closing(new Pull())
    const error = expect.objectContaining({ code: "ENOENT", message: "No such endpoint" }) as Error
    await pull.bind("tcp://127.0.0.1:*")
    for (const endpoint of ["tcp://127.0.0.1:*", "tcp://127.0.0.1:1", "ipc://*", "inproc://x"]) {
      await expect(pull.unbind(endpoint)).rejects.toEqual(error)
      expect(() => pull.unbindSync(endpoint)).toThrow(error)
    }
    // What is bound is not connected.
    expect(() => pull.disconnect(pull.lastEndpoint!)).toThrow(error)
    await pull.unbind(pull.lastEndpoint!)
    await expect(pull.unbind(pull.lastEndpoint!)).rejects.toEqual(error)
  })

  it("nothing that was not connected can be disconnected: ENOENT", async () => {
    const push = closing(new Push())
    const error = expect.objectContaining({ code: "ENOENT" }) as Error
    push.connect("tcp://127.0.0.1:1")
    expect(() => push.disconnect("tcp://127.0.0.1:2")).toThrow(error)
    expect(() => push.disconnect("inproc://nobody")).toThrow(error)
    await expect(push.unbind("tcp://127.0.0.1:1")).rejects.toEqual(error)
    push.disconnect("tcp://127.0.0.1:1")
    expect(() => push.disconnect("tcp://127.0.0.1:1")).toThrow(error)
  })

  it("localhost means the loopback address when unbinding", async () => {
    const pull = closing(new Pull())
    await bindFresh(pull)
    await pull.unbind(`tcp://localhost:${portOf(pull)}`)
  })

  it("lastEndpoint is what it was", async () => {
    const pull = closing(new Pull())
    expect(pull.lastEndpoint).toBe(null)
    const endpoint = await bindFresh(pull)
    await pull.unbind(endpoint)
    expect(pull.lastEndpoint).toBe(endpoint)
    pull.connect("tcp://localhost:5999")
    expect(pull.lastEndpoint).toBe("tcp://localhost:5999")
  })

  it.each(["unbind", "unbindSync"] as const)(
    "%s ends the accepted connections and frees the port",
    async (how) => {
      const pull = closing(new Pull())
      const endpoint = await bindFresh(pull)
      const push = closing(new Push({ reconnectInterval: 5 }))
      const shaken = nextEvent(push, "handshake")
      const gone = nextEvent(push, "disconnect")
      push.connect(endpoint)
      await shaken
      const closed = nextEvent(pull, "close")
      await pull[how](endpoint)
      expect((await closed).address).toBe(endpoint)
      await gone
      // Whoever binds the port next gets the peer.
      const next = closing(new Pull())
      await next.bind(endpoint)
      await push.send("for the next")
      expect(await receiveTexts(next)).toEqual([["for the next"]])
      await expectNoMessage(pull)
    },
  )

  it("what had arrived before an unbind can still be received, as in libzmq", async () => {
    for (const linger of [-1, 0]) {
      const pull = closing(new Pull({ linger }))
      const endpoint = await bindFresh(pull)
      const push = closing(new Push())
      push.connect(endpoint)
      for (let i = 0; i < 5; i++) await push.send(String(i))
      expect(await receiveTexts(pull)).toEqual([["0"]])
      await pull.unbind(endpoint)
      expect(await receiveTexts(pull, 4)).toEqual([["1"], ["2"], ["3"], ["4"]])
    }
  })

  it("what had arrived before a disconnect is gone, as in libzmq", async () => {
    const push = closing(new Push())
    const endpoint = await bindFresh(push)
    const pull = closing(new Pull())
    pull.connect(endpoint)
    for (let i = 0; i < 5; i++) await push.send(String(i))
    expect(await receiveTexts(pull)).toEqual([["0"]])
    pull.disconnect(endpoint)
    await expectNoMessage(pull)
  })

  it("a PUSH that has disconnected has nobody to send to", async () => {
    const pull = closing(new Pull())
    const endpoint = await bindFresh(pull)
    const push = closing(new Push())
    push.connect(endpoint)
    await push.send("x")
    expect(await receiveTexts(pull)).toEqual([["x"]])
    push.disconnect(endpoint)
    await expectNoRoom(push)
  })

  it("while a bind is under way the socket cannot be used, and closes afterwards", async () => {
    const pull = closing(new Pull())
    const busy = expect.objectContaining({
      code: "EBUSY",
      message: "Socket is blocked by a bind or unbind operation",
    }) as Error
    const binding = pull.bind("tcp://127.0.0.1:*")
    expect(() => void pull.bind("tcp://127.0.0.1:*")).toThrow(busy)
    expect(() => pull.bindSync("tcp://127.0.0.1:*")).toThrow(busy)
    expect(() => pull.connect("tcp://127.0.0.1:1")).toThrow(busy)
    expect(() => void pull.receive()).toThrow(busy)
    pull.close()
    expect(pull.closed).toBe(false)
    await binding
    expect(pull.closed).toBe(true)
    const closed = expect.objectContaining({ code: "EBADF" }) as Error
    expect(() => void pull.bind("tcp://127.0.0.1:*")).toThrow(closed)
    expect(() => pull.unbindSync("tcp://127.0.0.1:1")).toThrow(closed)
    expect(() => pull.connect("tcp://127.0.0.1:1")).toThrow(closed)
    expect(() => pull.disconnect("tcp://127.0.0.1:1")).toThrow(closed)
  })
})

it("a tcp connection that breaks takes no more: what is queued stays for the next one", async () => {
  const listener = await RawListener.listen()
  const intake = new Intake()
  const port = Number(portOf({ lastEndpoint: listener.endpoint }))
  const socket = net.connect({ host: "127.0.0.1", port, ...intake.options })
  const peer = await listener.accept()
  peer.socket.pause()
  const names = { localEndpoint: "", remoteEndpoint: "", remoteAddress: "" }
  const stream = new NetStream(socket, names, intake)
  const seen: string[] = []
  stream.handler = {
    onData: () => seen.push("data") > 0,
    onDrain: () => seen.push("drain"),
    onClose: () => seen.push("close"),
  }
  const chunk = Buffer.alloc(64 * 1024)
  while (stream.write([chunk]));
  seen.length = 0
  peer.socket.resetAndDestroy()
  await until(() => seen.includes("close"), "the stream is over")
  expect(seen).toEqual(["close"])
  expect(stream.write([chunk])).toBe(false)
})
