/** Z85 (RFC 32), with the vectors of the RFC. */
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { decodeZ85, encodeZ85 } from "../../src/zmtp/z85.js"

const hex = (text: string) => Buffer.from(text.replaceAll(" ", ""), "hex")

describe("Z85", () => {
  it.each([
    ["86 4F D2 6F B5 59 F7 5B", "HelloWorld"],
    [
      "8E 0B DD 69 76 28 B9 1D 8F 24 55 87 EE 95 C5 B0 4D 48 96 3F 79 25 98 77 B4 9C D9 06 3A EA D3 B7",
      "JTKVSB%%)wK0E.X)V>+}o?pNmC{O&4W4b!Ni{Lh6",
    ],
    [
      "BB 88 47 1D 65 E2 65 9B 30 C5 5A 53 21 CE BB 5A AB 2B 70 A3 98 64 5C 26 DC A2 B2 FC B4 3F C5 18",
      "Yne@$w-vo<fVvi]a<NY6T1ed:M$fCG*[IaLV{hID",
    ],
    ["", ""],
    ["00 00 00 00", "00000"],
    ["FF FF FF FF", "%nSc0"],
  ])("%s is %s", (bytes, text) => {
    expect(encodeZ85(hex(bytes))).toBe(text)
    expect(decodeZ85(text)).toEqual(hex(bytes))
  })

  it("what is encoded can be decoded", () => {
    const words = fc
      .uint8Array({ maxLength: 16 })
      .map((bytes) => Buffer.concat(Array<Uint8Array>(4).fill(bytes)))
    fc.assert(
      fc.property(words, (bytes) => {
        expect(decodeZ85(encodeZ85(bytes) ?? "?")).toEqual(bytes)
      }),
    )
  })

  it("bytes that are no multiple of four have no text", () => {
    expect([1, 2, 3, 5, 33].map((size) => encodeZ85(Buffer.alloc(size)))).toEqual(
      Array(5).fill(null),
    )
  })

  it.each([
    ["a length that is no multiple of five", "Hello1"],
    ["a character it does not have", "Hell~"],
    ["a space", "Hell "],
    ["a letter with an accent", "Hellé"],
    ["a group beyond 32 bits", "#####"],
    ["the first group beyond 32 bits", "%nSc1"],
  ])("%s is no Z85", (_what, text) => {
    expect(decodeZ85(text)).toBeNull()
  })
})
