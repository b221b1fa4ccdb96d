/**
 * What a message is, and how what a user hands to `send` becomes one.
 * Knows bytes and JavaScript values. Does not know frames, peers or sockets.
 */
import { Buffer } from "node:buffer"

/** A whole message: its parts, in order. At least one. */
export type Message = Buffer[]

/**
 * One part as `send` takes it. Strings are sent as UTF-8, `null` as an empty part, numbers as text.
 */
export type MessagePart =
  ArrayBufferView | ArrayBuffer | SharedArrayBuffer | string | number | bigint | boolean | null

/** The empty part. One object for all: it has no bytes that could differ. */
export const EMPTY: Buffer = Buffer.alloc(0)

/**
 * Parts up to this size are copied when `send` returns, so that a caller may reuse a small scratch
 * buffer; larger ones are referenced until they are written (as in the native binding).
 */
export const COPIED_BYTES = 128

/** The bytes of all parts. */
export function bytesOf(message: Message): number {
  // hot
  let bytes = 0
  for (let i = 0; i < message.length; i++) bytes += message[i].length
  return bytes
}

/** Turns what the user gave into a message; nothing is copied that is a buffer already. */
export function toMessage(given: unknown): Message {
  // hot
  if (given instanceof Buffer || typeof given === "string") return [toPart(given)]
  if (!Array.isArray(given)) return [toPart(given)]
  if (given.length === 0) return [EMPTY]
  const message: Message = new Array<Buffer>(given.length)
  for (let i = 0; i < given.length; i++) message[i] = toPart(given[i])
  return message
}

function toPart(value: unknown): Buffer {
  // hot
  if (value instanceof Buffer) return value
  if (typeof value === "string") return Buffer.from(value)
  if (value === null) return EMPTY
  if (ArrayBuffer.isView(value)) {
    return Buffer.from(value.buffer, value.byteOffset, value.byteLength)
  }
  if (value instanceof ArrayBuffer || value instanceof SharedArrayBuffer) return Buffer.from(value)
  // Types only let numbers and the like come this far; whatever else comes is sent as the text it has. A symbol
  // has none: a TypeError.
  return Buffer.from(`${value as number}`)
}

/**
 * The message as it may be kept after `send` has returned: small parts copied, large ones referenced.
 */
export function owned(message: Message): Message {
  // hot
  const kept: Message = new Array<Buffer>(message.length)
  for (let i = 0; i < message.length; i++) {
    const part = message[i]
    kept[i] = part.length > COPIED_BYTES ? part : part.length === 0 ? EMPTY : Buffer.from(part)
  }
  return kept
}
