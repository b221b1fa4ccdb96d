/**
 * Quoted: a message a line, its parts in double quotes with a space between, with C's escapes in them: any message,
 * as one line of text.
 */
import { Buffer } from "node:buffer"
import { quoted } from "../../inspect/quote.js"
import type { Format, Parts } from "./format.js"

const BACKSLASH = 0x5c
const QUOTE = 0x22
const SPACE = 0x20
const TAB = 0x09
const ESCAPES: Readonly<Record<string, number>> = {
  "0": 0x00,
  a: 0x07,
  b: 0x08,
  t: 0x09,
  n: 0x0a,
  v: 0x0b,
  f: 0x0c,
  r: 0x0d,
  e: 0x1b,
  '"': QUOTE,
  "'": 0x27,
  "\\": BACKSLASH,
}
const HEX = /^[0-9a-f]{2}$/i

export const quotedFormat: Format = {
  isLines: true,

  parse(line: Buffer): Parts {
    const parts: Parts = []
    for (let at = skipSpaces(line, 0); at < line.length; at = skipSpaces(line, at)) {
      if (line[at] !== QUOTE)
        throw new SyntaxError(`a part begins with ", at column ${String(at + 1)}`)
      const end = endOfQuotes(line, at + 1)
      parts.push(unescaped(line.subarray(at + 1, end)))
      at = end + 1
      if (at < line.length && !isSpace(line[at])) {
        throw new SyntaxError(`a space has to follow ", at column ${String(at + 1)}`)
      }
    }
    return parts
  },

  /** The shell has its own quotes: here they stand for themselves, and escapes are what is wanted. */
  parseWords(words: readonly string[]): Parts {
    return words.map((word) => unescaped(Buffer.from(word)))
  },

  print(message: readonly Buffer[]): Buffer {
    return Buffer.from(`${message.map(quoted).join(" ")}\n`)
  },
}

function isSpace(byte: number): boolean {
  return byte === SPACE || byte === TAB
}

function skipSpaces(line: Buffer, from: number): number {
  let at = from
  while (at < line.length && isSpace(line[at])) at += 1
  return at
}

/** Where the quotes end that this is in. */
function endOfQuotes(line: Buffer, from: number): number {
  for (let at = from; at < line.length; at++) {
    if (line[at] === BACKSLASH) at += 1
    else if (line[at] === QUOTE) return at
  }
  throw new SyntaxError(`the quotes at column ${String(from)} do not end`)
}

function unescaped(text: Buffer): Buffer {
  if (!text.includes(BACKSLASH)) return text
  const bytes: number[] = []
  for (let at = 0; at < text.length; at++) {
    if (text[at] !== BACKSLASH) bytes.push(text[at])
    else {
      const [byte, size] = escapeAt(text, at + 1)
      bytes.push(byte)
      at += size
    }
  }
  return Buffer.from(bytes)
}

/** What stands behind a backslash, and how many characters that are. */
function escapeAt(text: Buffer, at: number): [byte: number, size: number] {
  const letter = String.fromCharCode(text[at] ?? SPACE)
  if (letter === "x") {
    const digits = text.toString("latin1", at + 1, at + 3)
    if (!HEX.test(digits)) throw new SyntaxError("\\x takes two hexadecimal digits")
    return [parseInt(digits, 16), 3]
  }
  const byte = ESCAPES[letter] as number | undefined
  if (byte === undefined) throw new SyntaxError(`there is no escape \\${letter}`)
  return [byte, 1]
}
