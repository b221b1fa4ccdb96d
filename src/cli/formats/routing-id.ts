/**
 * Routing ids in text: as they are if they are printable, else `0x` and hexadecimal digits.
 */
import { Buffer } from "node:buffer"

const HEX = /^0x((?:[0-9a-f]{2})+)$/i
const LIKE_HEX = /^0x/i
const PRINTABLE = /^[\x21-\x7e]+$/
const LONGEST_ID = 255

/** The id that this text is: `0x..` is read as hexadecimal. @throws SyntaxError for what is none. */
export function idOf(text: string): Buffer {
  const hex = HEX.exec(text)
  if (hex === null && LIKE_HEX.test(text)) {
    throw new SyntaxError(
      "behind 0x of a routing id there has to be an even number of hexadecimal digits",
    )
  }
  const id = hex === null ? Buffer.from(text) : Buffer.from(hex[1], "hex")
  if (id.length === 0) throw new SyntaxError("a routing id has at least one byte")
  if (id.length > LONGEST_ID) throw new SyntaxError("a routing id has at most 255 bytes")
  return id
}

/** The text of an id. */
export function shownId(id: Buffer): string {
  const text = id.toString("latin1")
  return PRINTABLE.test(text) && !LIKE_HEX.test(text) ? text : `0x${id.toString("hex")}`
}
