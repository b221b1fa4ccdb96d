/**
 * The property list inside READY (RFC 37, "Metadata"): name length, name, 4-byte value length, value.
 * Knows the list. Does not know what its properties mean.
 */
import { Buffer } from "node:buffer"
import { printable, ProtocolError } from "./errors.js"

/** Properties as they are sent: names in their canonical case, in order. */
export type Properties = readonly (readonly [name: string, value: Buffer])[]

const NAME = /^[A-Za-z0-9\-_.+]+$/
const LONGEST_NAME = 255
const VALUE_LENGTH_BYTES = 4
const LARGEST_VALUE = 0x7fffffff
/** Most properties that are taken, unless somebody says otherwise. */
export const MOST_PROPERTIES = 256

/** Whether a property can have this name. */
export function isPropertyName(name: string): boolean {
  return name.length <= LONGEST_NAME && NAME.test(name)
}

/** The list as bytes. */
export function encodeMetadata(properties: Properties): Buffer {
  const pieces: Buffer[] = []
  for (const [name, value] of properties) {
    const head = Buffer.allocUnsafe(1 + name.length + VALUE_LENGTH_BYTES)
    head[0] = name.length
    head.write(name, 1, "latin1")
    head.writeUInt32BE(value.length, 1 + name.length)
    pieces.push(head, value)
  }
  return Buffer.concat(pieces)
}

/**
 * Reads a list; names in lower case, since RFC 37 ignores case. The first of two equal names wins.
 * @throws ProtocolError when a length runs past the end, a name has other characters than the RFC allows, or there
 * are too many.
 */
export function decodeMetadata(bytes: Buffer, most = MOST_PROPERTIES): Map<string, Buffer> {
  const properties = new Map<string, Buffer>()
  let at = 0
  for (let count = 0; at < bytes.length; count++) {
    if (count >= most) throw invalid(`more than ${String(count)} properties`)
    const nameEnd = at + 1 + bytes[at]
    const valueStart = nameEnd + VALUE_LENGTH_BYTES
    if (valueStart > bytes.length)
      throw invalid(`a property name at byte ${String(at)} is cut short`)
    const name = bytes.toString("latin1", at + 1, nameEnd)
    if (!NAME.test(name)) throw invalid(`property name "${printable(name)}" is not allowed`)
    const size = bytes.readUInt32BE(nameEnd)
    const left = bytes.length - valueStart
    if (size > left || size > LARGEST_VALUE) {
      throw invalid(`property "${name}" claims ${String(size)} bytes, ${String(left)} remain`)
    }
    at = valueStart + size
    const key = name.toLowerCase()
    if (!properties.has(key)) properties.set(key, Buffer.from(bytes.subarray(valueStart, at)))
  }
  return properties
}

function invalid(text: string): ProtocolError {
  return new ProtocolError("ERR_ZMTP_INVALID_METADATA", text)
}
