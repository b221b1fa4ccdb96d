/**
 * Routing ids in text: as they are if they are printable, else `0x` and hexadecimal digits.
 */
import { Buffer } from "node:buffer"
import { EXIT, Failure } from "../exit.js"

const HEX = /^0x((?:[0-9a-f]{2})+)$/i
const PRINTABLE = /^[\x21-\x7e]+$/
const LONGEST_ID = 255

/** The id that this text is: `0x..` is read as hexadecimal. */
export function idOf(text: string): Buffer {
  const hex = HEX.exec(text)
  const id = hex === null ? Buffer.from(text) : Buffer.from(hex[1], "hex")
  if (id.length > LONGEST_ID) throw new Failure(EXIT.usage, "a routing id has at most 255 bytes")
  return id
}

/** The text of an id. */
export function shownId(id: Buffer): string {
  const text = id.toString("latin1")
  return PRINTABLE.test(text) && !HEX.test(text) ? text : `0x${id.toString("hex")}`
}
