/**
 * Items as text for people.
 */
import { describe, expect, it } from "vitest"
import { Inspector } from "../../src/inspect/inspector.js"
import { escaped, quoted } from "../../src/inspect/quote.js"
import { transcriptOf, type TranscriptOptions } from "../../src/inspect/transcript.js"
import { bytes, frame, greeting, ready } from "../helpers/raw-peer.js"

function transcript(said: Buffer, options?: TranscriptOptions): string[] {
  const inspector = new Inspector()
  return [...inspector.push(said), ...inspector.end()].flatMap((item) =>
    transcriptOf(item, options),
  )
}

describe("a transcript", () => {
  it("has a line for each item: offset, what it is, its size", () => {
    const said = Buffer.concat([greeting(), ready("PUSH"), bytes('00 05 "hello"')])
    expect(transcript(said, { prefix: "> " })).toEqual([
      "> 0000  greeting: ZMTP 3.1, NULL  (64 bytes)",
      "> 0040  READY Socket-Type=PUSH  (28 bytes)",
      '> 005c  message: "hello", 5 bytes',
    ])
  })

  it("has a line for each field when asked: offset, bytes, what they mean", () => {
    const said = Buffer.concat([greeting(), ready("PUSH"), bytes('00 05 "hello"')])
    expect(transcript(said, { fields: true, prefix: "> " }).slice(-3)).toEqual(
      [
        '> 005c  message: "hello", 5 bytes',
        "    005c  00                                               flags: message, last part, short",
        "    005d  05                                               body length 5",
        '    005e  68 65 6c 6c 6f                                   body "hello"',
      ].slice(-3),
    )
  })

  it("counts zeros, and what does not fit into a line", () => {
    const lines = transcript(
      Buffer.concat([greeting(), ready("PUSH"), frame(0, "y".repeat(100))]),
      {
        fields: true,
      },
    )
    expect(lines.find((line) => line.endsWith("filler"))).toContain("00 x 31")
    expect(lines.at(-1)).toContain("79 79 79 79 79 79 79 79 79 79 79 ... 100 bytes")
  })

  it("marks violations with ! and remarks with ?", () => {
    const said = Buffer.concat([greeting(), ready("PUSH"), bytes('80 01 "A" 04 05 04 "SING"')])
    const lines = transcript(said)
    expect(lines).toContain("  ! reserved bits of the flags are set")
    expect(lines).toContain("  ? not a command of ZMTP 3.1: peers ignore it")
  })

  it("does not show a password", () => {
    const hello = frame(4, bytes('05 "HELLO" 03 "ann" 06 "secret"'))
    const text = transcript(Buffer.concat([greeting(1, "PLAIN"), hello]), { fields: true }).join(
      "\n",
    )
    expect(text).toContain('user name "ann"')
    expect(text).not.toContain("secret")
    expect(text).not.toContain(
      Buffer.from("secret")
        .toString("hex")
        .replace(/(..)(?=.)/g, "$1 "),
    )
  })

  it("holds nothing a terminal would obey", () => {
    const said = Buffer.concat([
      greeting(1, "NU\x1b[2J"),
      ready("\x1b]0;x", { "X-\x07": "\x1b[31m", Identity: "\u202e\x9b" }),
      bytes('04 05 04 "A' + "\x1b" + 'BC"'),
      frame(0, "\x1b[2J\n\u2028"),
    ])
    expect(transcript(said, { fields: true }).join("")).not.toMatch(
      /[\x00-\x1f\x7f-\x9f\u2028\u202e]/,
    )
  })
})

describe("quoted bytes", () => {
  it.each([
    ["hello", '"hello"'],
    ['a "b" \\', '"a \\"b\\" \\\\"'],
    ["a\nb\tc\r", '"a\\nb\\tc\\r"'],
    ["\0\x7f\x1b", '"\\x00\\x7f\\x1b"'],
    ["grüße 世界 🙂", '"grüße 世界 🙂"'],
    ["\u00a0\u200b\ufeff", '"\\xc2\\xa0\\xe2\\x80\\x8b\\xef\\xbb\\xbf"'],
    ["\ufffd", '"\\xef\\xbf\\xbd"'],
  ])("%j are %s", (text, expected) => {
    expect(quoted(Buffer.from(text))).toBe(expected)
  })

  it("have escapes where they are no UTF-8, and text between", () => {
    expect(escaped(Buffer.from("61ffc3a9c3", "hex"))).toBe("a\\xffé\\xc3")
    expect(escaped(Buffer.from("eda080", "hex"))).toBe("\\xed\\xa0\\x80")
  })
})
