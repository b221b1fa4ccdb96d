/**
 * Text: a message a line, its parts separated by tabs. What is in a part is not changed, so that a part with a tab or
 * the end of a line in it cannot be told from two: the other formats can. On a terminal controls are escaped.
 */
import { Buffer } from "node:buffer"
import { escaped } from "../../inspect/quote.js"
import type { Format, Parts, Printing } from "./format.js"
import { idOf, shownId } from "./routing-id.js"

const TAB = 0x09
const SEPARATOR = Buffer.from("\t")
const END = Buffer.from("\n")

export const textFormat: Format = {
  isLines: true,

  parse(line: Buffer, hasId: boolean): Parts {
    if (line.length === 0) return []
    const parts: Parts = []
    let from = 0
    for (let at = line.indexOf(TAB); at !== -1; at = line.indexOf(TAB, from)) {
      parts.push(line.subarray(from, at))
      from = at + 1
    }
    parts.push(line.subarray(from))
    if (hasId) parts[0] = idOf(parts[0].toString())
    return parts
  },

  parseWords(words: readonly string[], hasId: boolean): Parts {
    return words.map((word, i) => (hasId && i === 0 ? idOf(word) : Buffer.from(word)))
  },

  print(message: readonly Buffer[], { forTerminal, hasId }: Printing): Buffer {
    const pieces: Buffer[] = []
    for (const [i, part] of message.entries()) {
      if (i > 0) pieces.push(SEPARATOR)
      if (hasId && i === 0) pieces.push(Buffer.from(shownId(part)))
      else pieces.push(forTerminal ? Buffer.from(onTerminal(part)) : part)
    }
    pieces.push(END)
    return Buffer.concat(pieces)
  },
}

/** Quotes and backslashes need no escape where nothing is quoted. */
function onTerminal(part: Buffer): string {
  return escaped(part).replace(/\\(["\\])/g, "$1")
}
