/**
 * The header of a frame, byte by byte (RFC 37, "Framing").
 * Knows flags and sizes. Does not know bodies.
 */
import { COMMAND, LONG, MORE } from "../zmtp/encoder.js"
import type { Frame } from "./frame-reader.js"
import type { Notes } from "./item.js"

const LONG_HEADER_BYTES = 9
const LARGEST_SHORT_BODY = 255n
const LARGEST_SIZE = 1n << 63n

/** Says what the header is, or what there is of it. `isOld`: ZMTP 2.0, which has no commands. */
export function describeHeader({ header, size }: Frame, isOld: boolean, notes: Notes): void {
  const flags = header[0]
  notes.field(1, `flags: ${namesOf(flags, isOld)}`)
  const needed = (flags & LONG) === 0 ? 2 : LONG_HEADER_BYTES
  notes.field(
    header.length - 1,
    header.length < needed ? "cut short" : `body length ${String(size)}`,
  )
  const known = isOld ? MORE | LONG : MORE | LONG | COMMAND
  if ((flags & ~known) !== 0) notes.violations.push("reserved bits of the flags are set")
  if (!isOld && (flags & COMMAND) !== 0 && (flags & MORE) !== 0) {
    notes.violations.push("a command has the flag MORE")
  }
  if (header.length < needed || needed === 2) return
  if (size >= LARGEST_SIZE) notes.violations.push("the length has its top bit set")
  else if (size <= LARGEST_SHORT_BODY)
    notes.remarks.push("a length that one byte would hold is written in eight")
}

function namesOf(flags: number, isOld: boolean): string {
  const isCommand = !isOld && (flags & COMMAND) !== 0
  const names = [
    isCommand
      ? "command"
      : (flags & MORE) !== 0
        ? "message, more parts follow"
        : "message, last part",
    (flags & LONG) !== 0 ? "long" : "short",
  ]
  return names.join(", ")
}
