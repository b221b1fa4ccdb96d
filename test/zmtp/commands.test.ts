import { describe, expect, it } from "vitest"
import type { WireSocketType } from "../../src/zmtp/socket-type.js"
import { everyCut } from "../helpers/cuts.js"
import { bytes, frame } from "../helpers/raw-peer.js"
import { Recorder } from "../helpers/recorder.js"

function afterHandshake(own: WireSocketType, peer: string, minor = 1): Recorder {
  return Recorder.afterHandshake(peer, { socketType: own }, minor)
}

function dealer(): Recorder {
  return afterHandshake("DEALER", "ROUTER")
}

describe("RFC 37: PING and PONG", () => {
  it("a PING is TTL in tenths of a second, and no context", () => {
    const recorder = dealer()
    recorder.connection.ping(0)
    expect(recorder.said()).toEqual(bytes('04 07 04 "PING" 0000'))
    recorder.connection.ping(1000)
    expect(recorder.said()).toEqual(bytes('04 07 04 "PING" 000A'))
  })

  it.each([
    [99, 0],
    [100, 1],
    [199, 1],
    [65_500, 655],
    [65_600, 655],
    [6_553_500, 655],
    [2_147_483_647, 655],
  ])("a TTL of %i ms is sent as %i: older libzmq overflows above 655", (ttlMs, deciseconds) => {
    const recorder = dealer()
    recorder.connection.ping(ttlMs)
    expect(recorder.said().readUInt16BE(7)).toBe(deciseconds)
  })

  it.each([
    ["no context", "", '04 05 04 "PONG"'],
    ["a context", '"LOL"', '04 08 04 "PONG" "LOL"'],
    ["a context with zeros", "00 01 00", '04 08 04 "PONG" 00 01 00'],
    ["16 bytes of context", '"0123456789abcdef"', '04 15 04 "PONG" "0123456789abcdef"'],
    ["17 bytes of context: cut", '"0123456789abcdefX"', '04 15 04 "PONG" "0123456789abcdef"'],
  ])("a PING with %s is answered with the same", (_what, context, pong) => {
    const recorder = dealer()
    recorder.receive(frame(4, bytes(`04 "PING" 0000 ${context}`)))
    expect(recorder.said()).toEqual(bytes(pong))
  })

  it("a PING with 1000 bytes of context in a long frame is answered with 16", () => {
    const recorder = dealer()
    recorder.receive(frame(4, Buffer.concat([bytes('04 "PING" 0001'), Buffer.alloc(1000, 7)])))
    expect(recorder.said()).toEqual(Buffer.concat([bytes('04 15 04 "PONG"'), Buffer.alloc(16, 7)]))
    expect(recorder.log.at(-1)).toBe("ping 100")
  })

  it.each([
    ["0000", 0],
    ["0001", 100],
    ["028F", 65_500],
    ["0290", 65_600],
    ["FFFF", 6_553_500],
  ])("a TTL of %s is %i ms, in its full range", (hex, ttlMs) => {
    const recorder = dealer().receive(bytes(`04 07 04 "PING" ${hex}`))
    expect(recorder.log.at(-1)).toBe(`ping ${String(ttlMs)}`)
  })

  it.each(['04 05 04 "PING"', '04 06 04 "PING" 00'])(
    "a PING without its TTL is refused: %s",
    (hex) => {
      expect(dealer().receive(bytes(hex)).log).toEqual([
        "refused ERR_ZMTP_MALFORMED_COMMAND_UNSPECIFIED",
      ])
    },
  )

  it("a PONG nobody asked for is ignored", () => {
    expect(dealer().receive(bytes('04 05 04 "PONG" 04 07 04 "PONG" 0102')).log).toEqual([])
  })

  it("a 3.1 peer is known to answer; a 3.0 peer from its first PONG on", () => {
    expect(dealer().connection.answersPings).toBe(true)
    const old = afterHandshake("DEALER", "ROUTER", 0)
    expect(old.connection.answersPings).toBe(false)
    old.receive(bytes('04 05 04 "PONG"'))
    expect(old.connection.answersPings).toBe(true)
  })

  it("a 3.0 peer's PING is answered too", () => {
    const old = afterHandshake("DEALER", "ROUTER", 0).receive(bytes('04 07 04 "PING" 0000'))
    expect(old.said()).toEqual(bytes('04 05 04 "PONG"'))
  })
})

describe("commands in traffic", () => {
  it.each([
    ["unknown", '04 06 05 "HELLX"'],
    ["of RADIO and DISH", '04 06 04 "JOIN" "g" 04 07 05 "LEAVE" "g"'],
    ["READY", '04 06 05 "READY"'],
    ["in lower case", '04 05 04 "ping"'],
    ["with a name of 255 bytes", `06 0000000000000100 FF ${"41".repeat(255)}`],
  ])("a command that is %s is ignored; the next message arrives", (_what, hex) => {
    expect(dealer().receive(Buffer.concat([bytes(hex), frame(0, "hi")])).log).toEqual([
      "message 6869",
    ])
  })

  it.each([
    ["that is empty", "04 00"],
    ["that is empty, in a long frame", "06 0000000000000000"],
    ["with an empty name", "04 01 00"],
    ["with an empty name and data", "04 03 00 4141"],
    ["whose name overruns the frame", '04 04 04 "PIN"'],
    ["whose name overruns the frame by far", '04 02 FF "A"'],
  ])("a command %s is refused, in every cut", (_what, hex) => {
    for (const [how, chunks] of everyCut(bytes(hex))) {
      expect(dealer().feed(chunks).log, how).toEqual([
        "refused ERR_ZMTP_MALFORMED_COMMAND_UNSPECIFIED",
      ])
    }
  })

  it("a command between two parts of a message is obeyed, and the message arrives whole", () => {
    const data = bytes(
      '01 01 "a" 04 07 04 "PING" 0000 01 01 "b" 04 05 04 "PONG" 04 05 04 "XXXX" 00 01 "c"',
    )
    for (const [how, chunks] of everyCut(data)) {
      expect(dealer().feed(chunks).log, how).toEqual([
        `out ${bytes('04 05 04 "PONG"').toString("hex")}`,
        "ping 0",
        "message 61 62 63",
      ])
    }
  })
})

describe("RFC 37: subscriptions we send", () => {
  const said = (recorder: Recorder, ...form: Buffer[]): Buffer => {
    recorder.connection.send(form)
    return recorder.said()
  }

  it.each(["SUB", "XSUB"] as const)("%s: as commands to a 3.1 peer", (own) => {
    const recorder = afterHandshake(own, "XPUB")
    expect(said(recorder, bytes('01 "A"'))).toEqual(bytes('04 0B 09 "SUBSCRIBE" "A"'))
    expect(said(recorder, bytes('00 "A"'))).toEqual(bytes('04 08 06 "CANCEL" "A"'))
    expect(said(recorder, bytes("01"))).toEqual(bytes('04 0A 09 "SUBSCRIBE"'))
    expect(said(recorder, bytes("00"))).toEqual(bytes('04 07 06 "CANCEL"'))
  })

  it.each(["SUB", "XSUB"] as const)("%s: as messages to a 3.0 peer", (own) => {
    const recorder = afterHandshake(own, "XPUB", 0)
    expect(said(recorder, bytes('01 "A"'))).toEqual(bytes('00 02 01 "A"'))
    expect(said(recorder, bytes('00 "A"'))).toEqual(bytes('00 02 00 "A"'))
    expect(said(recorder, bytes("01"))).toEqual(bytes("00 01 01"))
  })

  it.each([
    [1, 245, "04ff"],
    [1, 246, "060000000000000100"],
    [0, 248, "04ff"],
    [0, 249, "060000000000000100"],
  ])("kind %i, topic of %i bytes to a 3.1 peer: header %s", (kind, length, header) => {
    const topic = Buffer.alloc(length, "t")
    const name = kind === 1 ? bytes('09 "SUBSCRIBE"') : bytes('06 "CANCEL"')
    expect(said(afterHandshake("SUB", "PUB"), Buffer.concat([Buffer.from([kind]), topic]))).toEqual(
      Buffer.concat([bytes(header), name, topic]),
    )
  })

  it.each([
    [254, "00ff"],
    [255, "020000000000000100"],
  ])("a topic of %i bytes to a 3.0 peer: header %s", (length, header) => {
    const form = Buffer.concat([bytes("01"), Buffer.alloc(length, "t")])
    expect(said(afterHandshake("SUB", "PUB", 0), form)).toEqual(
      Buffer.concat([bytes(header), form]),
    )
  })

  it("what an XSUB's user sends besides goes out as a message", () => {
    const recorder = afterHandshake("XSUB", "XPUB")
    expect(said(recorder, bytes('02 "A"'))).toEqual(bytes('00 02 02 "A"'))
    expect(said(recorder, Buffer.alloc(0))).toEqual(bytes("00 00"))
    expect(said(recorder, bytes('01 "A"'), bytes('"b"'))).toEqual(bytes('01 02 01 "A" 00 01 "b"'))
  })

  it.each(["DEALER", "PUSH", "PAIR"] as const)("a %s's messages are never subscriptions", (own) => {
    const peer = { DEALER: "ROUTER", PUSH: "PULL", PAIR: "PAIR" }[own]
    expect(said(afterHandshake(own, peer), bytes('01 "A"'))).toEqual(bytes('00 02 01 "A"'))
  })
})

describe("RFC 37: subscriptions we take", () => {
  const SUBSCRIBE = bytes('04 0B 09 "SUBSCRIBE" "A"')
  const CANCEL = bytes('04 08 06 "CANCEL" "A"')

  it.each([
    ["PUB", 0],
    ["PUB", 1],
    ["XPUB", 0],
    ["XPUB", 1],
  ] as const)("%s: as commands and as messages from a 3.%i peer", (own, minor) => {
    const recorder = afterHandshake(own, "SUB", minor)
    recorder.receive(SUBSCRIBE, CANCEL, frame(0, bytes('01 "A"')), frame(0, bytes('00 "A"')))
    expect(recorder.log).toEqual(["message 0141", "message 0041", "message 0141", "message 0041"])
  })

  it.each([0, 1, 245, 246, 255, 256, 70_000])("a topic of %i bytes", (length) => {
    const topic = Buffer.alloc(length, "t")
    const recorder = afterHandshake("XPUB", "SUB")
    recorder.receive(frame(4, Buffer.concat([bytes('09 "SUBSCRIBE"'), topic])))
    recorder.receive(frame(4, Buffer.concat([bytes('06 "CANCEL"'), topic])))
    expect(recorder.messages).toEqual([
      [Buffer.concat([bytes("01"), topic])],
      [Buffer.concat([bytes("00"), topic])],
    ])
  })

  it.each([
    ["REQ", "REP"],
    ["REP", "REQ"],
    ["DEALER", "ROUTER"],
    ["ROUTER", "DEALER"],
    ["PUSH", "PULL"],
    ["PULL", "PUSH"],
    ["PAIR", "PAIR"],
    ["SUB", "PUB"],
    ["XSUB", "XPUB"],
  ] as const)("a %s drops them: they are for publishers", (own, peer) => {
    const recorder = afterHandshake(own, peer).receive(SUBSCRIBE, CANCEL, frame(0, "hi"))
    expect(recorder.log).toEqual(["message 6869"])
  })

  it("a subscription as a command can stop decoding like any message", () => {
    const recorder = Recorder.afterHandshake("SUB", { socketType: "XPUB", stopAfter: () => true })
    recorder.receive(Buffer.concat([SUBSCRIBE, CANCEL, SUBSCRIBE]))
    expect(recorder.log).toEqual(["message 0141"])
    expect(recorder.connection.stopped).toBe(true)
    recorder.run(() => recorder.connection.resume())
    expect(recorder.log).toEqual(["message 0141", "message 0041"])
  })
})
