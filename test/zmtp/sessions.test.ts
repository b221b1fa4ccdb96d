/**
 * Whole connections as bytes. However a stream cuts them, the same must happen.
 */
import { describe, expect, it } from "vitest"
import { cutAt, everyCut, randomOf } from "../helpers/cuts.js"
import { bytes, frame, greeting, ready } from "../helpers/raw-peer.js"
import { Recorder, type RecorderOptions } from "../helpers/recorder.js"

interface Session {
  readonly name: string
  readonly options: RecorderOptions
  /** What the peer says. */
  readonly said: Buffer
  /** What happens, apart from our own greeting and READY. */
  readonly log: readonly string[]
}

const GREETING_31 = "FF 0000000000000001 7F 03 01 4E554C4C 00000000000000000000000000000000 00"
const FILLER = "00".repeat(31)
const ROUTER_READY = '04 29 05 "READY" 0B "Socket-Type" 00000006 "ROUTER" 08 "Identity" 00000000'

function hex(text: string): string {
  return bytes(text).toString("hex")
}

const SESSIONS: readonly Session[] = [
  {
    name: "a ROUTER of libzmq 4.3.5 says World, then two parts",
    options: { socketType: "DEALER" },
    said: bytes(`${GREETING_31} ${FILLER} ${ROUTER_READY} 00 05 "World" 01 01 "A" 00 01 "B"`),
    log: ["ready ROUTER identity=", "message 576f726c64", "message 41 42"],
  },
  {
    name: "a REP answers a REQ behind its delimiter, with a PING in between",
    options: { socketType: "REQ", identity: Buffer.from("me") },
    said: Buffer.concat([
      greeting(),
      ready("REP"),
      bytes('01 00 04 0A 04 "PING" 000A "ctx" 01 03 "one" 00 00'),
    ]),
    log: ["ready REP", `out ${hex('04 08 04 "PONG" "ctx"')}`, "ping 1000", "message - 6f6e65 -"],
  },
  {
    name: "a 3.0 SUB subscribes with messages, and cancels",
    options: { socketType: "XPUB" },
    said: Buffer.concat([
      greeting(0),
      ready("SUB"),
      bytes('00 02 01 "A" 00 01 01 00 02 00 "A" 00 05 02 "user"'),
    ]),
    log: ["ready SUB", "message 0141", "message 01", "message 0041", "message 0275736572"],
  },
  {
    name: "a 3.1 SUB subscribes with commands, with heartbeats and a long topic",
    options: { socketType: "PUB" },
    said: Buffer.concat([
      greeting(1),
      ready("SUB"),
      bytes('04 0B 09 "SUBSCRIBE" "A" 04 07 04 "PING" 0000 04 08 06 "CANCEL" "A"'),
      frame(4, Buffer.concat([bytes('09 "SUBSCRIBE"'), Buffer.alloc(246, 0x54)])),
      bytes('04 05 04 "PONG"'),
    ]),
    log: [
      "ready SUB",
      "message 0141",
      `out ${hex('04 05 04 "PONG"')}`,
      "ping 0",
      "message 0041",
      `message 01${"54".repeat(246)}`,
    ],
  },
  {
    name: "PINGs without a pause, and unknown commands",
    options: { socketType: "PAIR" },
    said: Buffer.concat([
      greeting(3),
      ready("PAIR", { "X-app": "1" }),
      bytes('04 07 04 "PING" 0001 04 08 04 "PING" 0002 "x" 04 05 04 "NOPE" 04 07 04 "PING" 0003'),
      bytes("00 00 00 00 02 0000000000000000"),
    ]),
    log: [
      "ready PAIR x-app=1",
      `out ${hex('04 05 04 "PONG"')}`,
      "ping 100",
      `out ${hex('04 06 04 "PONG" "x"')}`,
      "ping 200",
      `out ${hex('04 05 04 "PONG"')}`,
      "ping 300",
      "message -",
      "message -",
      "message -",
    ],
  },
  {
    name: "parts of 255 and 256 bytes, in both forms",
    options: { socketType: "PULL" },
    said: Buffer.concat([
      greeting(),
      ready("PUSH"),
      frame(1, Buffer.alloc(255, 1)),
      frame(1, Buffer.alloc(256, 2)),
      bytes('02 0000000000000003 "end"'),
    ]),
    log: ["ready PUSH", `message ${"01".repeat(255)} ${"02".repeat(256)} 656e64`],
  },
  {
    name: "messages, then a frame with a reserved bit",
    options: { socketType: "PULL" },
    said: Buffer.concat([
      greeting(),
      ready("PUSH"),
      bytes('00 01 "a" 01 01 "b" 10 01 "c" 00 01 "d"'),
    ]),
    log: ["ready PUSH", "message 61", "refused ERR_ZMTP_MALFORMED_COMMAND_MESSAGE"],
  },
  {
    name: "a frame one byte too large behind one that fits",
    options: { socketType: "PULL", maxMessageBytes: 300 },
    said: Buffer.concat([
      greeting(),
      ready("PUSH"),
      frame(0, Buffer.alloc(300, 3)),
      frame(0, Buffer.alloc(301, 4)),
    ]),
    log: [
      "ready PUSH",
      `message ${"03".repeat(300)}`,
      "refused ERR_ZMTP_MALFORMED_COMMAND_MESSAGE",
    ],
  },
  {
    name: "a peer of the wrong type",
    options: { socketType: "PULL" },
    said: Buffer.concat([greeting(), ready("SUB"), bytes('00 01 "a"')]),
    log: [
      `out ${hex('04 21 05 "ERROR" 1a "wrong-socket-type-for-PULL"')}`,
      "refused ERR_ZMTP_INVALID_METADATA",
    ],
  },
  {
    name: "a peer that refuses us",
    options: { socketType: "DEALER" },
    said: Buffer.concat([greeting(), bytes('04 0A 05 "ERROR" 03 "400"'), ready("ROUTER")]),
    log: ["refused ERR_ZMTP_UNSPECIFIED"],
  },
  {
    name: "an ERROR behind messages",
    options: { socketType: "DEALER" },
    said: Buffer.concat([greeting(), ready(null), bytes('00 01 "a" 04 07 05 "ERROR" 00')]),
    log: ["ready ?", "message 61", "refused ERR_ZMTP_UNEXPECTED_COMMAND"],
  },
]

/** The session with our own greeting and READY in its place. */
function expected(session: Session): string[] {
  const recorder = new Recorder(session.options)
  recorder.connection.start()
  recorder.receive(greeting())
  const ours = `out ${recorder.said().toString("hex")}`
  const [first, ...rest] = session.log
  return first.startsWith("out ") ? [ours + first.slice(4), ...rest] : [ours, first, ...rest]
}

describe.each(SESSIONS)("$name", (session) => {
  it("is the same whole, byte by byte, at every split, and at random ones", () => {
    const log = expected(session)
    for (const [how, chunks] of everyCut(session.said)) {
      const recorder = new Recorder(session.options)
      recorder.connection.start()
      recorder.feed(chunks)
      expect(recorder.log, how).toEqual(log)
    }
  })

  it("is the same when decoding stops after every message, and is resumed before or after the next chunk", () => {
    const log = expected(session)
    for (const early of [true, false]) {
      for (const [how, chunks] of everyCut(session.said)) {
        const recorder = new Recorder({ ...session.options, stopAfter: () => true })
        const { connection } = recorder
        recorder.run(() => connection.start())
        for (const chunk of chunks) {
          while (early && connection.stopped && recorder.error === null) {
            recorder.run(() => connection.resume())
          }
          recorder.receive(chunk)
        }
        while (connection.stopped && recorder.error === null)
          recorder.run(() => connection.resume())
        expect(recorder.log, how).toEqual(log)
      }
    }
  })

  it("is the same when it is drained at the end", () => {
    for (const [how, chunks] of everyCut(session.said)) {
      const recorder = new Recorder({ ...session.options, stopAfter: () => true })
      recorder.connection.start()
      recorder.feed(chunks).run(() => recorder.connection.drain())
      expect(recorder.log, how).toEqual(expected(session))
    }
  })
})

describe("a decoder that is stopped", () => {
  const messages = Buffer.concat([1, 2, 3, 4, 5].map((n) => frame(0, Buffer.from([n]))))

  it("stops exactly there, in the middle of a chunk, and goes on exactly there", () => {
    const recorder = Recorder.afterHandshake("ROUTER", { stopAfter: ([part]) => part[0] % 2 === 0 })
    recorder.receive(messages)
    expect(recorder.log).toEqual(["message 01", "message 02"])
    expect(recorder.connection.stopped).toBe(true)
    recorder.run(() => recorder.connection.resume())
    expect(recorder.log).toEqual(["message 01", "message 02", "message 03", "message 04"])
    recorder.run(() => recorder.connection.resume())
    expect(recorder.log).toHaveLength(5)
    expect(recorder.connection.stopped).toBe(false)
  })

  it("keeps what comes meanwhile, and decodes nothing of it", () => {
    const recorder = Recorder.afterHandshake("ROUTER", { stopAfter: ([part]) => part[0] === 1 })
    recorder.feed(cutAt(messages, [4, 5, 6, 11]))
    expect(recorder.log).toEqual(["message 01"])
    recorder.run(() => recorder.connection.resume())
    expect(recorder.log).toHaveLength(5)
  })

  it("that is resumed without need does nothing", () => {
    const recorder = Recorder.afterHandshake("ROUTER").receive(messages.subarray(0, 4))
    recorder.run(() => recorder.connection.resume())
    recorder.run(() => recorder.connection.drain())
    expect(recorder.log).toHaveLength(1)
  })

  it("finds a violation behind the stop when it is resumed, not before", () => {
    const recorder = Recorder.afterHandshake("ROUTER", { stopAfter: () => true })
    recorder.receive(bytes('00 01 "a" 08 00'))
    expect(recorder.log).toEqual(["message 61"])
    recorder.run(() => recorder.connection.resume())
    expect(recorder.log).toEqual(["message 61", "refused ERR_ZMTP_MALFORMED_COMMAND_MESSAGE"])
  })

  it("drains whole messages only: the part that was cut off is never seen", () => {
    const recorder = Recorder.afterHandshake("ROUTER", { stopAfter: () => true })
    recorder.receive(bytes('00 01 "a" 00 01 "b" 01 01 "c" 00 02 "d"'))
    recorder.run(() => recorder.connection.drain())
    expect(recorder.log).toEqual(["message 61", "message 62"])
  })

  it("at random: nothing is lost, doubled or moved", () => {
    const parts = Array.from({ length: 300 }, (_, i) => Buffer.alloc((i * 37) % 500, i & 0xff))
    const data = Buffer.concat(parts.map((part) => frame(0, part)))
    for (let seed = 1; seed <= 30; seed++) {
      const random = randomOf(seed)
      const recorder = Recorder.afterHandshake("ROUTER", { stopAfter: () => random() < 0.3 })
      const { connection } = recorder
      let at = 0
      while (at < data.length) {
        const size = 1 + Math.floor(random() * random() * 3000)
        recorder.receive(Buffer.from(data.subarray(at, at + size)))
        at += size
        if (random() < 0.5) recorder.run(() => connection.resume())
      }
      recorder.run(() => connection.drain())
      expect(recorder.messages.length, `seed ${String(seed)}`).toBe(parts.length)
      recorder.messages.forEach((message, i) => {
        if (!message[0].equals(parts[i]))
          throw new Error(`seed ${String(seed)}: message ${String(i)}`)
      })
    }
  })
})
