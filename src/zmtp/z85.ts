/**
 * Z85 (RFC 32): four bytes as five printable characters.
 */
import { Buffer } from "node:buffer"

const ALPHABET =
  "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#"
const BASE = 85
const GROUP_BYTES = 4
const GROUP_CHARACTERS = 5
const LARGEST_GROUP = 0xffffffff

/** The characters of these bytes; null when their number is no multiple of four. */
export function encodeZ85(bytes: Buffer): string | null {
  if (bytes.length % GROUP_BYTES !== 0) return null
  let text = ""
  for (let at = 0; at < bytes.length; at += GROUP_BYTES) {
    let rest = bytes.readUInt32BE(at)
    let group = ""
    for (let i = 0; i < GROUP_CHARACTERS; i++) {
      group = ALPHABET.charAt(rest % BASE) + group
      rest = Math.floor(rest / BASE)
    }
    text += group
  }
  return text
}

/**
 * The bytes of this text; null when its length is no multiple of five, when it holds a character that Z85 does not
 * have, or a group that stands for more than four bytes.
 */
export function decodeZ85(text: string): Buffer | null {
  if (text.length % GROUP_CHARACTERS !== 0) return null
  const bytes = Buffer.alloc((text.length / GROUP_CHARACTERS) * GROUP_BYTES)
  for (let group = 0; group * GROUP_CHARACTERS < text.length; group++) {
    let value = 0
    for (let i = 0; i < GROUP_CHARACTERS; i++) {
      const digit = ALPHABET.indexOf(text.charAt(group * GROUP_CHARACTERS + i))
      if (digit === -1) return null
      value = value * BASE + digit
    }
    if (value > LARGEST_GROUP) return null
    bytes.writeUInt32BE(value, group * GROUP_BYTES)
  }
  return bytes
}
