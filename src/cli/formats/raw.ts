/**
 * Raw: bytes as they are. All of the input is one message of one part; what is printed has nothing between parts or
 * messages.
 */
import { Buffer } from "node:buffer"
import type { Format, Parts } from "./format.js"

export const rawFormat: Format = {
  isLines: false,

  parse(all: Buffer): Parts {
    return [all]
  },

  parseWords(words: readonly string[]): Parts {
    return words.map((word) => Buffer.from(word))
  },

  print(message: readonly Buffer[]): Buffer {
    return Buffer.concat(message)
  },
}
