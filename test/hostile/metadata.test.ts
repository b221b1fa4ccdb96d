/** What a stranger says of itself in its handshake. */
import { describe, expect, it } from "vitest"
import { Dealer } from "../../src/index.js"
import { nextEvent } from "../helpers/events.js"
import { bytes, frame, greeting, RawListener, ready } from "../helpers/raw-peer.js"
import { Recorder } from "../helpers/recorder.js"
import { router, withstand } from "../helpers/siege.js"
import { closing, until } from "../helpers/sockets.js"

const NAMES = Object.getOwnPropertyNames(Object.prototype)

function many(count: number): Record<string, string> {
  return Object.fromEntries(Array.from({ length: count }, (_, i) => [`X-${String(i)}`, ""]))
}

describe("RFC 37: properties", () => {
  it("may be 256, and one more ends the handshake", async () => {
    const target = await router()
    await withstand(target, async (attackers) => {
      await attackers.admitted("DEALER", many(255))
      const failed = nextEvent(target.socket, "handshake:error:protocol")
      const peer = await attackers.connect(greeting(), ready("DEALER", many(256)))
      expect(String((await failed).error.cause)).toContain("more than 256 properties")
      await peer.untilClosed()
    })
  })

  it("may be as many, and have as many bytes, as maxHandshakeProperties and maxHandshakeSize say", async () => {
    const target = await router({ maxHandshakeProperties: 3, maxHandshakeSize: 100 })
    await withstand(target, async (attackers) => {
      await attackers.admitted("DEALER", many(2))
      for (const [properties, why] of [
        [many(3), "more than 3 properties"],
        [{ "X-a": "a".repeat(100) }, "at most 100 are taken"],
      ] as const) {
        const failed = nextEvent(target.socket, "handshake:error:protocol")
        const peer = await attackers.connect(greeting(), ready("DEALER", properties))
        expect(String((await failed).error.cause)).toContain(why)
        await peer.untilClosed()
      }
    })
    const unlimited = await router({ maxHandshakeProperties: 0, maxHandshakeSize: 0 })
    await withstand(unlimited, async (attackers) => {
      await attackers.admitted("DEALER", many(10_000))
    })
  })

  it.each([
    ["a READY of a megabyte, by its header", bytes('06 00 00 00 00 00 10 00 00 05 "READY"')],
    ["a READY of 64 KiB and a byte, by its header", bytes("06 00 00 00 00 00 01 00 01")],
    ["a property that claims 2^31-1 bytes", frame(4, bytes('05 "READY" 01 "a" 7F FF FF FF'))],
    ["a property that claims 2^32-1 bytes", frame(4, bytes('05 "READY" 01 "a" FF FF FF FF "b"'))],
    ["a frame that ends behind a length", frame(4, bytes('05 "READY" 01 "a" 00 00 00 05'))],
    ["a property without a name", frame(4, bytes('05 "READY" 00 00 00 00 00'))],
    ["a name with a zero byte", frame(4, bytes('05 "READY" 02 "a" 00 00 00 00 00'))],
    ["10000 properties", ready("DEALER", many(10_000))],
  ])("%s ends the handshake", async (_what, data) => {
    const target = await router()
    await withstand(target, async (attackers) => {
      const failed = nextEvent(target.socket, "handshake:error:protocol")
      const peer = await attackers.connect(greeting(), data)
      expect((await failed).error.code).toMatch(/^ERR_ZMTP_/)
      await peer.untilClosed()
    })
  })

  it("with names of Object.prototype are text like any other", async () => {
    const target = await router()
    await withstand(target, async (attackers) => {
      const properties = Object.fromEntries(NAMES.map((name) => [name, `value of ${name}`]))
      Object.defineProperty(properties, "__proto__", { value: "p", enumerable: true })
      await attackers.admitted("DEALER", properties)
      const [peer] = target.socket.peers
      for (const name of NAMES) {
        expect(peer.properties.get(name), name).toBe(properties[name])
      }
      expect(Object.keys(Object.prototype)).toEqual([])
    })
  })

  it("and routing ids with such names find their peer, and nobody else's", async () => {
    const target = await router()
    await withstand(target, async (attackers) => {
      const peers = await Promise.all(
        NAMES.map((name) => attackers.admitted("DEALER", { Identity: name })),
      )
      for (const [i, name] of NAMES.entries()) await target.socket.send([name, `to ${String(i)}`])
      for (const [i, peer] of peers.entries()) {
        const text = `to ${String(i)}`
        expect((await peer.take(2 + text.length)).toString("latin1", 2)).toBe(text)
      }
    })
  })

  it("a malformed READY, 500 times, leaves nothing", async () => {
    const target = await router()
    await withstand(
      target,
      async (attackers) => {
        const data = frame(
          4,
          Buffer.concat([bytes('05 "READY" 01 "a" 00 00 00 01'), Buffer.alloc(60_000)]),
        )
        for (let i = 0; i < 10; i++) {
          const peers = await attackers.crowd(50, greeting(), data)
          for (const peer of peers) await peer.untilClosed()
        }
      },
      { mayKeepMiB: 4 },
    )
  })
})

describe("RFC 37: an Identity", () => {
  it.each([1, 127, 128, 254, 255])("of %i bytes is taken", async (length) => {
    const target = await router()
    await withstand(target, async (attackers) => {
      const name = "i".repeat(length)
      const peer = await attackers.admitted("DEALER", { Identity: name })
      peer.write(frame(0, "x"))
      await until(() => target.heard.length === 1, "a message")
      expect(String(target.heard[0][0])).toBe(name)
    })
  })

  it.each([
    ["256 bytes", "i".repeat(256)],
    ["60000 bytes", "i".repeat(60_000)],
    ["five bytes of which the first is zero", "\0abcd"],
    ["one zero byte", "\0"],
  ])("of %s is refused", async (_what, Identity) => {
    const target = await router()
    await withstand(target, async (attackers) => {
      const failed = nextEvent(target.socket, "handshake:error:protocol")
      const peer = await attackers.connect(greeting(), ready("DEALER", { Identity }))
      expect((await failed).error.code).toBe("ERR_ZMTP_INVALID_METADATA")
      await peer.untilClosed()
    })
  })
})

it("all commands of a handshake together have 64 KiB", () => {
  // A mechanism that takes whatever comes: four commands of 30 KB are too many, though each is small.
  const recorder = new Recorder({
    mechanism: {
      name: "NULL",
      asServer: false,
      cipher: null,
      start: () => {},
      receive: () => {},
      judged: () => {},
      destroy: () => {},
    },
  })
  recorder.connection.start()
  const command = frame(4, Buffer.concat([bytes('05 "HELLO"'), Buffer.alloc(30_000)]))
  recorder.receive(greeting(), command, command)
  expect(recorder.error).toBeNull()
  recorder.receive(command)
  expect(recorder.error?.message).toContain("at most 5524 are taken")
})

describe("what a stranger says is shown without bytes that move a cursor, begin a line or end a quotation", () => {
  const evil = 'a\n\r\x1b[2J\x9b1m"\\\0'
  const shown = "a\\x0a\\x0d\\x1b[2J\\x9b1m\\x22\\x5c\\x00"

  it.each([
    ["a socket type", greeting(), ready(null, { "Socket-Type": Buffer.from(evil, "latin1") })],
    [
      "a command",
      greeting(),
      frame(4, Buffer.concat([Buffer.from([evil.length]), Buffer.from(evil, "latin1")])),
    ],
    [
      "a property name",
      greeting(),
      frame(
        4,
        Buffer.concat([
          bytes('05 "READY"'),
          Buffer.from([evil.length]),
          Buffer.from(evil, "latin1"),
          bytes("00 00 00 00"),
        ]),
      ),
    ],
  ])("%s", async (_what, ...data) => {
    const target = await router()
    await withstand(target, async (attackers) => {
      const failed = nextEvent(target.socket, "handshake:error:protocol")
      await attackers.connect(...data)
      expect(String((await failed).error.cause)).toContain(shown)
    })
  })

  it("the reason of an ERROR, a security mechanism; and no more than 255 characters", async () => {
    const listener = await RawListener.listen()
    const dealer = closing(new Dealer())
    const reason = Buffer.from(evil.padEnd(255, "\n"), "latin1")
    const failed = nextEvent(dealer, "handshake:error:protocol")
    dealer.connect(listener.endpoint)
    const peer = await listener.accept()
    peer.write(greeting(), frame(4, Buffer.concat([bytes('05 "ERROR" FF'), reason])))
    const text = String((await failed).error.cause)
    expect(text).toContain(shown)
    expect(text).toMatch(/^[\x20-\x7e]*$/)
    const recorder = new Recorder()
    recorder.connection.start()
    recorder.receive(greeting(1, "\x1b[2J"))
    expect(recorder.error?.message).toContain('"\\x1b[2J"')
    expect(new Recorder().receive(greeting(), ready("x".repeat(300))).error?.message).toContain(
      `${"x".repeat(255)}...`,
    )
  })
})
