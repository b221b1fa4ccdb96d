/** The ways bytes come to a connection: in memory that is used again, in memory to keep. */
import { Buffer } from "node:buffer"
import { describe, expect, it } from "vitest"
import { cutAt, randomOf } from "../helpers/cuts.js"
import { frame } from "../helpers/raw-peer.js"
import { Recorder } from "../helpers/recorder.js"

const KIB = 1024
const SIZES = [
  0,
  1,
  16,
  255,
  256,
  1023,
  1024,
  3000,
  8 * KIB,
  20 * KIB,
  100 * KIB,
  300 * KIB,
  2 * KIB * KIB,
]

/** Bodies that all differ. */
function bodies(seed: number, count: number): Buffer[] {
  const random = randomOf(seed)
  return Array.from({ length: count }, () => {
    const body = Buffer.alloc(SIZES[Math.floor(random() * SIZES.length)])
    for (let at = 0; at < body.length; at++) body[at] = (random() * 256) | 0
    return body
  })
}

/** Hands over bytes as a stream does: reads of random size, into one buffer again and again, or into new ones. */
function pour(recorder: Recorder, data: Buffer, seed: number): void {
  const random = randomOf(seed)
  const reused = Buffer.alloc(64 * KIB)
  const { connection } = recorder
  for (let at = 0; at < data.length;) {
    const most = 1 + Math.floor(random() ** 3 * 64 * KIB)
    if (random() < 0.5) {
      const count = data.copy(reused, 0, at, at + most)
      recorder.run(() => connection.receive(reused.subarray(0, count), false))
      reused.fill(0xee)
      at += count
    } else {
      const chunk = Buffer.from(data.subarray(at, at + most))
      recorder.run(() => connection.receive(chunk, true))
      at += chunk.length
    }
    if (random() < 0.3) recorder.run(() => connection.resume())
  }
  while (connection.stopped) recorder.run(() => connection.resume())
}

describe("however bytes come to a connection", () => {
  it.each(Array.from({ length: 12 }, (_, i) => i))(
    "the same messages come out, seed %i",
    (seed) => {
      const sent = bodies(seed, 40)
      const data = Buffer.concat(sent.map((body) => frame(0, body)))
      const random = randomOf(seed)
      const recorder = Recorder.afterHandshake("ROUTER", { stopAfter: () => random() < 0.2 })
      pour(recorder, data, seed)
      expect(recorder.error).toBeNull()
      expect(recorder.messages.map(([body]) => body.length)).toEqual(
        sent.map(({ length }) => length),
      )
      sent.forEach((body, i) => {
        expect(recorder.messages[i][0].equals(body)).toBe(true)
      })
    },
  )
})

describe("a chunk that may be kept", () => {
  it.each([1024, 5000, 20_000])("shows bodies of %i bytes as they lie in it", (size) => {
    const recorder = Recorder.afterHandshake("ROUTER")
    const chunk = Buffer.concat([frame(0, Buffer.alloc(size, 1)), frame(0, Buffer.alloc(size, 2))])
    expect(recorder.connection.receive(chunk, true)).toBe(true)
    for (const [body] of recorder.messages) expect(body.buffer).toBe(chunk.buffer)
    expect(recorder.messages.map(([body]) => body[0])).toEqual([1, 2])
  })

  it("is not kept for small ones", () => {
    const recorder = Recorder.afterHandshake("ROUTER")
    const frames = Buffer.concat([frame(0, Buffer.alloc(1000, 1)), frame(0, Buffer.alloc(16, 2))])
    const chunk = Buffer.allocUnsafeSlow(frames.length)
    frames.copy(chunk)
    expect(recorder.connection.receive(chunk, true)).toBe(false)
    for (const [body] of recorder.messages) expect(body.buffer).not.toBe(chunk.buffer)
  })

  it("is kept when decoding stops in the middle of it", () => {
    const recorder = Recorder.afterHandshake("ROUTER", { stopAfter: () => true })
    const chunk = Buffer.concat([frame(0, "a"), frame(0, "b"), frame(0, "c")])
    expect(recorder.connection.receive(chunk, true)).toBe(true)
    const [more] = cutAt(frame(0, "d"), [])
    expect(recorder.connection.receive(more, true)).toBe(true)
    for (let i = 0; i < 4; i++) recorder.connection.resume()
    expect(recorder.messages.map(([body]) => body.toString())).toEqual(["a", "b", "c", "d"])
  })

  it("a chunk that may not be kept is asked for to keep when its bodies are large enough", () => {
    const recorder = Recorder.afterHandshake("ROUTER")
    expect(recorder.connection.receive(frame(0, Buffer.alloc(1024)), false)).toBe(true)
    expect(recorder.connection.receive(frame(0, Buffer.alloc(100)), false)).toBe(false)
  })
})
