import { randomBytes } from "node:crypto"
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
  type Socket,
} from "../../src/index.js"
import { nextEvent, recordEvents } from "../helpers/events.js"
import { expectNoMessage, pass, QUIET_MS } from "../helpers/quiet.js"
import { bytes, frame, greeting, RawListener, RawPeer, ready } from "../helpers/raw-peer.js"
import {
  bindFresh,
  closing,
  receiveTexts,
  TRANSPORTS,
  unboundEndpoint,
  until,
} from "../helpers/sockets.js"

const TLS_HELLO = bytes("16 03 01 02 00 01 00 01 FC 03 03 00 00 00 00 00 00 00 00 00 00")

/** A PULL with a good PUSH that must not notice what a bad peer does. */
async function pullWithGoodClient(options: { maxMessageSize?: number } = {}) {
  const pull = closing(new Pull(options))
  const endpoint = await bindFresh(pull)
  const push = closing(new Push())
  push.connect(endpoint)
  await push.send("before")
  expect(await receiveTexts(pull)).toEqual([["before"]])
  return {
    pull,
    endpoint,
    stillWorks: async () => {
      await push.send("after")
      expect(await receiveTexts(pull)).toEqual([["after"]])
    },
  }
}

describe("greeting", () => {
  it("RFC 37: the greeting is signature, version 3.1, mechanism, as-server 0 and filler, 64 bytes", async () => {
    const listener = await RawListener.listen()
    closing(new Push()).connect(listener.endpoint)
    const peer = await listener.accept()
    const expected = Buffer.concat([
      bytes('FF 00 00 00 00 00 00 00 01 7F 03 01 "NULL"'),
      Buffer.alloc(16 + 1 + 31),
    ])
    expect(await peer.take(64)).toEqual(expected)
  })

  it("RFC 37: the bytes of the signature's padding are not judged", async () => {
    const pull = closing(new Pull())
    const peer = await RawPeer.connect(await bindFresh(pull))
    const padded = greeting()
    padded.set(bytes("01 02 03 04 05 06 07 08"), 1)
    peer.write(padded, ready("PUSH"), frame(0, "x"))
    expect(await receiveTexts(pull)).toEqual([["x"]])
  })

  it("RFC 37: as-server and filler bytes are not judged with NULL", async () => {
    const pull = closing(new Pull())
    const peer = await RawPeer.connect(await bindFresh(pull))
    peer.write(greeting().fill(1, 32), ready("PUSH"), frame(0, "x"))
    expect(await receiveTexts(pull)).toEqual([["x"]])
  })

  it.each([
    ["3.0", 3, 0],
    ["3.7", 3, 7],
    ["9.9", 9, 9],
  ])("RFC 37: a peer of version %s is spoken to", async (_name, major, minor) => {
    const pull = closing(new Pull())
    const peer = await RawPeer.connect(await bindFresh(pull))
    const theirs = greeting(minor)
    theirs[10] = major
    peer.write(theirs, ready("PUSH"), frame(0, "x"))
    expect(await receiveTexts(pull)).toEqual([["x"]])
  })

  it.each([10, 11])(
    "RFC 37: a peer that sends %i bytes and waits gets the whole greeting",
    async (count) => {
      const pull = closing(new Pull())
      const peer = await RawPeer.connect(await bindFresh(pull))
      peer.write(greeting().subarray(0, count))
      expect((await peer.take(64)).subarray(0, 12)).toEqual(greeting().subarray(0, 12))
      peer.write(greeting().subarray(count), ready("PUSH"), frame(0, "x"))
      expect(await receiveTexts(pull)).toEqual([["x"]])
    },
  )

  it("a greeting and a READY that come byte by byte are understood", async () => {
    const pull = closing(new Pull())
    const peer = await RawPeer.connect(await bindFresh(pull))
    peer.socket.setNoDelay(true)
    for (const byte of Buffer.concat([greeting(), ready("PUSH"), frame(0, "slow")])) {
      await new Promise((resolve) => peer.socket.write(Buffer.from([byte]), resolve))
    }
    expect(await receiveTexts(pull)).toEqual([["slow"]])
  })

  it.each([
    ["PLAIN", greeting(1, "PLAIN")],
    ["CURVE", greeting(1, "CURVE")],
    ["GSSAPI", greeting(1, "GSSAPI")],
    ["NULLX", greeting(1, "NULLX")],
    ["null", greeting(1, "null")],
  ])("RFC 37: a peer with the mechanism %s is refused", async (_name, theirs) => {
    const { pull, endpoint, stillWorks } = await pullWithGoodClient()
    const failed = nextEvent(pull, "handshake:error:protocol")
    const gone = nextEvent(pull, "disconnect")
    const peer = await RawPeer.connect(endpoint)
    peer.write(theirs, ready("PUSH"), frame(0, "never"))
    expect(await failed).toMatchObject({ error: { code: "ERR_ZMTP_MECHANISM_MISMATCH" } })
    expect((await gone).address).toBe(endpoint)
    await peer.untilClosed()
    await stillWorks()
  })

  it("RFC 37: a server with another mechanism is refused, and not tried again", async () => {
    const listener = await RawListener.listen()
    const push = closing(new Push({ reconnectInterval: 1 }))
    const failed = nextEvent(push, "handshake:error:protocol")
    push.connect(listener.endpoint)
    const peer = await listener.accept()
    peer.write(greeting(1, "PLAIN"))
    expect(await failed).toMatchObject({ error: { code: "ERR_ZMTP_MECHANISM_MISMATCH" } })
    await peer.untilClosed()
    await pass(QUIET_MS)
    expect(listener.accepts).toBe(1)
  })
})

describe("peers that do not speak ZMTP 3", () => {
  it.each([
    ["an HTTP request", Buffer.from("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")],
    ["a TLS hello", TLS_HELLO],
    ["random bytes", Buffer.concat([Buffer.from([0x42]), randomBytes(2000)])],
    ["random bytes behind a signature", Buffer.concat([bytes("FF"), randomBytes(9), bytes("00")])],
    ["a ZMTP 2.0 greeting", bytes("FF 00 00 00 00 00 00 00 01 7F 01 08")],
    ["a ZMTP 1.0 identity", bytes('01 00 08 00 "sneaky" 00')],
    ["a ZMTP 1.0 identity of 254 bytes", bytes("FF 00 00 00 00 00 00 00 FE 00")],
  ])("%s is hung up on and good clients do not notice", async (_name, garbage) => {
    const { pull, endpoint, stillWorks } = await pullWithGoodClient()
    const failed = nextEvent(pull, "handshake:error:protocol")
    const peer = await RawPeer.connect(endpoint)
    peer.write(garbage)
    expect((await failed).error.code).toMatch(/^ERR_ZMTP_/)
    await peer.untilClosed()
    await stillWorks()
    await expectNoMessage(pull)
  })

  it("a server that is none is hung up on", async () => {
    const listener = await RawListener.listen()
    const push = closing(new Push())
    const failed = nextEvent(push, "handshake:error:protocol")
    push.connect(listener.endpoint)
    const peer = await listener.accept()
    peer.write(Buffer.from("HTTP/1.1 400 Bad Request\r\n\r\n"))
    expect((await failed).error.code).toBe("ERR_ZMTP_UNSPECIFIED")
    await peer.untilClosed()
  })

  it("a hundred silent peers take no share of what a PUSH sends", async () => {
    const push = closing(new Push())
    const endpoint = await bindFresh(push)
    const accepted = recordEvents(push)
    for (let i = 0; i < 100; i++) await RawPeer.connect(endpoint)
    await until(
      () => accepted.filter(({ type }) => type === "accept").length === 100,
      "100 accepts",
    )
    expect(push.writable).toBe(false)
    const pull = closing(new Pull())
    pull.connect(endpoint)
    for (let i = 0; i < 20; i++) await push.send(String(i))
    expect(await receiveTexts(pull, 20)).toEqual(Array.from({ length: 20 }, (_, i) => [String(i)]))
  })
})

describe("NULL handshake", () => {
  it("RFC 37: a DEALER's READY carries Socket-Type and Identity, and traffic follows", async () => {
    const listener = await RawListener.listen()
    const dealer = closing(new Dealer())
    dealer.connect(listener.endpoint)
    await dealer.send("Hello")
    const peer = await listener.accept()
    peer.write(greeting())
    await peer.take(64)
    expect(await peer.take(43)).toEqual(
      bytes('04 29 05 "READY" 0B "Socket-Type" 00 00 00 06 "DEALER" 08 "Identity" 00 00 00 00'),
    )
    peer.write(ready("ROUTER", { Identity: "" }))
    expect(await peer.take(7)).toEqual(bytes('00 05 "Hello"'))
    peer.write(bytes('00 05 "World"'))
    expect(await receiveTexts(dealer)).toEqual([["World"]])
  })

  it("RFC 37: only REQ, DEALER and ROUTER announce an Identity", async () => {
    const listener = await RawListener.listen()
    const hasIdentity = async (socket: Socket) => {
      closing(socket).connect(listener.endpoint)
      const peer = await listener.accept()
      peer.write(greeting())
      await peer.take(64)
      const [, size] = await peer.take(2)
      return (await peer.take(size)).includes("Identity")
    }
    for (const socket of [new Request(), new Dealer(), new Router()]) {
      expect(await hasIdentity(socket)).toBe(true)
    }
    for (const socket of [new Pair(), new Publisher(), new Push(), new Reply()]) {
      expect(await hasIdentity(socket)).toBe(false)
    }
  })

  it("RFC 37: both sides may send READY without waiting for the other's", async () => {
    const pull = closing(new Pull())
    const peer = await RawPeer.connect(await bindFresh(pull))
    // All of it in one go, before a single byte was read.
    peer.write(greeting(), ready("PUSH"), frame(0, "early"))
    expect(await receiveTexts(pull)).toEqual([["early"]])
  })

  it("RFC 37: a peer that does not announce its Socket-Type is let in", async () => {
    const pull = closing(new Pull())
    const peer = await RawPeer.connect(await bindFresh(pull))
    peer.write(greeting(), ready(null), frame(0, "x"))
    expect(await receiveTexts(pull)).toEqual([["x"]])
  })

  it("RFC 37: unknown properties are ignored, names are case-insensitive", async () => {
    const pull = closing(new Pull())
    const peer = await RawPeer.connect(await bindFresh(pull))
    const properties = {
      "X-Anything": "value",
      __proto__x: "",
      "soCKet-TYPE": "PUSH",
      Identity: "me",
    }
    peer.write(greeting(), ready(null, properties), frame(0, "x"))
    expect(await receiveTexts(pull)).toEqual([["x"]])
  })

  it.each([
    ["PUSH", "REQ"],
    ["PUSH", "PULL"],
    ["PUSH", "pUSH"],
    ["PUSH", "XYZZY"],
    ["PUSH", ""],
  ])("RFC 37: to a PULL a peer must be a %s, one of type '%s' is refused", async (_own, type) => {
    const { pull, endpoint, stillWorks } = await pullWithGoodClient()
    const failed = nextEvent(pull, "handshake:error:protocol")
    const peer = await RawPeer.connect(endpoint)
    peer.write(greeting(), ready(type), frame(0, "never"))
    expect(await failed).toMatchObject({ error: { code: "ERR_ZMTP_INVALID_METADATA" } })
    await peer.untilClosed()
    await stillWorks()
    await expectNoMessage(pull)
  })

  it("RFC 37: incompatible socket types part for good instead of trying again and again", async () => {
    const publisher = closing(new Publisher())
    const endpoint = await bindFresh(publisher)
    const accepts = recordEvents(publisher)
    const request = closing(new Request({ reconnectInterval: 1 }))
    const failed = nextEvent(request, "handshake:error:protocol")
    request.connect(endpoint)
    await failed
    await pass(QUIET_MS)
    expect(accepts.filter(({ type }) => type === "accept")).toHaveLength(1)
  })

  it.each([
    ["300", "Temporary error"],
    ["400", "Authentication failure"],
    ["500", "Internal error"],
  ])("RFC 37: ERROR %s is fatal: told as %s, not retried", async (status, text) => {
    const listener = await RawListener.listen()
    const push = closing(new Push({ reconnectInterval: 1 }))
    const failed = nextEvent(push, "handshake:error:auth")
    push.connect(listener.endpoint)
    const peer = await listener.accept()
    peer.write(greeting(), frame(4, bytes(`05 "ERROR" 03 "${status}"`)))
    expect(await failed).toMatchObject({ error: { status: Number(status), message: text } })
    await peer.untilClosed()
    await pass(QUIET_MS)
    expect(listener.accepts).toBe(1)
  })

  it("RFC 37: the reason of an ERROR is reported", async () => {
    const listener = await RawListener.listen()
    const push = closing(new Push({ reconnectInterval: 1 }))
    const failed = nextEvent(push, "handshake:error:protocol")
    push.connect(listener.endpoint)
    const peer = await listener.accept()
    peer.write(greeting(), frame(4, bytes('05 "ERROR" 06 "no way"')))
    expect(String((await failed).error.cause)).toContain("no way")
  })

  it.each([
    ["an Identity of 256 bytes", ready("DEALER", { Identity: "x".repeat(256) })],
    ["an Identity that begins with a zero byte", ready("DEALER", { Identity: "\0abc" })],
  ])("RFC 37: %s is refused", async (_name, command) => {
    const router = closing(new Router())
    const endpoint = await bindFresh(router)
    const failed = nextEvent(router, "handshake:error:protocol")
    const peer = await RawPeer.connect(endpoint)
    peer.write(greeting(), command, frame(0, "never"))
    expect(await failed).toMatchObject({ error: { code: "ERR_ZMTP_INVALID_METADATA" } })
    await peer.untilClosed()
    await expectNoMessage(router)
  })

  it("RFC 37: an Identity of 255 bytes is taken", async () => {
    const router = closing(new Router())
    const name = "x".repeat(255)
    const peer = await RawPeer.connect(await bindFresh(router))
    peer.write(greeting(), ready("DEALER", { Identity: name }), frame(0, "hi"))
    expect(await receiveTexts(router)).toEqual([[name, "hi"]])
  })

  it.each([
    ["a message before READY", frame(0, "early")],
    ["a PING before READY", frame(4, bytes('04 "PING" 00 00'))],
    ["a property that runs past the end", frame(4, bytes('05 "READY" 01 "a" 00 00 00 09 "x"'))],
    ["a property name of no bytes", frame(4, bytes('05 "READY" 00 00 00 00 00'))],
    ["a READY of a megabyte", bytes("06 00 00 00 00 00 10 00 00")],
    ["a READY without the command flag", Buffer.concat([bytes("00"), ready("PUSH").subarray(1)])],
    ["an unknown command", frame(4, bytes('05 "HELLO"'))],
  ])("%s ends the handshake", async (_name, data) => {
    const { pull, endpoint, stillWorks } = await pullWithGoodClient()
    const failed = nextEvent(pull, "handshake:error:protocol")
    const peer = await RawPeer.connect(endpoint)
    peer.write(greeting(), data)
    expect((await failed).error.code).toMatch(/^ERR_ZMTP_/)
    await peer.untilClosed()
    // Greeting and READY at most: nothing was answered.
    expect(peer.received.includes("PONG")).toBe(false)
    await stillWorks()
  })
})

describe("frames", () => {
  it.each([
    ["a long-form frame of one byte", bytes('02 00 00 00 00 00 00 00 01 "x"'), "x"],
    ["an empty frame", bytes("00 00"), ""],
    ["an empty long-form frame", bytes("02 00 00 00 00 00 00 00 00"), ""],
    ["a frame of 255 bytes", frame(0, "a".repeat(255)), "a".repeat(255)],
    ["a frame of 256 bytes", frame(0, "b".repeat(256)), "b".repeat(256)],
    ["a frame of 64000 bytes", frame(0, "c".repeat(64_000)), "c".repeat(64_000)],
  ])("RFC 37: %s is a message", async (_name, data, text) => {
    const pull = closing(new Pull())
    const peer = await RawPeer.handshake(await bindFresh(pull), "PUSH")
    peer.write(data)
    expect(await receiveTexts(pull)).toEqual([[text]])
  })

  it.each([
    ["0 bytes", 0, "00 00"],
    ["255 bytes", 255, "00 FF"],
    ["256 bytes", 256, "02 00 00 00 00 00 00 01 00"],
    ["64000 bytes", 64_000, "02 00 00 00 00 00 00 FA 00"],
  ])("RFC 37: a message of %s is sent in the right form", async (_name, size, header) => {
    const push = closing(new Push())
    const peer = await RawPeer.handshake(await bindFresh(push), "PULL")
    const body = randomBytes(size)
    await push.send(body)
    const wanted = Buffer.concat([bytes(header), body])
    expect(await peer.take(wanted.length)).toEqual(wanted)
  })

  it("RFC 37: all parts but the last have the MORE flag", async () => {
    const push = closing(new Push())
    const peer = await RawPeer.handshake(await bindFresh(push), "PULL")
    await push.send(["a", "", "b".repeat(256)])
    expect(await peer.take(3 + 2 + 9)).toEqual(bytes('01 01 "a" 01 00 02 00 00 00 00 00 00 01 00'))
  })

  it("RFC 37: a command that is unknown after the handshake is ignored", async () => {
    const pull = closing(new Pull())
    const peer = await RawPeer.handshake(await bindFresh(pull), "PUSH")
    peer.write(bytes('04 06 05 "HELLX"'), frame(0, "next"))
    expect(await receiveTexts(pull)).toEqual([["next"]])
  })

  it("a PING between two parts of a message is answered, and the message stays whole", async () => {
    const pull = closing(new Pull())
    const peer = await RawPeer.handshake(await bindFresh(pull), "PUSH")
    peer.write(frame(1, "a"), frame(4, bytes('04 "PING" 00 00 "x"')), frame(0, "b"))
    expect(await receiveTexts(pull)).toEqual([["a", "b"]])
    expect(await peer.take(8)).toEqual(bytes('04 06 04 "PONG" "x"'))
  })

  it("RFC 37: the context of a PING is 16 bytes at most, more is not sent back", async () => {
    const pull = closing(new Pull())
    const peer = await RawPeer.handshake(await bindFresh(pull), "PUSH")
    peer.write(frame(4, bytes(`04 "PING" 00 00 "${"x".repeat(17)}"`)))
    expect(await peer.take(2 + 5 + 16)).toEqual(bytes(`04 15 04 "PONG" "${"x".repeat(16)}"`))
    peer.write(frame(4, bytes('04 "PING" 00 00')))
    expect(await peer.take(2 + 5)).toEqual(bytes('04 05 04 "PONG"'))
  })

  it.each([
    ["a reserved flag bit", bytes('08 01 "x"')],
    ["the highest flag bit", bytes('80 01 "x"')],
    ["a command with the MORE flag", bytes('05 06 05 "HELLX"')],
    ["a size with its top bit set", bytes("02 80 00 00 00 00 00 00 01")],
    ["a size of 2^64-1", bytes("02 FF FF FF FF FF FF FF FF 00 00")],
    ["a size of 2^62", bytes("02 40 00 00 00 00 00 00 00")],
    ["an empty command", bytes("04 00")],
    ["a command name of no bytes", bytes("04 01 00")],
    ["a command name longer than its frame", bytes('04 06 09 "READY"')],
    ["a PING without a TTL", bytes('04 05 04 "PING"')],
    ["a PING with half a TTL", bytes('04 06 04 "PING" 00')],
    ["an ERROR after the handshake", bytes('04 0A 05 "ERROR" 03 "500"')],
  ])("%s ends the connection of this peer only", async (_name, data) => {
    const { pull, endpoint, stillWorks } = await pullWithGoodClient()
    const failed = nextEvent(pull, "handshake:error:protocol")
    const peer = await RawPeer.handshake(endpoint, "PUSH")
    peer.write(data)
    expect((await failed).error.code).toMatch(/^ERR_ZMTP_/)
    await peer.untilClosed()
    await stillWorks()
  })

  it("RFC 37: a second READY is no crash", async () => {
    const { endpoint, stillWorks } = await pullWithGoodClient()
    const peer = await RawPeer.handshake(endpoint, "PUSH")
    peer.write(ready("PUSH"), ready("PULL"))
    await stillWorks()
  })

  it("RFC 37: a message of a connection that ends in its middle is never seen", async () => {
    const { pull, endpoint, stillWorks } = await pullWithGoodClient()
    const peer = await RawPeer.handshake(endpoint, "PUSH")
    const gone = nextEvent(pull, "disconnect")
    peer.write(frame(0, "whole"), frame(1, "first"), frame(1, "second"), bytes('00 09 "half"'))
    peer.socket.end()
    expect(await receiveTexts(pull)).toEqual([["whole"]])
    await gone
    await stillWorks()
    await expectNoMessage(pull)
  })
})

describe("maxMessageSize", () => {
  it("a part of the largest size is delivered, one more byte ends the connection", async () => {
    const { pull, endpoint, stillWorks } = await pullWithGoodClient({ maxMessageSize: 64 })
    const peer = await RawPeer.handshake(endpoint, "PUSH")
    // The limit is per part, as in libzmq.
    peer.write(frame(1, "x".repeat(64)), frame(0, "y".repeat(64)))
    expect(await receiveTexts(pull)).toEqual([["x".repeat(64), "y".repeat(64)]])
    const failed = nextEvent(pull, "handshake:error:protocol")
    const gone = nextEvent(pull, "disconnect")
    // Only the header is sent: the size itself is refused.
    peer.write(bytes("00 41"))
    const { error, address } = await failed
    expect(String(error.cause)).toContain("65 bytes, at most 64")
    expect(address).toBe(endpoint)
    await gone
    await peer.untilClosed()
    await stillWorks()
  })

  it("a message with an oversize part is never delivered in pieces", async () => {
    const router = closing(new Router({ maxMessageSize: 64 }))
    const endpoint = await bindFresh(router)
    const dealer = closing(new Dealer({ routingId: "X", reconnectInterval: -1 }))
    const gone = nextEvent(router, "disconnect")
    dealer.connect(endpoint)
    await dealer.send("Hello1")
    expect(await receiveTexts(router)).toEqual([["X", "Hello1"]])
    await dealer.send(["Hello2", Buffer.alloc(127)])
    await gone
    await expectNoMessage(router)
  })
})

describe("messages of a connection", () => {
  it.each(TRANSPORTS)(
    "RFC 37: connect comes before bind over %s, what was queued arrives",
    async (transport) => {
      const endpoint = await unboundEndpoint(transport, () => new Pull())
      const push = closing(new Push({ reconnectInterval: 5 }))
      push.connect(endpoint)
      await push.send("one")
      await push.send(["two", "parts"])
      const pull = closing(new Pull())
      await pull.bind(endpoint)
      expect(await receiveTexts(pull, 2)).toEqual([["one"], ["two", "parts"]])
    },
  )

  it.each(TRANSPORTS)("RFC 37: messages over %s arrive in order, each once", async (transport) => {
    const pull = closing(new Pull())
    const push = closing(new Push())
    push.connect(await bindFresh(pull, transport))
    const sent = Array.from({ length: 5000 }, (_, i) =>
      i % 3 === 0 ? [String(i), "x".repeat(i % 500), ""] : [String(i)],
    )
    const sending = (async () => {
      for (const message of sent) await push.send(message)
    })()
    expect(await receiveTexts(pull, sent.length)).toEqual(sent)
    await sending
    await expectNoMessage(pull)
  })

  it.each(TRANSPORTS)(
    "any bytes and empty parts arrive over %s as they were",
    async (transport) => {
      const a = closing(new Pair())
      const b = closing(new Pair())
      b.connect(await bindFresh(a, transport))
      const all = Buffer.from(Array.from({ length: 256 }, (_, i) => i))
      const message = [Buffer.alloc(0), all, Buffer.alloc(0), randomBytes(100_000), Buffer.alloc(0)]
      await b.send(message)
      expect(await a.receive()).toEqual(message)
    },
  )
})
