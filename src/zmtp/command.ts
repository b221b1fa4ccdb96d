/**
 * The commands of ZMTP 3.1 (RFC 37, "Commands"): a name with its length before it, then data.
 * Knows their layout. Does not know when they may come.
 */
import { Buffer } from "node:buffer"
import { ProtocolError } from "./errors.js"

/** A command as it came: its data is a view of the frame. */
export interface Command {
  readonly name: string
  readonly data: Buffer
}

/** Most bytes of a PING's context; RFC 37 has longer ones cut. */
const CONTEXT_BYTES = 16
const TTL_BYTES = 2
/** libzmq up to 4.3.5 multiplies a TTL by 100 in 16 bits; larger ones would wrap to a fraction of a second. */
const LARGEST_SAFE_TTL_DECISECONDS = 655
const MS_PER_DECISECOND = 100
const LARGEST_REASON = 255

/**
 * How libzmq writes ERROR in PLAIN, and the only way it reads it there: in its source, `"\x05ERROR"`, the E is one more
 * hexadecimal digit (seen in 4.3.5), so that the length of the name and its first letter are the one byte 5E.
 */
export const PLAIN_ERROR = "^RROR"

/** Splits a command frame. @throws ProtocolError when it is empty or its name runs past the end. */
export function decodeCommand(body: Buffer): Command {
  const end = body.length === 0 ? 1 : 1 + body[0]
  if (end === 1 || end > body.length) {
    if (body.toString("latin1", 0, PLAIN_ERROR.length) === PLAIN_ERROR) {
      return { name: "ERROR", data: body.subarray(PLAIN_ERROR.length) }
    }
    throw new ProtocolError(
      "ERR_ZMTP_MALFORMED_COMMAND_UNSPECIFIED",
      `command of ${String(body.length)} bytes has no whole name`,
    )
  }
  return { name: body.toString("latin1", 1, end), data: body.subarray(end) }
}

/** A PING asks for a PONG and tells the peer to give us up after `ttlMs` of silence; 0: never. */
export function encodePing(ttlMs: number): Buffer {
  const data = Buffer.alloc(TTL_BYTES)
  const deciseconds = Math.floor(ttlMs / MS_PER_DECISECOND)
  data.writeUInt16BE(Math.min(deciseconds, LARGEST_SAFE_TTL_DECISECONDS))
  return data
}

/** What a PING says. @throws ProtocolError when its TTL is missing. */
export function decodePing(data: Buffer): { ttlMs: number; context: Buffer } {
  if (data.length < TTL_BYTES) {
    throw new ProtocolError("ERR_ZMTP_MALFORMED_COMMAND_UNSPECIFIED", "PING without its TTL")
  }
  return {
    ttlMs: data.readUInt16BE() * MS_PER_DECISECOND,
    context: data.subarray(TTL_BYTES, TTL_BYTES + CONTEXT_BYTES),
  }
}

/** The data of an ERROR. */
export function encodeError(reason: string): Buffer {
  const text = Buffer.from(reason, "latin1").subarray(0, LARGEST_REASON)
  return Buffer.concat([Buffer.from([text.length]), text])
}

/** The reason in an ERROR. @throws ProtocolError when it is cut short. */
export function decodeError(data: Buffer): string {
  if (data.length === 0 || data.length < 1 + data[0]) {
    throw new ProtocolError("ERR_ZMTP_MALFORMED_COMMAND_ERROR", "ERROR without its whole reason")
  }
  return data.toString("latin1", 1, 1 + data[0])
}
