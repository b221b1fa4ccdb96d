/**
 * JSON: a message a line, as an array of its parts: a text where a part is valid UTF-8, else `{"base64":"..."}`.
 */
import { Buffer, isUtf8 } from "node:buffer"
import type { Format, Parts, Printing } from "./format.js"

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/
/** Half of a character: JSON can have it, UTF-8 cannot. */
const SURROGATE = /\p{Surrogate}/u
/** What JSON may have as it is, and a terminal may obey. */
const SHAPELESS = /\p{C}/gu

export const jsonFormat: Format = {
  isLines: true,

  parse(line: Buffer): Parts {
    const text = line.toString().trim()
    return text === "" ? [] : messageOf(text)
  },

  /** One word may be a whole message; of several, each is a part. */
  parseWords(words: readonly string[]): Parts {
    return words.length === 1 ? messageOf(words[0]) : words.map((word) => partOf(parsed(word)))
  },

  print(message: readonly Buffer[], { forTerminal }: Printing): Buffer {
    const parts = message.map((part) =>
      isUtf8(part) ? part.toString() : { base64: part.toString("base64") },
    )
    const text = JSON.stringify(parts)
    return Buffer.from(`${forTerminal ? text.replace(SHAPELESS, escape) : text}\n`)
  },
}

/** All its units of 16 bits: two beyond the first 65536 characters. */
function escape(char: string): string {
  return char
    .split("")
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`)
    .join("")
}

function messageOf(text: string): Parts {
  const value = parsed(text)
  if (!Array.isArray(value)) return [partOf(value)]
  if (value.length === 0) throw new SyntaxError("a message has at least one part")
  return value.map(partOf)
}

function parsed(text: string): unknown {
  return JSON.parse(text)
}

function partOf(value: unknown): Buffer {
  if (typeof value === "string") {
    if (!SURROGATE.test(value)) return Buffer.from(value)
    throw new SyntaxError(`a part is text, and ${JSON.stringify(value)} has half of a character`)
  }
  if (typeof value === "object" && value !== null && "base64" in value) {
    const { base64 } = value
    if (typeof base64 === "string" && BASE64.test(base64)) return Buffer.from(base64, "base64")
  }
  throw new SyntaxError(`a part is a text or {"base64":"..."}, not ${JSON.stringify(value)}`)
}
