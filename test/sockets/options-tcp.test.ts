/**
 * Options of TCP connections, seen where they take effect.
 */
import net from "node:net"
import { networkInterfaces } from "node:os"
import { describe, expect, it, onTestFinished, vi } from "vitest"
import { Pair, Pull, Push } from "../../src/index.js"
import { nextEvent, recordEvents } from "../helpers/events.js"
import { RawListener } from "../helpers/raw-peer.js"
import { bindFresh, closing, freshEndpoint, receiveTexts } from "../helpers/sockets.js"

const interfaces = Object.entries(networkInterfaces()).map(([name, addresses]) => ({
  name,
  ipv4: addresses?.find(({ family }) => family === "IPv4")?.address,
}))
const loopback = interfaces.find(({ ipv4 }) => ipv4 === "127.0.0.1")?.name ?? ""
const other = interfaces.find(({ ipv4, name }) => ipv4 !== undefined && name !== loopback)
if (other === undefined) console.log("tests of a second interface are skipped: there is only one")

const hasTypeOfService = "setTypeOfService" in net.Socket.prototype
if (!hasTypeOfService) console.log("a test of typeOfService is skipped: this Node cannot set it")

/** What a method of all sockets of Node is called with, from now on. */
function calls(method: "setKeepAlive"): unknown[][] {
  const spy = vi.spyOn(net.Socket.prototype, method)
  onTestFinished(() => {
    spy.mockRestore()
  })
  return spy.mock.calls
}

async function connectedPair(options: object): Promise<[Pair, Pair]> {
  const a = closing(new Pair(options))
  const b = closing(new Pair(options))
  b.connect(await bindFresh(a))
  await b.send("hello")
  await a.receive()
  return [a, b]
}

describe("keepalive", () => {
  it.each([
    [{ tcpKeepalive: 1 }, [true, 0, undefined, undefined]],
    [{ tcpKeepalive: 0 }, [false, 0, undefined, undefined]],
    [{ tcpKeepalive: 1, tcpKeepaliveIdle: 60 }, [true, 60_000, undefined, undefined]],
    [
      { tcpKeepalive: 1, tcpKeepaliveIdle: 60, tcpKeepaliveInterval: 5, tcpKeepaliveCount: 3 },
      [true, 60_000, 5000, 3],
    ],
  ])("%j is set on both ends", async (options, expected) => {
    const seen = calls("setKeepAlive")
    await connectedPair(options)
    expect(seen).toEqual([expected, expected])
  })

  it("-1 leaves it alone", async () => {
    const seen = calls("setKeepAlive")
    await connectedPair({ tcpKeepaliveIdle: 60 })
    expect(seen).toEqual([])
  })
})

describe("typeOfService", () => {
  it("is kept, and does no harm where Node cannot set it", async () => {
    const [a] = await connectedPair({ typeOfService: 40 })
    expect(a.typeOfService).toBe(40)
  })

  it.runIf(hasTypeOfService)("is set on both ends, its lowest byte", async () => {
    const spy = vi.spyOn(net.Socket.prototype as unknown as Marked, "setTypeOfService")
    onTestFinished(() => {
      spy.mockRestore()
    })
    await connectedPair({ typeOfService: 0x128 })
    expect(spy.mock.calls).toEqual([[0x28], [0x28]])
    const marks = spy.mock.contexts.map((socket) => (socket as Marked).getTypeOfService())
    expect(marks).toEqual([0x28, 0x28])
  })
})

interface Marked {
  setTypeOfService(value: number): unknown
  getTypeOfService(): number
}

describe("backlog", () => {
  it.each(["tcp", "ipc"] as const)(
    "is what the operating system is told: %s",
    async (transport) => {
      const listen = vi.spyOn(net.Server.prototype, "listen")
      const listenSync = vi.spyOn(
        net.Server.prototype as unknown as { _listen2(...args: unknown[]): void },
        "_listen2",
      )
      onTestFinished(() => {
        listen.mockRestore()
        listenSync.mockRestore()
      })
      const a = closing(new Pull({ backlog: 7 }))
      await a.bind(freshEndpoint(transport))
      expect(listen.mock.calls[0]?.[0]).toMatchObject({ backlog: 7 })
      const b = closing(new Pull({ backlog: 9 }))
      b.bindSync(freshEndpoint(transport))
      expect(listenSync.mock.calls.at(-1)?.[3]).toBe(9)
    },
  )
})

describe("tcpAcceptFilter", () => {
  it("hangs up on a peer from elsewhere, and says so", async () => {
    const pull = closing(new Pull({ tcpAcceptFilter: "10.0.0.0/8" }))
    const push = closing(new Push({ reconnectInterval: -1 }))
    const events = recordEvents(pull)
    const theirs = recordEvents(push)
    const endpoint = await bindFresh(pull)
    const refused = nextEvent(pull, "accept:error")
    const over = nextEvent(push, "handshake:error:other")
    push.connect(endpoint)
    const { address, error } = await refused
    expect(address).toBe(endpoint)
    expect(error).toMatchObject({
      code: "EACCES",
      message: "tcpAcceptFilter does not let 127.0.0.1 in",
    })
    await over
    expect(events.map(({ type }) => type)).toEqual(["bind", "accept:error"])
    expect(theirs.map(({ type }) => type)).not.toContain("handshake")
  })

  it.each([
    ["the right one", ["127.0.0.0/8"]],
    ["one of several", ["10.0.0.0/8", "127.0.0.1", "::1"]],
  ])("lets a peer in by %s", async (_what, filters) => {
    const pull = closing(new Pull())
    for (const filter of filters) pull.tcpAcceptFilter = filter
    const push = closing(new Push())
    push.connect(await bindFresh(pull))
    await push.send("hello")
    expect(await receiveTexts(pull)).toEqual([["hello"]])
  })

  it("null lets everybody in again", async () => {
    const pull = closing(new Pull({ tcpAcceptFilter: "10.0.0.0/8" }))
    pull.tcpAcceptFilter = null
    const push = closing(new Push())
    push.connect(await bindFresh(pull))
    await push.send("hello")
    expect(await receiveTexts(pull)).toEqual([["hello"]])
  })

  it("is of the binds that follow", async () => {
    const warn = vi.spyOn(process, "emitWarning").mockReturnValue()
    const pull = closing(new Pull())
    const open = await bindFresh(pull)
    pull.tcpAcceptFilter = "10.0.0.0/8"
    warn.mockRestore()
    const closed = await bindFresh(pull)
    const refused = nextEvent(pull, "accept:error")
    const push = closing(new Push({ reconnectInterval: -1 }))
    push.connect(closed)
    await refused
    const other = closing(new Push())
    other.connect(open)
    await other.send("hello")
    expect(await receiveTexts(pull)).toEqual([["hello"]])
  })
})

describe("interface", () => {
  it("* is bound at its address only", async () => {
    const a = closing(new Pair({ interface: loopback }))
    const b = closing(new Pair())
    await a.bind("tcp://*:*")
    expect(a.lastEndpoint).toMatch(/^tcp:\/\/127\.0\.0\.1:\d+$/)
    b.connect(a.lastEndpoint ?? "")
    await b.send("hello")
    expect(await receiveTexts(a)).toEqual([["hello"]])
    const c = closing(new Pair({ interface: loopback }))
    c.bindSync("tcp://*:*")
    expect(c.lastEndpoint).toMatch(/^tcp:\/\/127\.0\.0\.1:\d+$/)
  })

  it("connections begin at its address", async () => {
    const listener = await RawListener.listen()
    const pull = closing(new Pull({ interface: loopback }))
    pull.connect(listener.endpoint)
    const peer = await listener.accept()
    expect(peer.socket.remoteAddress).toBe("127.0.0.1")
  })

  it.runIf(other)(
    "an address of another interface is EADDRNOTAVAIL, its own is bound",
    async () => {
      const address = other?.ipv4 ?? ""
      const pull = closing(new Pull({ interface: loopback }))
      const error = expect.objectContaining({ code: "EADDRNOTAVAIL" }) as Error
      await expect(pull.bind(`tcp://${address}:*`)).rejects.toEqual(error)
      expect(() => {
        pull.bindSync(`tcp://${address}:*`)
      }).toThrow(error)
      const there = closing(new Pull({ interface: other?.name ?? "" }))
      await there.bind("tcp://*:*")
      expect(there.lastEndpoint).toMatch(`tcp://${address}:`)
    },
  )

  it("one that is not there is ENODEV to bind, and tried again to connect", async () => {
    const pull = closing(new Pull({ interface: "nosuch0", reconnectInterval: 1 }))
    const error = expect.objectContaining({ code: "ENODEV" }) as Error
    await expect(pull.bind("tcp://*:*")).rejects.toEqual(error)
    expect(() => {
      pull.bindSync("tcp://127.0.0.1:*")
    }).toThrow(error)
    pull.connect("tcp://127.0.0.1:5555")
    await nextEvent(pull, "connect:retry")
    await nextEvent(pull, "connect:retry")
  })
})

describe("maxMessageSize", () => {
  it("a peer that sends a larger part is disconnected; one as large is heard", async () => {
    const pull = closing(new Pull({ maxMessageSize: 100 }))
    const push = closing(new Push({ reconnectInterval: -1 }))
    push.connect(await bindFresh(pull))
    await push.send("x".repeat(100))
    expect(await receiveTexts(pull)).toEqual([["x".repeat(100)]])
    const over = nextEvent(push, "disconnect")
    await push.send("x".repeat(101))
    await over
  })
})
