import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { ProtocolError } from "../../src/zmtp/errors.js"
import { decodeMetadata, encodeMetadata } from "../../src/zmtp/metadata.js"
import { bytes } from "../helpers/raw-peer.js"

const LIST = bytes(
  '0B "Socket-Type" 00000006 "DEALER" 08 "Identity" 00000000 04 "X-ab" 00000002 0001',
)

function codeOf(act: () => unknown): string {
  try {
    act()
  } catch (error) {
    if (error instanceof ProtocolError) return error.code
    throw error
  }
  return "accepted"
}

describe("RFC 37, metadata", () => {
  it("reads names, lengths and values", () => {
    expect([...decodeMetadata(LIST)]).toEqual([
      ["socket-type", Buffer.from("DEALER")],
      ["identity", Buffer.alloc(0)],
      ["x-ab", Buffer.from([0, 1])],
    ])
  })

  it("writes what it reads, with names in the case they were given", () => {
    const written = encodeMetadata([
      ["Socket-Type", Buffer.from("DEALER")],
      ["Identity", Buffer.alloc(0)],
      ["X-ab", Buffer.from([0, 1])],
    ])
    expect(written).toEqual(LIST)
  })

  it("an empty list has no properties", () => {
    expect(decodeMetadata(Buffer.alloc(0)).size).toBe(0)
  })

  it("cut short at any byte that does not end a property, it is refused", () => {
    const ends = new Set([0, 22, 35, LIST.length])
    for (let length = 0; length <= LIST.length; length++) {
      const outcome = codeOf(() => decodeMetadata(LIST.subarray(0, length)))
      expect(outcome, `${String(length)} bytes`).toBe(
        ends.has(length) ? "accepted" : "ERR_ZMTP_INVALID_METADATA",
      )
    }
  })

  it.each([
    ["an empty name", '00 00000001 "A"'],
    ["an empty name and value", "00 00000000"],
    ["a space in a name", '03 "a b" 00000000'],
    ["a NUL in a name", "03 610062 00000000"],
    ["a colon in a name", '03 "a:b" 00000000'],
    ["a byte above 127 in a name", "02 61E9 00000000"],
    ["a line feed at the end of a name", "02 610A 00000000"],
    ["a name longer than what is left", '08 "ab" 00000000'],
    ["a value longer than what is left", '01 "a" 00000002 41'],
    ["a value of 2^31 bytes", '01 "a" 80000000 41'],
    ["a value of 2^32 - 1 bytes", '01 "a" FFFFFFFF 41'],
    ["one stray byte behind the list", '01 "a" 00000001 41 00'],
  ])("%s is refused", (_what, list) => {
    expect(codeOf(() => decodeMetadata(bytes(list)))).toBe("ERR_ZMTP_INVALID_METADATA")
  })

  it("every character RFC 37 allows in a name is taken", () => {
    const name = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.+"
    const list = encodeMetadata([[name, Buffer.from("v")]])
    expect([...decodeMetadata(list).keys()]).toEqual([name.toLowerCase()])
  })

  it("a name of 255 bytes is taken", () => {
    const list = encodeMetadata([["n".repeat(255), Buffer.from("v")]])
    expect(decodeMetadata(list).get("n".repeat(255))?.toString()).toBe("v")
  })

  it("names ignore case, and the first of two equal names wins", () => {
    const list = bytes('01 "a" 00000001 31 01 "A" 00000001 32 01 "a" 00000001 33')
    expect([...decodeMetadata(list)]).toEqual([["a", Buffer.from("1")]])
  })

  it("values do not keep the frame they came in alive", () => {
    const chunk = Buffer.alloc(64 * 1024)
    LIST.copy(chunk)
    const value = decodeMetadata(chunk.subarray(0, LIST.length)).get("socket-type")
    expect(value?.buffer).not.toBe(chunk.buffer)
  })

  it("any list is read back as it was written", () => {
    const name = fc.stringMatching(/^[A-Za-z0-9\-_.+]{1,40}$/)
    const value = fc.uint8Array({ maxLength: 300 }).map((array) => Buffer.from(array))
    const list = fc.uniqueArray(fc.tuple(name, value), {
      maxLength: 12,
      selector: ([key]) => key.toLowerCase(),
    })
    fc.assert(
      fc.property(list, (properties) => {
        expect([...decodeMetadata(encodeMetadata(properties))]).toEqual(
          properties.map(([key, bytes]) => [key.toLowerCase(), bytes]),
        )
      }),
      { numRuns: 300 },
    )
  })

  it("any bytes are a list, or refused with a ProtocolError", () => {
    // Small bytes make lengths that fit.
    const byte = fc.oneof(fc.integer({ min: 0, max: 4 }), fc.constant(0x61), fc.nat(255))
    fc.assert(
      fc.property(fc.array(byte, { maxLength: 60 }), (list) => {
        expect(["accepted", "ERR_ZMTP_INVALID_METADATA"]).toContain(
          codeOf(() => decodeMetadata(Buffer.from(list))),
        )
      }),
      { numRuns: 2000 },
    )
  })
})
