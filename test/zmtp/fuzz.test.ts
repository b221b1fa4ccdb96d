/** Any bytes at all: they are understood, or refused with a ProtocolError. */
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { WriteBatch } from "../../src/zmtp/write-batch.js"
import { encodeMessage } from "../../src/zmtp/encoder.js"
import type { WireSocketType } from "../../src/zmtp/socket-type.js"
import { cutAt, randomCut } from "../helpers/cuts.js"
import { bytes, frame, greeting, ready } from "../helpers/raw-peer.js"
import { line, Recorder } from "../helpers/recorder.js"

const anyBytes = (maxLength: number) =>
  fc.uint8Array({ maxLength }).map((array) => Buffer.from(array))

/** Frames that are nearly right: sizes that fit or nearly fit, known names, odd flags. */
const flags = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(0, 1, 2, 3, 4, 6) },
  { weight: 1, arbitrary: fc.nat(255) },
)
const commandBody = fc
  .tuple(
    fc.constantFrom("READY", "PING", "PONG", "ERROR", "SUBSCRIBE", "CANCEL", "JOIN", ""),
    fc.oneof(
      { weight: 8, arbitrary: fc.constant(0) },
      { weight: 1, arbitrary: fc.integer({ min: -5, max: 5 }) },
    ),
    anyBytes(40),
  )
  .map(([name, off, data]) =>
    Buffer.concat([Buffer.from([(name.length + off) & 0xff]), Buffer.from(name), data]),
  )
const messageBody = fc.oneof(
  anyBytes(30),
  fc.nat(700).map((size) => Buffer.alloc(size, 7)),
)
const nearlyFrame = fc
  .tuple(
    flags,
    commandBody,
    messageBody,
    fc.oneof(
      { weight: 8, arbitrary: fc.constant(0) },
      { weight: 1, arbitrary: fc.integer({ min: -3, max: 3 }) },
    ),
  )
  .map(([flag, command, message, off]) => {
    const body = (flag & 4) !== 0 ? command : message
    const size = Math.max(0, body.length + off)
    if ((flag & 2) === 0) return Buffer.concat([Buffer.from([flag, size & 0xff]), body])
    const header = Buffer.alloc(9)
    header[0] = flag
    header.writeUInt32BE(size, 5)
    return Buffer.concat([header, body])
  })
const traffic = fc
  .array(fc.oneof({ weight: 9, arbitrary: nearlyFrame }, { weight: 1, arbitrary: anyBytes(20) }), {
    maxLength: 12,
  })
  .map((frames) => Buffer.concat(frames))

const TYPES: readonly (readonly [own: WireSocketType, peer: string])[] = [
  ["DEALER", "ROUTER"],
  ["XPUB", "SUB"],
  ["SUB", "PUB"],
]

/** Feeds the same bytes in several cuts. What is not a ProtocolError fails the property. */
function expectSameInEveryCut(
  data: Buffer,
  seed: number,
  [own]: readonly [WireSocketType, string],
  maxMessageBytes: number,
): void {
  const options = { socketType: own, maxMessageBytes, maxParts: 20 }
  const run = (chunks: Buffer[], room = Infinity) => {
    const recorder = new Recorder({ ...options, room })
    recorder.connection.start()
    return recorder.feed(chunks)
  }
  const whole = run(cutAt(data, []))
  const { log } = whole
  expect(run(randomCut(data, seed)).log).toEqual(log)
  // Messages one by one, and in runs of two or three.
  expect(run(cutAt(data, []), 0).log).toEqual(log)
  expect(run(randomCut(data, seed), 2 + (seed % 2)).log).toEqual(log)
  expect(run(cutAt(data, [...data.keys()].slice(1))).log).toEqual(log)
  expect(whole.connection.state === "closed").toBe(whole.error !== null)
  for (const message of whole.messages) {
    for (const part of message) expect(part.length).toBeLessThanOrEqual(maxMessageBytes)
  }
}

const common = [
  fc.nat(),
  fc.constantFrom(...TYPES),
  fc.constantFrom(200, 100_000, Infinity),
] as const

describe("any bytes are understood or refused with a ProtocolError, the same in every cut", () => {
  it("from the first byte on", () => {
    fc.assert(
      fc.property(anyBytes(150), ...common, (data, seed, types, limit) => {
        expectSameInEveryCut(data, seed, types, limit)
      }),
      { numRuns: 300 },
    )
  })

  it("a greeting with changed bytes", () => {
    const changes = fc.array(fc.tuple(fc.nat(63), fc.nat(255)), { maxLength: 3 })
    fc.assert(
      fc.property(changes, ...common, (list, seed, types, limit) => {
        const hello = greeting()
        for (const [at, byte] of list) hello[at] = byte
        expectSameInEveryCut(
          Buffer.concat([hello, ready(types[1]), frame(0, "x")]),
          seed,
          types,
          limit,
        )
      }),
      { numRuns: 500 },
    )
  })

  it("behind a good greeting", () => {
    fc.assert(
      fc.property(fc.oneof(traffic, anyBytes(100)), ...common, (data, seed, types, limit) => {
        expectSameInEveryCut(Buffer.concat([greeting(), data]), seed, types, limit)
      }),
      { numRuns: 700 },
    )
  })

  it("a READY with changed bytes", () => {
    const changes = fc.array(fc.tuple(fc.nat(80), fc.nat(255)), { maxLength: 3 })
    fc.assert(
      fc.property(changes, ...common, (list, seed, types, limit) => {
        const hello = ready(types[1], { Identity: "them", "X-a": "b" })
        for (const [at, byte] of list) hello[at % hello.length] = byte
        expectSameInEveryCut(Buffer.concat([greeting(), hello, frame(0, "x")]), seed, types, limit)
      }),
      { numRuns: 500 },
    )
  })

  it("behind a good handshake", () => {
    fc.assert(
      fc.property(fc.oneof(traffic, anyBytes(100)), ...common, (data, seed, types, limit) => {
        const hello = Buffer.concat([greeting(), ready(types[1])])
        expectSameInEveryCut(Buffer.concat([hello, data]), seed, types, limit)
      }),
      { numRuns: 1500 },
    )
  })

  it("good messages before bad bytes always arrive", () => {
    const messages = fc.array(fc.array(messageBody, { minLength: 1, maxLength: 4 }), {
      maxLength: 5,
    })
    fc.assert(
      fc.property(messages, anyBytes(60), fc.nat(), (good, bad, seed) => {
        const batch = new WriteBatch()
        for (const message of good) encodeMessage(message, batch)
        const recorder = Recorder.afterHandshake("ROUTER")
        recorder.feed(randomCut(Buffer.concat([...batch.seal(), bad]), seed))
        expect(recorder.messages.slice(0, good.length).map(line)).toEqual(good.map(line))
      }),
      { numRuns: 300 },
    )
  })
})

describe("encode, then decode", () => {
  const size = fc.oneof(
    { weight: 6, arbitrary: fc.nat(300) },
    {
      weight: 1,
      arbitrary: fc.constantFrom(39, 40, 41, 254, 255, 256, 2047, 2048, 4095, 4096, 4097),
    },
    { weight: 1, arbitrary: fc.integer({ min: 1000, max: 70_000 }) },
  )
  // Sizes, not bytes: a counterexample should be readable.
  const message = fc.array(size, { minLength: 1, maxLength: 6 })
  const bodyOf = (length: number, number: number): Buffer => {
    const body = Buffer.alloc(length, number)
    for (let at = 0; at < length; at += 97) body[at] = at & 0xff
    return body
  }

  it("is the identity for messages of any parts, in any cut", () => {
    fc.assert(
      fc.property(fc.array(message, { maxLength: 8 }), fc.nat(), (sizes, seed) => {
        const messages = sizes.map((list, m) => list.map((length, p) => bodyOf(length, m * 7 + p)))
        const sender = Recorder.afterHandshake("ROUTER")
        for (const each of messages) sender.connection.send(each)
        const receiver = Recorder.afterHandshake("ROUTER")
        receiver.feed(randomCut(sender.said(), seed))
        expect(receiver.error).toBeNull()
        expect(receiver.messages.length).toBe(messages.length)
        messages.forEach((sent, m) => {
          const got = receiver.messages[m]
          const same = got.length === sent.length && got.every((each, p) => each.equals(sent[p]))
          if (!same) throw new Error(`message ${String(m)} differs`)
        })
      }),
      { numRuns: 150 },
    )
  })

  it("is the identity for subscriptions of any topic, from a SUB to an XPUB, in both versions", () => {
    const form = fc
      .tuple(fc.boolean(), anyBytes(300))
      .map(([add, topic]) => Buffer.concat([add ? bytes("01") : bytes("00"), topic]))
    fc.assert(
      fc.property(
        fc.array(form, { maxLength: 10 }),
        fc.constantFrom(0, 1),
        fc.nat(),
        (forms, minor, seed) => {
          const sub = Recorder.afterHandshake("XPUB", { socketType: "SUB" }, minor)
          for (const each of forms) sub.connection.send([each])
          const xpub = Recorder.afterHandshake("SUB", { socketType: "XPUB" })
          xpub.feed(randomCut(sub.said(), seed))
          expect(xpub.messages.map(line)).toEqual(forms.map((each) => line([each])))
        },
      ),
      { numRuns: 200 },
    )
  })
})
