/** What a program does by mistake must not harm its peers, nor a peer's messages the program. */
import { describe, expect, it, onTestFinished, vi } from "vitest"
import { Pair, Publisher, Pull, Push, Router, Subscriber, type Sendable } from "../../src/index.js"
import { Connection } from "../../src/zmtp/connection.js"
import { nextEvent } from "../helpers/events.js"
import { fence, join, untilSubscribed } from "../helpers/peers.js"
import { bytes, frame, greeting, RawPeer } from "../helpers/raw-peer.js"
import { expectGrowth, memoryInUse, openFiles, router, withstand } from "../helpers/siege.js"
import { bindFresh, closing, turn, until } from "../helpers/sockets.js"

const MIB = 1024 * 1024
const CANARY = Buffer.from("\u2620canary\u2620")

/** Small buffers that are made next are made of what others have left: this. */
function poison(): void {
  for (let i = 0; i < 64; i++) {
    const left = Buffer.allocUnsafe(4000)
    for (let at = 0; at + CANARY.length <= left.length; at += CANARY.length) CANARY.copy(left, at)
  }
}

describe("no byte goes out that the program did not give", () => {
  const shared = new SharedArrayBuffer(300)
  const given: [string, Sendable][] = [
    ["text", "text"],
    ["long text", "t".repeat(300)],
    ["a Buffer", Buffer.alloc(20)],
    ["part of an array", new Uint8Array(400).subarray(3, 303)],
    ["a Uint16Array", new Uint16Array(200)],
    ["a DataView", new DataView(new ArrayBuffer(300), 7, 200)],
    ["an ArrayBuffer", new ArrayBuffer(200)],
    ["a SharedArrayBuffer", shared],
    ["nothing", ""],
    ["null", null],
    ["a number", 12],
    ["numbers as parts", [1, 2, 3]],
    ["parts of all sizes", ["", Buffer.alloc(255), Buffer.alloc(256), Buffer.alloc(5000), ""]],
  ]

  it.each(given)("of %s", async (_what, message) => {
    const push = closing(new Push())
    const peer = await RawPeer.handshake(await bindFresh(push), "PULL")
    poison()
    for (let i = 0; i < 20; i++) await push.send(message)
    peer.write(bytes('04 07 04 "PING" 00 00'))
    await until(() => peer.received.includes(bytes('04 05 04 "PONG"')), "all of it, and a PONG")
    expect(peer.received.includes("canary")).toBe(false)
  })
})

describe("what is changed after send", () => {
  it("in small parts is not sent changed, in large ones harms no other message", async () => {
    const push = closing(new Push())
    const pull = closing(new Pull())
    await join(push, pull, await bindFresh(pull))
    const small: Buffer = Buffer.alloc(128, "s")
    const large: Buffer = Buffer.alloc(10_000, "l")
    const sending = push.send([small, large])
    small.fill("x")
    large.fill("x")
    await sending
    await push.send("next")
    const [first, second] = await pull.receive()
    expect(String(first)).toBe("s".repeat(128))
    expect(second).toHaveLength(10_000)
    expect(String(await pull.receive())).toBe("next")
  })

  it("by one subscriber in this process is not seen by another", async () => {
    const publisher = closing(new Publisher())
    const endpoint = await bindFresh(publisher, "inproc")
    const [one, other] = [closing(new Subscriber()), closing(new Subscriber())]
    for (const subscriber of [one, other]) {
      subscriber.subscribe("")
      subscriber.connect(endpoint)
      await untilSubscribed(publisher, subscriber)
    }
    for (const size of [10, 128]) {
      const message = Buffer.alloc(size, "m")
      await publisher.send(message)
      ;(await one.receive())[0].fill("x")
      expect((await other.receive())[0].equals(message)).toBe(true)
    }
  })
})

it("a program's own error in an event listener is the program's, and the socket goes on", async () => {
  const listeners = process.listeners("uncaughtException")
  process.removeAllListeners("uncaughtException")
  const caught: unknown[] = []
  process.on("uncaughtException", (error) => caught.push(error))
  try {
    const pull = closing(new Pull())
    const push = closing(new Push())
    pull.events.on("accept", () => {
      throw new Error("of the program")
    })
    pull.events.on("handshake", () => {
      throw new Error("of the program, too")
    })
    push.connect(await bindFresh(pull))
    await push.send("arrives")
    expect(String(await pull.receive())).toBe("arrives")
    await until(() => caught.length === 2, "both errors")
    expect(caught.map(String)).toEqual(["Error: of the program", "Error: of the program, too"])
  } finally {
    process.removeAllListeners("uncaughtException")
    for (const listener of listeners) process.on("uncaughtException", listener)
  }
})

it("a mistake of this library that a peer's bytes find ends that peer's connection, with a warning", async () => {
  const warnings: unknown[] = []
  const emitWarning = vi.spyOn(process, "emitWarning").mockImplementation((warning) => {
    warnings.push(warning)
  })
  const receive = vi.spyOn(Connection.prototype, "receive").mockImplementationOnce(() => {
    throw new TypeError("a mistake")
  })
  onTestFinished(() => {
    emitWarning.mockRestore()
    receive.mockRestore()
  })
  const pull = closing(new Pull())
  const endpoint = await bindFresh(pull)
  const failed = nextEvent(pull, "handshake:error:protocol")
  const peer = await RawPeer.connect(endpoint)
  peer.write(greeting())
  expect(String((await failed).error.cause)).toContain(
    "error in this library: TypeError: a mistake",
  )
  await peer.untilClosed()
  expect(warnings.map(String)).toEqual(["TypeError: a mistake"])
  const next = await RawPeer.handshake(endpoint, "PUSH")
  next.write(frame(0, "served"))
  expect(String(await pull.receive())).toBe("served")
})

describe("a peer that does not read", () => {
  it("is sent no more than the high-water mark and what the system takes", async () => {
    const target = await router({ sendHighWaterMark: 100 })
    await withstand(target, async (attackers) => {
      const peer = await attackers.admitted("DEALER", { Identity: "deaf" })
      peer.socket.pause()
      const before = await memoryInUse()
      const message = ["deaf", Buffer.alloc(10_000)]
      for (let i = 0; i < 5000; i++) {
        await target.socket.send(message)
        if (i % 100 === 0) await turn()
      }
      // Large parts are referenced: a message that waits is little more than its frame.
      await expectGrowth(before, 4 * MIB)
      expect(target.socket.statistics().messagesDropped).toBeGreaterThan(3000)
      expect(target.socket.statistics().unsent).toBeLessThanOrEqual(100)
    })
  })

  it("of a PUB costs the others nothing", async () => {
    const publisher = closing(new Publisher({ sendHighWaterMark: 10 }))
    const endpoint = await bindFresh(publisher)
    const deaf = await RawPeer.handshake(endpoint, "SUB")
    deaf.write(frame(4, bytes('09 "SUBSCRIBE"')))
    await fence(deaf)
    deaf.socket.pause()
    const good = closing(new Subscriber())
    good.connect(endpoint)
    good.subscribe("")
    await untilSubscribed(publisher, good)
    for (let i = 0; i < 2000; i++) {
      await publisher.send(["topic", Buffer.alloc(10_000), String(i)])
      expect(String((await good.receive())[2])).toBe(String(i))
    }
    expect(publisher.statistics().messagesDropped).toBeGreaterThan(0)
  })
})

it("a last peer that leaves while it is read from is the end of its messages, no more", async () => {
  const pull = closing(new Pull())
  const endpoint = await bindFresh(pull)
  for (let round = 0; round < 20; round++) {
    const peer = await RawPeer.handshake(endpoint, "PUSH")
    for (let i = 0; i < 3; i++) peer.write(frame(0, String(i)))
    await fence(peer)
    expect(String(await pull.receive())).toBe("0")
    const waiting = [pull.receive()]
    peer.socket.destroy()
    expect(String(await waiting[0])).toBe("1")
    expect(String(await pull.receive())).toBe("2")
    expect(pull.readable).toBe(false)
  }
})

it("half a million messages through one process do not deepen its stack", async () => {
  const [a, b] = [
    closing(new Pair({ sendHighWaterMark: 0 })),
    closing(new Pair({ receiveHighWaterMark: 0 })),
  ]
  await a.bind("inproc://deep")
  b.connect("inproc://deep")
  for (let i = 0; i < 500_000; i += 1000) {
    for (let k = 0; k < 1000; k++) await a.send("x")
    for (let k = 0; k < 1000; k++) await b.receive()
  }
  expect(b.readable).toBe(false)
})

describe("close, at any moment", () => {
  it("of connects, handshakes, floods, unbinds and binds: nothing is rejected unheard, nothing stays", async () => {
    const files = openFiles()
    for (let round = 0; round < 40; round++) {
      const server = new Router({ linger: 0 })
      await server.bind("tcp://127.0.0.1:*")
      const endpoint = server.lastEndpoint ?? ""
      const clients = Array.from({ length: 5 }, () => new Push({ linger: 0 }))
      const raw = await RawPeer.handshake(endpoint, "DEALER")
      raw.write(Buffer.concat(Array<Buffer>(1000).fill(frame(0, "flood"))))
      for (const client of clients) client.connect(endpoint)
      const waits = [server.receive(), ...clients.map((client) => client.send("x"))]
      const settled = Promise.allSettled(waits)
      for (let i = 0; i < round % 5; i++) await turn()
      const unbound = round % 2 === 0 ? server.unbind(endpoint) : Promise.resolve()
      for (const client of clients) client.close()
      server.close()
      server.close()
      await Promise.allSettled([unbound, settled])
      raw.socket.destroy()
    }
    await until(() => openFiles() <= files, "all files are closed")
  })
})
