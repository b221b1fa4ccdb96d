/** A clock that all processes of this machine share, to tell how long a message was under way. */
import type { Buffer } from "node:buffer"

/** Bytes that a time stamp takes. */
export const STAMP_BYTES = 8

/** Milliseconds since the machine started. */
export function now(): number {
  return Number(process.hrtime.bigint()) / 1e6
}

/** Writes the time into the beginning of a body. */
export function stamp(body: Buffer): Buffer {
  body.writeDoubleLE(now())
  return body
}

/** Milliseconds since a body was stamped. */
export function sinceStamp(body: Buffer): number {
  return now() - body.readDoubleLE()
}
