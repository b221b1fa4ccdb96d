/**
 * Items as lines of text: one that says what it is, and one for each of its fields with offset and bytes.
 * Knows what an item has. Does not know the protocol, nor where lines go.
 */
import type { Buffer } from "node:buffer"
import type { Field, Item } from "./item.js"
import { countOf } from "./shown.js"

/** How much is told. */
export interface TranscriptOptions {
  /** Each field, not only the summary. Default false. */
  readonly fields?: boolean
  /** What stands in front of the first line, such as who said it; the others are moved in as far. */
  readonly prefix?: string
}

const BYTES_SHOWN = 16
const HEX_WIDTH = BYTES_SHOWN * 3 - 1
const OFFSET_DIGITS = 4

/** The lines of one item. */
export function transcriptOf(
  item: Item,
  { fields = false, prefix = "" }: TranscriptOptions = {},
): string[] {
  const indent = " ".repeat(prefix.length)
  // Of a message's part the summary tells how long it is.
  const size = item.kind === "part" ? "" : `  (${countOf(item.size)})`
  const lines = [`${prefix}${offsetOf(item.offset)}  ${item.summary}${size}`]
  if (fields) lines.push(...item.fields.map((field) => `${indent}  ${lineOf(field, item)}`))
  lines.push(...item.violations.map((text) => `${indent}  ! ${text}`))
  lines.push(...item.remarks.map((text) => `${indent}  ? ${text}`))
  return lines
}

function lineOf(field: Field, { offset, bytes }: Item): string {
  const { at, size, text, isSecret = false } = field
  const kept = bytes.subarray(at, at + size)
  const hex = isSecret ? "..".padEnd(HEX_WIDTH) : hexOf(kept, size).padEnd(HEX_WIDTH)
  return `${offsetOf(offset + at)}  ${hex}  ${text}`
}

function offsetOf(offset: number): string {
  return offset.toString(16).padStart(OFFSET_DIGITS, "0")
}

/** `05 52 45`; long runs of zeros and what does not fit into a line are counted. */
function hexOf(kept: Buffer, size: number): string {
  if (size > 4 && kept.length === size && kept.every((byte) => byte === 0))
    return `00 x ${String(size)}`
  if (kept.length === size && size <= BYTES_SHOWN) return spaced(kept)
  const more = ` ... ${countOf(size)}`
  const shown = Math.floor((HEX_WIDTH - more.length + 1) / 3)
  return `${spaced(kept.subarray(0, shown))}${more}`
}

function spaced(bytes: Buffer): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join(" ")
}
