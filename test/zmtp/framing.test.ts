import { constants } from "node:buffer"
import { describe, expect, it } from "vitest"
import { EMPTY, type Message } from "../../src/message.js"
import { Decoder } from "../../src/zmtp/decoder.js"
import { encodeMessage } from "../../src/zmtp/encoder.js"
import { ProtocolError } from "../../src/zmtp/errors.js"
import { WriteBatch } from "../../src/zmtp/write-batch.js"
import { cutAt, everyCut } from "../helpers/cuts.js"
import { Connection } from "../../src/zmtp/connection.js"
import { NullMechanism } from "../../src/zmtp/mechanisms/null.js"
import { bytes, frame, greeting, ready } from "../helpers/raw-peer.js"
import { line, Recorder } from "../helpers/recorder.js"

const ping = bytes('04 07 04 "PING" 00 00')
const MALFORMED = "refused ERR_ZMTP_MALFORMED_COMMAND_MESSAGE"

function encoded(message: Message): Buffer {
  const batch = new WriteBatch()
  encodeMessage(message, batch)
  return Buffer.concat(batch.seal())
}

/** A long header with a size that need not fit a number. */
function longHeader(flags: number, size: bigint): Buffer {
  const header = Buffer.alloc(9)
  header[0] = flags | 2
  header.writeBigUInt64BE(BigInt.asUintN(64, size), 1)
  return header
}

describe("RFC 37, framing: what we write", () => {
  it.each([
    ["an empty part", [EMPTY], "0000"],
    ["one part", [Buffer.from("hello")], '00 05 "hello"'],
    ["two parts", [Buffer.from("A"), Buffer.from("B")], '01 01 "A" 00 01 "B"'],
    ["empty parts around", [EMPTY, Buffer.from("x"), EMPTY], '01 00 01 01 "x" 00 00'],
  ])("%s", (_what, message, hex) => {
    expect(encoded(message)).toEqual(bytes(hex))
  })

  it.each([
    [0, "0000"],
    [1, "0001"],
    [39, "0027"],
    [40, "0028"],
    [41, "0029"],
    [255, "00ff"],
    [256, "020000000000000100"],
    [2048, "020000000000000800"],
    [2049, "020000000000000801"],
    [65_536, "020000000000010000"],
    [70_000, "020000000000011170"],
  ])("a part of %i bytes has the header %s, and its bytes behind it", (size, header) => {
    const body = Buffer.alloc(size, "0123456789abcdef!")
    const written = encoded([body])
    expect(written.subarray(0, header.length / 2).toString("hex")).toBe(header)
    expect(written.subarray(header.length / 2).equals(body)).toBe(true)
    expect(encoded([body, body])[0]).toBe(size > 255 ? 3 : 1)
  })
})

describe("RFC 37, framing: what we read", () => {
  const feed = (data: Buffer, maxMessageBytes = Infinity, maxParts = 65_536): string[] =>
    Recorder.afterHandshake("ROUTER", { maxMessageBytes, maxParts }).receive(data).log

  it.each([
    ["an empty message", "0000", "message -"],
    ["a short frame", '00 02 "hi"', "message 6869"],
    ["the long form for a small size", '02 0000000000000002 "hi"', "message 6869"],
    ["the long form for an empty message", "02 0000000000000000", "message -"],
    ["parts in both forms", '03 0000000000000001 "a" 01 00 00 01 "b"', "message 61 - 62"],
  ])("%s", (_what, hex, entry) => {
    expect(feed(bytes(hex))).toEqual([entry])
  })

  it.each([254, 255, 256, 257, 8192, 8193, 65_535, 65_536, 100_000])(
    "a message of %i bytes, in both forms, however it is cut",
    (size) => {
      const body = Buffer.alloc(size, "The quick brown fox.")
      const long = Buffer.concat([longHeader(0, BigInt(size)), body])
      for (const data of size <= 255 ? [frame(0, body), long] : [long]) {
        for (const at of [1, 2, 3, 8, 9, 10, 11, size >> 1, data.length - 1]) {
          const recorder = Recorder.afterHandshake("ROUTER").feed(cutAt(data, [at]))
          expect(recorder.messages).toHaveLength(1)
          expect(recorder.messages[0][0].equals(body)).toBe(true)
        }
      }
    },
  )

  it.each([8, 9, 10, 11, 12, 13, 15, 16, 24, 32, 64, 128, 0x80 | 1, 0xff, 0xfe])(
    "flags %i with a reserved bit are refused, in every cut",
    (flags) => {
      for (const [how, chunks] of everyCut(bytes(`${flags.toString(16).padStart(2, "0")} 01 41`))) {
        const { log } = Recorder.afterHandshake("ROUTER").feed(chunks)
        expect(log, how).toEqual([MALFORMED])
      }
    },
  )

  it.each([5, 7])("a command frame with MORE (flags %i) is refused", (flags) => {
    const name = bytes('04 "PING" 0000')
    const header = flags === 5 ? Buffer.from([5, name.length]) : longHeader(7, BigInt(name.length))
    expect(feed(Buffer.concat([header, name]))).toEqual([MALFORMED])
  })

  it("a bad flag behind a good message does not take the message back", () => {
    expect(feed(bytes('00 02 "hi" 08 00'))).toEqual(["message 6869", MALFORMED])
  })
})

describe("frame sizes", () => {
  it.each([
    ["2^63, the top bit", 2n ** 63n],
    ["2^64 - 1", 2n ** 64n - 1n],
    ["2^63 - 1", 2n ** 63n - 1n],
    ["2^53", 2n ** 53n],
    ["2^53 + 1, which a number cannot hold", 2n ** 53n + 1n],
    ["one more than a Buffer can have", BigInt(constants.MAX_LENGTH) + 1n],
    ["2^64 - 9 + 9: what once wrapped around in libzmq", 0xffffffffffffffdan],
  ])("%s: refused by the header alone, in every cut", (_what, size) => {
    for (const flags of [0, 1, 4]) {
      for (const [how, chunks] of everyCut(longHeader(flags, size))) {
        const { log } = Recorder.afterHandshake("ROUTER").feed(chunks)
        expect(log, how).toEqual([MALFORMED])
      }
    }
  })

  it("64 bits are read without loss: a small low half does not hide the high one", () => {
    const { log, error } = Recorder.afterHandshake("ROUTER").receive(longHeader(0, 2n ** 40n + 2n))
    expect(log).toEqual(BigInt(constants.MAX_LENGTH) < 2n ** 40n ? [MALFORMED] : [])
    if (error !== null) expect(error.message).toContain(String(2 ** 40 + 2))
  })

  it.each([
    ["short", 64],
    ["short", 254],
    ["short and long", 255],
    ["long", 256],
    ["long", 1000],
    ["long", 100_000],
  ])("%s form, maxMessageSize %i: that many bytes are taken, one more is not", (_form, limit) => {
    const options = { maxMessageBytes: limit }
    const good = Recorder.afterHandshake("ROUTER", options).receive(frame(0, Buffer.alloc(limit)))
    expect(good.messages[0][0]).toHaveLength(limit)
    const bad = frame(0, Buffer.alloc(limit + 1))
    // The header is enough to refuse it.
    const header = bad.subarray(0, bad.length - (limit + 1))
    for (const [how, chunks] of everyCut(header)) {
      const { log } = Recorder.afterHandshake("ROUTER", options).feed(chunks)
      expect(log, how).toEqual([MALFORMED])
    }
  })

  it("maxMessageSize bounds every part, not their sum, as in libzmq", () => {
    const part = Buffer.alloc(100)
    const data = Buffer.concat([frame(1, part), frame(1, part), frame(0, part)])
    const good = Recorder.afterHandshake("ROUTER", { maxMessageBytes: 100 }).receive(data)
    expect(good.messages[0]).toHaveLength(3)
    const bad = Recorder.afterHandshake("ROUTER", { maxMessageBytes: 100 })
    bad.receive(frame(1, part), frame(0, Buffer.alloc(101)))
    expect(bad.log).toEqual([MALFORMED])
  })

  it("maxMessageSize bounds commands in traffic too", () => {
    const options = { maxMessageBytes: 64, socketType: "XPUB" } as const
    const subscribe = (length: number) =>
      frame(4, Buffer.concat([bytes('09 "SUBSCRIBE"'), Buffer.alloc(length, 65)]))
    expect(Recorder.afterHandshake("SUB", options).receive(subscribe(54)).messages).toHaveLength(1)
    expect(Recorder.afterHandshake("SUB", options).receive(subscribe(55)).log).toEqual([MALFORMED])
  })
})

describe("parts of a message", () => {
  const many = (count: number): Buffer =>
    Buffer.concat([...Array<Buffer>(count - 1).fill(bytes("01 00")), bytes("00 00")])

  it.each([1, 2, 3, 100])("at most %i are taken", (maxParts) => {
    for (const whole of [true, false]) {
      const chunksOf = (data: Buffer) => (whole ? [data] : cutAt(data, [...data.keys()].slice(1)))
      const good = Recorder.afterHandshake("ROUTER", { maxParts }).feed(chunksOf(many(maxParts)))
      expect(good.messages[0]).toHaveLength(maxParts)
      const bad = Recorder.afterHandshake("ROUTER", { maxParts }).feed(chunksOf(many(maxParts + 1)))
      expect(bad.log).toEqual([MALFORMED])
    }
  })

  it("the default limit is 65536", () => {
    expect(Recorder.afterHandshake("ROUTER").receive(many(65_536)).messages[0]).toHaveLength(65_536)
    expect(Recorder.afterHandshake("ROUTER").receive(many(65_537)).log).toEqual([MALFORMED])
  })

  it("the count begins anew with each message", () => {
    const recorder = Recorder.afterHandshake("ROUTER", { maxParts: 3 })
    recorder.receive(Buffer.concat([many(3), many(3), many(3)]))
    expect(recorder.messages.map((message) => message.length)).toEqual([3, 3, 3])
  })

  it("have no more bytes together than are taken, which is known before they come", () => {
    const message = (...sizes: number[]): Buffer =>
      Buffer.concat(
        sizes.map((size, i) => frame(i < sizes.length - 1 ? 1 : 0, Buffer.alloc(size, 7))),
      )
    for (const limit of [3, 1000, 20_000]) {
      const fits = [message(limit), message(1, limit - 2, 1), message(0, limit), message(0, 0, 0)]
      const single = (data: Buffer) => cutAt(data, [...data.keys()].slice(1))
      for (const cut of [(data: Buffer) => [data], single]) {
        for (const room of [0, 100]) {
          const options = { maxMultipartBytes: limit, room }
          const good = Recorder.afterHandshake("ROUTER", options).feed(
            cut(Buffer.concat([...fits, ping, ...fits])),
          )
          expect(good.messages).toHaveLength(2 * fits.length)
          const headerOnly = message(limit - 1, 2).subarray(0, -2)
          for (const bad of [message(limit + 1), headerOnly, message(1, 1, limit - 1)]) {
            const recorder = Recorder.afterHandshake("ROUTER", options).feed(
              cut(Buffer.concat([...fits, bad])),
            )
            expect(recorder.messages).toHaveLength(fits.length)
            expect(recorder.error?.code).toBe(MALFORMED.split(" ")[1])
          }
        }
      }
    }
  })

  it("leave room for commands between them, whatever they have", () => {
    const options = { maxMultipartBytes: 4 }
    const recorder = Recorder.afterHandshake("ROUTER", options)
    recorder.receive(Buffer.concat([bytes('01 04 "abcd"'), ping, bytes("00 00")]))
    expect(recorder.messages).toHaveLength(1)
  })

  it("no part of a message is seen before its last", () => {
    const data = bytes('01 01 "a" 01 01 "b" 00 01 "c"')
    const recorder = Recorder.afterHandshake("ROUTER")
    recorder.receive(data.subarray(0, data.length - 1))
    expect(recorder.log).toEqual([])
    recorder.receive(data.subarray(data.length - 1))
    expect(recorder.log).toEqual(["message 61 62 63"])
  })
})

describe("a run of messages", () => {
  /** The sizes of the runs that a sink with so much room gets, and the single messages as 1. */
  function runs(data: Buffer, room: number, maxParts = 10): { sizes: number[]; log: string[] } {
    const sizes: number[] = []
    const log: string[] = []
    const decoder = new Decoder(
      {
        onMessage(message) {
          sizes.push(1)
          log.push(line(message))
          return true
        },
        onCommand() {
          log.push("command")
        },
        onSealed: () => {},
        roomForRun: () => room,
        onRun(run) {
          sizes.push(run.left)
          while (run.left > 0) log.push(line(run.next()))
          return true
        },
      },
      2000,
      maxParts,
    )
    decoder.commandsOnly = false
    decoder.receive(data)
    return { sizes, log }
  }
  const one = bytes('00 01 "a"')
  const many = (count: number): Buffer => Buffer.concat(Array.from({ length: count }, () => one))

  it.each([
    [10, Infinity, [10]],
    [10, 10, [10]],
    [10, 4, [4, 4, 2]],
    [9, 4, [4, 4, 1]],
    [3, 1, [1, 1, 1]],
    [3, 0, [1, 1, 1]],
    [1, Infinity, [1]],
  ])("%i messages into room for %i come as %j", (count, room, sizes) => {
    expect(runs(many(count), room)).toEqual({ sizes, log: new Array(count).fill("61") })
  })

  it("ends before a command, a large body and what the chunk does not hold whole", () => {
    const ping = bytes('04 07 04 "PING" 0000')
    expect(runs(Buffer.concat([many(2), ping, many(3)]), 9).sizes).toEqual([2, 3])
    const large = frame(0, "x".repeat(1024))
    expect(runs(Buffer.concat([many(2), large, many(2)]), 9).sizes).toEqual([2, 1, 2])
    expect(runs(Buffer.concat([many(2), bytes('01 01 "x" 00 02 "y"')]), 9).sizes).toEqual([2])
  })

  it("is at most 8 KiB, for whoever keeps a body keeps all of it", () => {
    const { sizes } = runs(many(5000), Infinity)
    expect(Math.max(...sizes) * one.length).toBeLessThanOrEqual(8192)
    expect(sizes.reduce((sum, size) => sum + size)).toBe(5000)
  })

  it("has messages of several parts, with short and long headers and empty bodies", () => {
    const parts = [frame(1, ""), frame(1, "b".repeat(300)), frame(0, "c")]
    const data = Buffer.concat([...parts, one, ...parts])
    const whole = ["-", "62".repeat(300), "63"].join(" ")
    expect(runs(data, 9)).toEqual({ sizes: [3], log: [whole, "61", whole] })
    expect(() => runs(data, 9, 2)).toThrow(ProtocolError)
  })
})

describe("the decoder by itself", () => {
  it("takes only commands until it is told otherwise", () => {
    const sink = {
      onMessage: () => true,
      onCommand: () => {},
      onSealed: () => {},
      roomForRun: () => 0,
      onRun: () => true,
    }
    expect(() => new Decoder(sink, 100, 10).receive(bytes("00 00"))).toThrow(ProtocolError)
    const decoder = new Decoder(sink, 100, 10)
    decoder.commandsOnly = false
    decoder.receive(bytes("00 00"))
  })
})

describe("a chunk of very many frames", () => {
  const handler = {
    heard: 0,
    onReady: () => {},
    onAuthenticate: () => {},
    onMessage: () => ((handler.heard += 1), true),
    roomForRun: () => 0,
    onRun: () => true,
    onPing: () => {},
  }
  const options = {
    socketType: "ROUTER",
    identity: Buffer.alloc(0),
    properties: [],
    maxMessageBytes: Infinity,
    maxMultipartBytes: Infinity,
    maxParts: 10,
    maxHandshakeBytes: 1000,
    maxProperties: 10,
  } as const

  it.each([
    ["messages", bytes("00 00")],
    ["commands", ping],
  ])("of %s is stopped after some of them, so that others have their turn", (what, one) => {
    const connection = new Connection(options, new NullMechanism(), handler, new WriteBatch())
    handler.heard = 0
    connection.receive(Buffer.concat([greeting(), ready("DEALER")]))
    const chunk = Buffer.concat(Array<Buffer>(10_000).fill(one))
    connection.receive(chunk)
    // Its memory is its owner's again.
    chunk.fill(0xff)
    let turns = 1
    for (; connection.stopped; turns++) {
      expect(connection.isTired).toBe(true)
      connection.resume()
    }
    expect(turns).toBe(10)
    expect(handler.heard).toBe(what === "messages" ? 10_000 : 0)
  })
})
