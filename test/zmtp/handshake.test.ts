import { describe, expect, it } from "vitest"
import { RefusedError } from "../../src/zmtp/errors.js"
import type { Mechanism } from "../../src/zmtp/mechanisms/mechanism.js"
import { isCompatible, type WireSocketType } from "../../src/zmtp/socket-type.js"
import { bytes, frame, greeting, ready } from "../helpers/raw-peer.js"
import { Recorder, type RecorderOptions } from "../helpers/recorder.js"

const TYPES: readonly WireSocketType[] = [
  "PAIR",
  "PUB",
  "SUB",
  "REQ",
  "REP",
  "DEALER",
  "ROUTER",
  "PULL",
  "PUSH",
  "XPUB",
  "XSUB",
]

/** The READY we send. */
function ourReady(options: RecorderOptions): Buffer {
  const recorder = new Recorder(options).receive(greeting())
  return recorder.said()
}

/** A connection that has the peer's greeting and then these frames. */
function afterGreeting(frames: Buffer, options: RecorderOptions = {}): Recorder {
  const recorder = new Recorder(options).receive(greeting())
  recorder.forget()
  return recorder.receive(frames)
}

describe("our READY", () => {
  it("of an anonymous DEALER is these 43 bytes", () => {
    expect(ourReady({ socketType: "DEALER" })).toEqual(
      bytes('04 29 05 "READY" 0B "Socket-Type" 00000006 "DEALER" 08 "Identity" 00000000'),
    )
  })

  it("carries the identity of a REQ", () => {
    expect(ourReady({ socketType: "REQ", identity: Buffer.from([1, 0, 255]) })).toEqual(
      bytes('04 29 05 "READY" 0B "Socket-Type" 00000003 "REQ" 08 "Identity" 00000003 0100FF'),
    )
  })

  it.each(TYPES)(
    "of a %s has an Identity if it is REQ, DEALER or ROUTER (RFC 37)",
    (socketType) => {
      const said = ourReady({ socketType, identity: Buffer.from("me") }).toString("latin1")
      expect(said).toContain(socketType)
      expect(said.includes("Identity")).toBe(["REQ", "DEALER", "ROUTER"].includes(socketType))
    },
  )

  it("carries the application's properties behind ours", () => {
    const said = ourReady({ socketType: "PUSH", properties: [["X-hello", Buffer.from("World")]] })
    expect(said).toEqual(ready("PUSH", { "X-hello": "World" }))
  })

  it("of more than 255 bytes goes out in a long frame", () => {
    const said = ourReady({ socketType: "PUSH", properties: [["X-a", Buffer.alloc(300, 0x61)]] })
    expect(said[0]).toBe(6)
    expect(said).toEqual(ready("PUSH", { "X-a": Buffer.alloc(300, 0x61) }))
  })

  it("RFC 37, NULL: does not wait for the peer's", () => {
    const recorder = new Recorder().receive(greeting())
    expect(recorder.said().includes("READY")).toBe(true)
    expect(recorder.peer).toBeNull()
  })
})

describe("the peer's READY", () => {
  it("says who it is; names ignore case", () => {
    const { peer } = afterGreeting(
      ready(null, { "SOCKET-TYPE": "ROUTER", iDENTITY: "them", "X-Hello": "World" }),
    )
    expect(peer?.socketType).toBe("ROUTER")
    expect(peer?.identity.toString()).toBe("them")
    expect(peer && Object.fromEntries(peer.properties)).toEqual({
      "socket-type": "ROUTER",
      identity: "them",
      "x-hello": "World",
    })
  })

  it("the first of two equal properties wins", () => {
    const { peer } = afterGreeting(
      ready("ROUTER", { "socket-type": "PUB", Identity: "a", identity: "b" }),
    )
    expect(peer?.socketType).toBe("ROUTER")
    expect(peer?.identity.toString()).toBe("a")
  })

  it("cannot name the user or the address of the peer: those are ours to say", () => {
    const { peer } = afterGreeting(
      ready("ROUTER", { "User-Id": "root", "peer-address": "10.0.0.1", "X-other": "1" }),
    )
    expect(peer && [...peer.properties.keys()]).toEqual(["socket-type", "x-other"])
  })

  it("RFC 37: need not name a socket type", () => {
    for (const socketType of TYPES) {
      expect(afterGreeting(ready(null), { socketType }).peer?.socketType).toBeNull()
    }
  })

  it("a Resource, and whatever else we do not know, is accepted", () => {
    expect(afterGreeting(ready("ROUTER", { Resource: "some/thing", Future: "1" })).error).toBeNull()
  })

  it.each([
    ["of 255 bytes", Buffer.alloc(255, 1), null],
    ["of 256 bytes", Buffer.alloc(256, 1), "ERR_ZMTP_INVALID_METADATA"],
    ["that begins with 0", Buffer.from([0, 1, 2]), "ERR_ZMTP_INVALID_METADATA"],
    ["that is one 0", Buffer.from([0]), "ERR_ZMTP_INVALID_METADATA"],
    ["with a 0 behind its first byte", Buffer.from([1, 0]), null],
    ["that is empty", Buffer.alloc(0), null],
  ])("RFC 37: an Identity %s", (_which, identity, code) => {
    const recorder = afterGreeting(ready("ROUTER", { Identity: identity }))
    expect(recorder.error?.code ?? null).toBe(code)
    if (code === null) expect(recorder.peer?.identity).toEqual(identity)
  })

  it("with metadata cut short at any byte is refused, or lacks the property", () => {
    const whole = ready("ROUTER", { Identity: "them" }).subarray(2)
    for (let length = 6; length < whole.length; length++) {
      const recorder = afterGreeting(frame(4, whole.subarray(0, length)))
      // 6: no property at all; 28: the socket type only.
      const code = length === 6 || length === 28 ? null : "ERR_ZMTP_INVALID_METADATA"
      expect(recorder.error?.code ?? null, `${String(length)} bytes`).toBe(code)
    }
  })

  it("a second one is ignored", () => {
    const recorder = afterGreeting(ready("ROUTER"))
    recorder.receive(ready("PUB", { Identity: "other" }), frame(0, "hi"))
    expect(recorder.log).toEqual(["ready ROUTER", "message 6869"])
  })
})

describe("socket types (RFC 28 to 31)", () => {
  const PEERS: Record<WireSocketType, readonly string[]> = {
    PAIR: ["PAIR"],
    PUB: ["SUB", "XSUB"],
    XPUB: ["SUB", "XSUB"],
    SUB: ["PUB", "XPUB"],
    XSUB: ["PUB", "XPUB"],
    REQ: ["REP", "ROUTER"],
    REP: ["REQ", "DEALER"],
    DEALER: ["REP", "DEALER", "ROUTER"],
    ROUTER: ["REQ", "DEALER", "ROUTER"],
    PUSH: ["PULL"],
    PULL: ["PUSH"],
  }
  const matrix = TYPES.flatMap((own) =>
    [...TYPES, "CLIENT", "STREAM", "", "dealer", "DEALER\0", "PUBSUB"].map(
      (peer) => [own, peer, PEERS[own].includes(peer)] as const,
    ),
  )

  it.each(matrix)("%s with %j: %s", (own, peer, fits) => {
    const recorder = afterGreeting(ready(peer), { socketType: own })
    if (fits) {
      expect(recorder.peer?.socketType).toBe(peer)
      return
    }
    expect(recorder.peer).toBeNull()
    expect(recorder.error?.code).toBe("ERR_ZMTP_INVALID_METADATA")
    expect(recorder.error?.remedy).toBe("give up")
  })

  it("are compatible both ways or not at all", () => {
    for (const a of TYPES) {
      for (const b of TYPES) expect(isCompatible(a, b)).toBe(isCompatible(b, a))
    }
  })

  it("RFC 37: a peer whose type does not fit is told with an ERROR", () => {
    const recorder = afterGreeting(ready("PUB"), { socketType: "REQ" })
    const reason = "wrong-socket-type-for-REQ"
    expect(recorder.said()).toEqual(
      frame(
        4,
        Buffer.concat([bytes('05 "ERROR"'), Buffer.from([reason.length]), Buffer.from(reason)]),
      ),
    )
  })

  it("RFC 37: the reason has visible characters only, whatever the peer calls itself", () => {
    for (const type of ["", "P B", "\0\xff", "Z".repeat(5000)]) {
      const said = afterGreeting(ready(type), { socketType: "REQ" }).said()
      expect(said.toString("latin1", 8)).toMatch(/^\x19[\x21-\x7e]{25}$/)
    }
  })
})

describe("RFC 37: an ERROR during the handshake", () => {
  it.each([
    ["300", 300],
    ["400", 400],
    ["500", 500],
    ["200", null],
    ["4000", null],
    ["Go away", null],
    ["", null],
  ] as const)("with reason %j", (reason, status) => {
    const { error } = afterGreeting(
      frame(
        4,
        Buffer.concat([bytes('05 "ERROR"'), Buffer.from([reason.length]), Buffer.from(reason)]),
      ),
    )
    expect(error).toBeInstanceOf(RefusedError)
    expect(error).toMatchObject({ reason, status, remedy: "give up" })
  })

  it.each([
    ["no reason", '04 06 05 "ERROR"'],
    ["a reason longer than the frame", '04 0A 05 "ERROR" 04 "abc"'],
  ])("with %s is malformed", (_what, hex) => {
    const { error } = afterGreeting(bytes(hex))
    expect(error).not.toBeInstanceOf(RefusedError)
    expect(error?.code).toBe("ERR_ZMTP_MALFORMED_COMMAND_ERROR")
  })

  it("after it, an ERROR is a violation", () => {
    const recorder = Recorder.afterHandshake("ROUTER").receive(bytes('04 07 05 "ERROR" 00'))
    expect(recorder.log).toEqual(["refused ERR_ZMTP_UNEXPECTED_COMMAND"])
    expect(recorder.error).not.toBeInstanceOf(RefusedError)
  })
})

describe("during the handshake", () => {
  it.each([
    ["a message frame", '00 05 "hello"', "ERR_ZMTP_UNEXPECTED_COMMAND"],
    ["a message frame with MORE", '01 05 "hello"', "ERR_ZMTP_UNEXPECTED_COMMAND"],
    ["a long message frame", '02 0000000000000005 "hello"', "ERR_ZMTP_UNEXPECTED_COMMAND"],
    ["READY without the COMMAND flag", '00 06 05 "READY"', "ERR_ZMTP_UNEXPECTED_COMMAND"],
    ["READY with MORE", '05 06 05 "READY"', "ERR_ZMTP_MALFORMED_COMMAND_MESSAGE"],
    ["PING", '04 07 04 "PING" 0000', "ERR_ZMTP_UNEXPECTED_COMMAND"],
    ["SUBSCRIBE", '04 0B 09 "SUBSCRIBE" 41', "ERR_ZMTP_UNEXPECTED_COMMAND"],
    ["HELLO", '04 08 05 "HELLO" 0000', "ERR_ZMTP_UNEXPECTED_COMMAND"],
    ["READY in lower case", '04 06 05 "ready"', "ERR_ZMTP_UNEXPECTED_COMMAND"],
    ["an empty command", "04 00", "ERR_ZMTP_MALFORMED_COMMAND_UNSPECIFIED"],
    ["a command without a name", "04 01 00", "ERR_ZMTP_MALFORMED_COMMAND_UNSPECIFIED"],
    ["a name that overruns its frame", '04 05 05 "READ"', "ERR_ZMTP_MALFORMED_COMMAND_UNSPECIFIED"],
    ["a reserved flag bit", '0C 06 05 "READY"', "ERR_ZMTP_MALFORMED_COMMAND_MESSAGE"],
  ])("%s is refused, and not answered", (_what, hex, code) => {
    expect(afterGreeting(bytes(hex)).log).toEqual([`refused ${code}`])
  })

  it("a command of 64 KiB is read, a larger one refused by its header", () => {
    const large = ready("ROUTER", { "X-large": Buffer.alloc(65_000) })
    expect(afterGreeting(large).peer?.socketType).toBe("ROUTER")
    const recorder = afterGreeting(bytes("06 0000000000010001"))
    expect(recorder.error?.code).toBe("ERR_ZMTP_MALFORMED_COMMAND_MESSAGE")
  })

  it("maxMessageSize bounds commands too, as in libzmq", () => {
    const hello = ready("ROUTER")
    const size = hello.length - 2
    expect(afterGreeting(hello, { maxMessageBytes: size }).peer).not.toBeNull()
    expect(afterGreeting(hello, { maxMessageBytes: size - 1 }).error?.code).toBe(
      "ERR_ZMTP_MALFORMED_COMMAND_MESSAGE",
    )
  })

  it("a mechanism that never ends is ended by us", () => {
    const endless: Mechanism = {
      name: "NULL",
      asServer: false,
      cipher: null,
      start: () => {},
      receive: () => {},
      judged: () => {},
      destroy: () => {},
    }
    const recorder = afterGreeting(Buffer.alloc(0), { mechanism: endless })
    for (let i = 0; i < 4; i++) recorder.receive(bytes('04 04 03 "ABC"'))
    expect(recorder.error).toBeNull()
    recorder.receive(bytes('04 04 03 "ABC"'))
    expect(recorder.error?.code).toBe("ERR_ZMTP_UNEXPECTED_COMMAND")
  })
})

describe("a mechanism that is satisfied before anybody has said yes", () => {
  const hasty = (asServer: boolean, asks: boolean): Mechanism => ({
    name: "NULL",
    asServer,
    cipher: null,
    start(handshake) {
      if (asks) handshake.authenticate({ mechanism: "NULL", values: [] })
      handshake.complete(new Map())
    },
    receive: () => {},
    judged: () => {},
    destroy: () => {},
  })

  it.each([
    ["a server", true, false],
    ["one that has asked", false, true],
  ])("does not let the peer in: %s", (_what, asServer, asks) => {
    const recorder = new Recorder({ mechanism: hasty(asServer, asks) }).receive(greeting())
    expect(recorder.error?.message).toBe("the peer was not let in")
    expect(recorder.peer).toBeNull()
  })
})
