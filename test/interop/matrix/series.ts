/**
 * The messages that go between a peer and us, and the line by which a peer says what it got. Both ends make them by the
 * same rule (`test/interop/peers/README.md`), so that nothing has to travel but the messages themselves.
 */
import * as zlib from "node:zlib"

/** Which sizes the parts have. */
export type SeriesName = "mixed" | "small"

/** Some messages in a row. */
export interface Series {
  readonly name: SeriesName
  readonly from: number
  readonly count: number
}

/** Parts of a message. */
export type Parts = readonly Buffer[]

const MODULUS = 251
const LARGEST = 1_000_000
const DIGITS = 8

/** Byte j is j mod 251: every part's bytes begin somewhere in here. */
const BYTES = Buffer.from(Uint8Array.from({ length: MODULUS + LARGEST }, (_, j) => j % MODULUS))

const FIVE: readonly (readonly number[])[] = [[100], [100, 0, 100], [0], [0, 0, 0], [100, 100, 100]]

/** The sizes of the parts of message i. */
export function sizesOf(name: SeriesName, i: number): readonly number[] {
  if (name === "small") return i % 2 === 0 ? [100] : [100, 100, 100]
  if (i % 25 === 23) return [100, LARGEST, 0]
  if (i % 25 === 24) return [LARGEST]
  return FIVE[i % 5]
}

/** Message i. */
export function messageOf(name: SeriesName, i: number): Buffer[] {
  return sizesOf(name, i).map((size, p) => {
    const begin = (7 * i + 13 * p) % MODULUS
    const bytes = BYTES.subarray(begin, begin + size)
    if (p > 0 || size === 0) return bytes
    const first = Buffer.from(bytes)
    first.write(String(i).padStart(DIGITS, "0"), "latin1")
    return first
  })
}

/** Which message of the series `small` this is, by what is written in it; null when it can be none. */
export function numberIn(parts: Parts): number | null {
  const text = parts[0].subarray(0, DIGITS).toString("latin1")
  return /^\d{8}$/.test(text) ? Number(text) : null
}

/** What comes last. */
export const END = Buffer.from("END")

/** Whether nothing comes after this. */
export function isEnd(parts: Parts): boolean {
  return parts.length === 1 && parts[0].equals(END)
}

const CRC_TABLE = Int32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1
  return crc
})

/** CRC-32 of what came before and these bytes. */
function crc32(bytes: Buffer, before: number): number {
  // Node has it from 20.15 on; that of an empty part that has no memory begins anew.
  if (bytes.length === 0) return before
  if ("crc32" in zlib) return zlib.crc32(bytes, before)
  let crc = ~before
  for (const byte of bytes) crc = CRC_TABLE[(crc ^ byte) & 0xff] ^ (crc >>> 8)
  return ~crc >>> 0
}

/** How a peer says what it got: sizes of the parts, and CRC-32 of all bytes in a row. */
export function lineOf(parts: Parts): string {
  const crc = parts.reduce((before, part) => crc32(part, before), 0)
  const sizes = parts.map(({ length }) => length).join(",")
  return `message ${sizes} ${crc.toString(16).padStart(8, "0")}`
}

/** All messages of a series, one after the other. */
export function* messagesOf({ name, from, count }: Series): Generator<Buffer[]> {
  for (let i = from; i < from + count; i++) yield messageOf(name, i)
}
