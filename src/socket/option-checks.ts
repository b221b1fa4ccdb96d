/**
 * What libzmq would store for a value an option is set to, and what it would refuse.
 * Knows the table. Does not know sockets.
 */
import { Buffer } from "node:buffer"
import { parseFilter } from "../transports/accept-filter.js"
import { decodeZ85 } from "../zmtp/z85.js"
import type { OptionKind, OptionSpec, OptionValue } from "./options.js"

const TTL_STEP_MS = 100
const KEY_BYTES = 32
const KEY_CHARACTERS = 40
const LARGEST_INT64 = 2 ** 63
const LARGEST_UINT64 = 2 ** 64

/** What libzmq would store for a value; null when it would answer EINVAL. */
export function accept(spec: OptionSpec, value: OptionValue): { value: OptionValue } | null {
  if (spec.kind === "bool") return typeof value === "boolean" ? { value } : null
  if (spec.kind === "bytes") return acceptBytes(spec, value)
  if (typeof value !== "number") return null
  const number = toKind(spec.kind, value)
  if (spec.kind !== "int64" && spec.kind !== "uint64" && (number < spec.min || number > spec.max)) {
    return null
  }
  // libzmq keeps the TTL in tenths of a second.
  if (spec.name !== "heartbeatTimeToLive") return { value: number }
  return { value: Math.trunc(number / TTL_STEP_MS) * TTL_STEP_MS + 0 }
}

/** The number as npm `zeromq` hands it to libzmq. */
export function toKind(kind: OptionKind, value: number): number {
  if (kind === "int32") return value | 0
  if (kind === "uint32") return value >>> 0
  if (Number.isNaN(value)) return 0
  // As doubles go: the largest of them that an int64 or uint64 is rounded to.
  if (kind === "uint64") return Math.min(Math.max(Math.trunc(value), 0), LARGEST_UINT64)
  if (!Number.isFinite(value)) return 0
  return Math.min(Math.max(Math.trunc(value), -LARGEST_INT64), LARGEST_INT64)
}

function acceptBytes(spec: OptionSpec, value: OptionValue): { value: OptionValue } | null {
  if (typeof value !== "string" && !Buffer.isBuffer(value) && value !== null) return null
  const bytes = value === null ? null : Buffer.from(value)
  if (bytes === null || bytes.length === 0) {
    const isNull = typeof value !== "string"
    return spec.blank === "resets" || (spec.blank === "null resets" && isNull)
      ? { value: null }
      : null
  }
  if (bytes.length > spec.maxBytes) return null
  if (spec.content === "key") return acceptKey(bytes)
  if (spec.content === "filter" && parseFilter(textOf(bytes)) === null) return null
  return { value: bytes }
}

/** A CURVE key: 32 bytes, or their 40 characters of Z85, with or without a final zero byte. */
function acceptKey(bytes: Buffer): { value: Buffer } | null {
  if (bytes.length === KEY_BYTES) return { value: bytes }
  const isText =
    bytes.length === KEY_CHARACTERS ||
    (bytes.length === KEY_CHARACTERS + 1 && bytes[KEY_CHARACTERS] === 0)
  const key = isText ? decodeZ85(bytes.toString("latin1", 0, KEY_CHARACTERS)) : null
  return key === null ? null : { value: key }
}

/** Bytes as text, up to the first zero byte, as C reads it. */
export function textOf(bytes: Buffer): string {
  const end = bytes.indexOf(0)
  return bytes.toString("utf8", 0, end === -1 ? bytes.length : end)
}
