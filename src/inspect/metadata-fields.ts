/**
 * The property list of READY and INITIATE, byte by byte (RFC 37, "Metadata").
 * Knows what the RFC says of names and values. Does not know commands.
 */
import type { Buffer } from "node:buffer"
import { isPropertyName } from "../zmtp/metadata.js"
import { isSocketType } from "../zmtp/socket-type.js"
import type { Notes } from "./item.js"
import { shownBytes, shownText } from "./shown.js"

const VALUE_LENGTH_BYTES = 4
const LARGEST_VALUE = 0x7fffffff
const LONGEST_IDENTITY = 255
/** Socket types that were never more than drafts; libzmq announces them so. */
const DRAFT_TYPES = [
  "SERVER",
  "CLIENT",
  "RADIO",
  "DISH",
  "GATHER",
  "SCATTER",
  "DGRAM",
  "PEER",
  "CHANNEL",
]

/** Says what the list is, to its end. Answers its properties by name in lower case; of equal names the first. */
export function describeMetadata(bytes: Buffer, notes: Notes): Map<string, Buffer> {
  const properties = new Map<string, Buffer>()
  let at = 0
  while (at < bytes.length) {
    const nameEnd = at + 1 + bytes[at]
    const valueAt = nameEnd + VALUE_LENGTH_BYTES
    if (valueAt > bytes.length)
      return cut(bytes.length - at, "a property whose name or length", notes, properties)
    const name = bytes.toString("latin1", at + 1, nameEnd)
    const size = bytes.readUInt32BE(nameEnd)
    notes.field(1, `name length ${String(name.length)}`)
    notes.field(name.length, `property ${shownText(name)}`)
    notes.field(VALUE_LENGTH_BYTES, `value length ${String(size)}`)
    judgeName(name, properties, notes)
    if (size > LARGEST_VALUE) notes.violations.push("a value length has its top bit set")
    if (size > bytes.length - valueAt)
      return cut(bytes.length - valueAt, "a value", notes, properties)
    at = valueAt + size
    const value = bytes.subarray(valueAt, at)
    notes.field(size, shownBytes(value))
    judgeValue(name.toLowerCase(), value, notes)
    if (!properties.has(name.toLowerCase())) properties.set(name.toLowerCase(), value)
  }
  return properties
}

/** `Socket-Type=DEALER Identity="" X-Version="7"`; names are as RFC 37 writes them. */
export function summaryOfMetadata(properties: ReadonlyMap<string, Buffer>): string {
  return [...properties]
    .map(([name, value]) => {
      const canonical = name.replace(/(^|-)[a-z]/g, (letter) => letter.toUpperCase())
      const shown = name === "socket-type" ? shownText(value.toString("latin1")) : shownBytes(value)
      return `${shownText(canonical)}=${shown}`
    })
    .join(" ")
}

function cut(
  size: number,
  what: string,
  notes: Notes,
  properties: Map<string, Buffer>,
): Map<string, Buffer> {
  notes.field(size, "cut short")
  notes.violations.push(`${what} runs past the end of the command`)
  return properties
}

function judgeName(name: string, before: ReadonlyMap<string, Buffer>, notes: Notes): void {
  if (!isPropertyName(name)) {
    notes.violations.push(`"${shownText(name)}" is no name that a property can have`)
  }
  if (before.has(name.toLowerCase())) notes.remarks.push(`property ${shownText(name)} comes twice`)
}

function judgeValue(name: string, value: Buffer, notes: Notes): void {
  if (name === "socket-type") {
    const type = value.toString("latin1")
    if (DRAFT_TYPES.includes(type)) notes.remarks.push(`${type} is a socket type of drafts`)
    else if (!isSocketType(type))
      notes.violations.push(`there is no socket type "${shownText(type)}"`)
  } else if (name === "identity") {
    if (value.length > LONGEST_IDENTITY) notes.violations.push("an Identity has at most 255 bytes")
    if (value[0] === 0) notes.violations.push("an Identity must not begin with a zero byte")
  }
}
