/** What a peer can make us set aside, and what a message that is kept keeps alive. */
import { Buffer } from "node:buffer"
import { afterEach, describe, expect, it, vi } from "vitest"
import { BodyBuffer } from "../../src/zmtp/body-buffer.js"
import { cutAt, randomCut, randomOf } from "../helpers/cuts.js"
import { bytes, frame } from "../helpers/raw-peer.js"
import { Recorder } from "../helpers/recorder.js"

const MIB = 1024 * 1024

afterEach(() => {
  vi.restoreAllMocks()
})

/** Bytes set aside while `act` runs, by any of Buffer's ways. */
function allocated(act: () => void): number {
  let total = 0
  const counting = (method: "alloc" | "allocUnsafe" | "allocUnsafeSlow") => {
    const original = Buffer[method].bind(Buffer)
    vi.spyOn(Buffer, method).mockImplementation((size: number) => {
      total += size
      return original(size)
    })
  }
  counting("alloc")
  counting("allocUnsafe")
  counting("allocUnsafeSlow")
  act()
  vi.restoreAllMocks()
  return total
}

/** Bytes that `copy` moves while `act` runs. */
function copied(act: () => void): number {
  let total = 0
  const prototype = Buffer.prototype as Buffer
  // eslint-disable-next-line @typescript-eslint/unbound-method
  const original = prototype.copy
  vi.spyOn(prototype, "copy").mockImplementation(function (this: unknown, ...args) {
    const count = original.apply(this as Buffer, args)
    total += count
    return count
  })
  act()
  vi.restoreAllMocks()
  return total
}

describe("a header that claims much", () => {
  it.each([100, 1024].map((mib) => [mib, mib * MIB]))(
    "%i MiB, in any cut, sets little aside until they come",
    (_mib, size) => {
      const claim = bytes('02 0000000000000000 "begun"')
      claim.writeUInt32BE(size, 5)
      for (const at of [1, 5, 9, 10]) {
        const recorder = Recorder.afterHandshake("ROUTER")
        const chunks = cutAt(claim, [at])
        const total = allocated(() => {
          for (const chunk of chunks) recorder.connection.receive(chunk)
        })
        expect(recorder.error).toBeNull()
        expect(total).toBeLessThanOrEqual(64 * 1024 + 4096)
      }
    },
  )

  it("what is set aside follows what has arrived", () => {
    const body = new BodyBuffer(1024 * MIB)
    const chunk = Buffer.alloc(64 * 1024)
    for (let arrived = 0; arrived < 128 * MIB;) {
      arrived += body.append(chunk, 0)
      expect(body.bytes.length).toBeLessThanOrEqual(16 * arrived)
      expect(body.isComplete).toBe(false)
    }
  })

  it("more than maxMessageSize sets nothing aside", () => {
    const recorder = Recorder.afterHandshake("ROUTER", { maxMessageBytes: MIB })
    const total = allocated(() => {
      recorder.receive(bytes("02 00000000 00100001"))
    })
    expect(recorder.error?.code).toBe("ERR_ZMTP_MALFORMED_COMMAND_MESSAGE")
    expect(total).toBeLessThan(4096)
  })
})

describe("a body in many chunks", () => {
  it.each([
    [300, 1],
    [50_000, 7],
    [200_000, 100],
    [200_000, 1],
    [3 * MIB, 1000],
    [20 * MIB, 65_536],
  ])("%i bytes in pieces of %i are copied 4/3 times at most, and arrive exact", (size, piece) => {
    const body = Buffer.alloc(size)
    for (let at = 0; at + 4 <= size; at += 4) body.writeUInt32LE((at * 2654435761) >>> 0, at)
    const data = frame(0, body)
    const chunks: Buffer[] = []
    for (let at = 0; at < data.length; at += piece) chunks.push(data.subarray(at, at + piece))
    const recorder = Recorder.afterHandshake("ROUTER")
    const count = copied(() => {
      for (const chunk of chunks) recorder.connection.receive(chunk)
    })
    expect(recorder.messages[0][0].equals(body)).toBe(true)
    expect(count).toBeGreaterThanOrEqual(size - piece)
    expect(count).toBeLessThanOrEqual((4 * size) / 3 + 65_536)
  })

  it("takes no more memory than its size in the end", () => {
    const size = 200_000
    const recorder = Recorder.afterHandshake("ROUTER")
    recorder.feed(randomCut(frame(0, Buffer.alloc(size)), 5))
    expect(recorder.messages[0][0].buffer.byteLength).toBe(size)
  })
})

describe("a part that is kept keeps at most max(8 KiB, 64 n) bytes alive", () => {
  function expectFrugal(parts: readonly Buffer[]): void {
    for (const part of parts) {
      const bound = Math.max(8192, 64 * part.length)
      if (part.buffer.byteLength > bound) {
        throw new Error(
          `a part of ${String(part.length)} bytes keeps ${String(part.buffer.byteLength)} alive`,
        )
      }
    }
  }

  /** As Node reads: each chunk has memory of its own, and is at most 64 KiB. */
  function reads(data: Buffer, size = 65_536): Buffer[] {
    const chunks: Buffer[] = []
    for (let at = 0; at < data.length; at += size) {
      const piece = data.subarray(at, at + size)
      const chunk = Buffer.allocUnsafeSlow(piece.length)
      piece.copy(chunk)
      chunks.push(chunk)
    }
    return chunks
  }

  it.each([
    0, 1, 16, 100, 255, 256, 511, 512, 1000, 1023, 1024, 1025, 4095, 4096, 4097, 8191, 8192, 8193,
    20_000, 65_527,
  ])("n = %i, in chunks of any size up to 64 KiB", (size) => {
    const body = Buffer.alloc(size, "kept message ")
    const count = Math.max(3, Math.ceil(150_000 / (size + 2)))
    const data = Buffer.concat(Array<Buffer>(count).fill(frame(0, body)))
    for (const read of [65_536, 10_000, 8193, 8192, 1000]) {
      const recorder = Recorder.afterHandshake("ROUTER")
      for (const chunk of reads(data, read)) recorder.connection.receive(chunk)
      expect(recorder.messages).toHaveLength(count)
      const parts = recorder.messages.flat()
      expectFrugal(parts)
      expect(parts.every((part) => part.equals(body))).toBe(true)
    }
  })

  it("sizes at random, in chunks at random", () => {
    for (let seed = 1; seed <= 10; seed++) {
      const random = randomOf(seed)
      const bodies = Array.from({ length: 400 }, (_, i) =>
        Buffer.alloc(Math.floor(random() ** 6 * 60_000), i & 0xff),
      )
      const data = Buffer.concat(bodies.map((body, i) => frame(i % 3 === 0 ? 1 : 0, body)))
      const recorder = Recorder.afterHandshake("ROUTER")
      for (const chunk of reads(data, 1 + Math.floor(random() * 65_536))) {
        recorder.connection.receive(chunk)
      }
      const parts = recorder.messages.flat()
      expectFrugal(parts)
      parts.forEach((part, i) => {
        if (!part.equals(bodies[i]))
          throw new Error(`seed ${String(seed)}: part ${String(i)} differs`)
      })
    }
  })

  it("many small messages of one chunk share their memory", () => {
    const data = Buffer.concat(Array<Buffer>(3000).fill(frame(0, "sixteen bytes ok")))
    const recorder = Recorder.afterHandshake("ROUTER")
    const total = allocated(() => {
      recorder.connection.receive(Buffer.from(data))
    })
    expect(total).toBeLessThan(2 * data.length)
  })
})
