/**
 * Hex: a message a line, its parts as hexadecimal digits with a space between; a part of no bytes is a dash.
 */
import { Buffer } from "node:buffer"
import type { Format, Parts } from "./format.js"

const EMPTY_PART = "-"
const DIGITS = /^(?:0x)?((?:[0-9a-f]{2})*)$/i

export const hexFormat: Format = {
  isLines: true,

  parse(line: Buffer): Parts {
    const text = line.toString("latin1").trim()
    return text === "" ? [] : partsOf(text.split(/[ \t]+/))
  },

  parseWords: partsOf,

  print(message: readonly Buffer[]): Buffer {
    const texts = message.map((part) => (part.length === 0 ? EMPTY_PART : part.toString("hex")))
    return Buffer.from(`${texts.join(" ")}\n`)
  },
}

function partsOf(words: readonly string[]): Parts {
  return words.map((word) => {
    if (word === EMPTY_PART || word === "") return Buffer.alloc(0)
    const digits = DIGITS.exec(word)
    if (digits === null)
      throw new SyntaxError(`${JSON.stringify(word)} is no even number of hexadecimal digits`)
    return Buffer.from(digits[1], "hex")
  })
}
