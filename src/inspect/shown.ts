/**
 * How bytes and texts of a peer are shown within a line: cut where they are long, with nothing in them that a
 * terminal would obey.
 */
import type { Buffer } from "node:buffer"
import { printable } from "../zmtp/errors.js"
import { quoted } from "./quote.js"

const SHOWN_BYTES = 48
const SHOWN_AS_HEX = 20

/** Text of a peer, such as the name of a command. */
export function shownText(text: string): string {
  return printable(text)
}

/** A body or value: in quotes if most of it is text, else in hexadecimal. `size`: how long it is in all. */
export function shownBytes(bytes: Buffer, size = bytes.length): string {
  const start = bytes.subarray(0, SHOWN_BYTES)
  const isReadable = isText(start)
  const head = isReadable ? start : bytes.subarray(0, SHOWN_AS_HEX)
  const text = isReadable ? quoted(head) : `0x${head.toString("hex")}`
  return size > head.length ? `${text}...` : text
}

/** `1 byte`, `2 bytes`. */
export function countOf(count: number, what = "byte"): string {
  return `${String(count)} ${what}${count === 1 ? "" : "s"}`
}

/** Three of four bytes are printable ASCII, or part of other characters than ASCII. */
function isText(bytes: Buffer): boolean {
  let strange = 0
  for (const byte of bytes) if (byte < 0x20 || byte === 0x7f) strange += 1
  const invalid = bytes.toString().split("\ufffd").length - 1
  return (strange + invalid) * 4 <= bytes.length
}
