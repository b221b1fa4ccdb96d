/**
 * What a format of messages is: a line of input to a message, and back.
 */
import type { Buffer } from "node:buffer"
import { hexFormat } from "./hex.js"
import { jsonFormat } from "./json.js"
import { quotedFormat } from "./quoted.js"
import { rawFormat } from "./raw.js"
import { textFormat } from "./text.js"

/** A message: its parts. */
export type Parts = Buffer[]

/** How a message is to be printed. */
export interface Printing {
  /** For eyes: nothing may go out that a terminal would obey. */
  readonly forTerminal: boolean
  /** The first part is a routing id. */
  readonly hasId: boolean
}

/** One format. */
export interface Format {
  /** Messages are lines; else all of the input is one message. */
  readonly isLines: boolean
  /** The message of a line, without its end; no parts: the line is blank. @throws SyntaxError for what is none. */
  parse(line: Buffer, hasId: boolean): Parts
  /** The message whose parts are these words of the command line. @throws SyntaxError. */
  parseWords(words: readonly string[], hasId: boolean): Parts
  /** The message as it is printed, with what ends it. */
  print(message: readonly Buffer[], printing: Printing): Buffer
}

const FORMATS = {
  text: textFormat,
  quoted: quotedFormat,
  hex: hexFormat,
  json: jsonFormat,
  raw: rawFormat,
} as const satisfies Record<string, Format>

export type FormatName = keyof typeof FORMATS

/** The format of this name. */
export function formatOf(name: FormatName): Format {
  return FORMATS[name]
}
