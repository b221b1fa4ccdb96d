/**
 * Bytes to send: greetings, frames, commands and properties as RFC 37 has them, each with every field open to be
 * something else.
 * Knows layouts. Does not judge: what it builds may be as wrong as a case wants it.
 */
import { Buffer } from "node:buffer"
import { COMMAND, LONG, MORE } from "../zmtp/encoder.js"

export { COMMAND, LONG, MORE }

const LARGEST_SHORT = 255
const MECHANISM_BYTES = 20
const FILLER_BYTES = 31

/** Text stands for its Latin-1 bytes. */
export type Bytes = Buffer | string

/** Bytes as a buffer. */
export function bytesOf(bytes: Bytes): Buffer {
  return typeof bytes === "string" ? Buffer.from(bytes, "latin1") : bytes
}

/** `ff 00 7f` to bytes. Spaces do not count. */
export function hex(text: string): Buffer {
  return Buffer.from(text.replaceAll(" ", ""), "hex")
}

/** What can be other than usual in a greeting. */
export interface GreetingFields {
  /** The first byte, ff. */
  readonly first?: number
  /** The eight bytes behind it. */
  readonly padding?: Buffer
  /** The tenth byte, 7f. */
  readonly end?: number
  readonly version?: readonly [major: number, minor: number]
  /** Filled up with zeros to 20 bytes; longer is cut. */
  readonly mechanism?: Bytes
  readonly asServer?: number
  /** The last 31 bytes. */
  readonly filler?: Buffer
}

/** A greeting of 64 bytes. */
export function greeting(fields: GreetingFields = {}): Buffer {
  const {
    first = 0xff,
    padding = hex("00 00 00 00 00 00 00 01"),
    end = 0x7f,
    version = [3, 1],
    mechanism = "NULL",
    asServer = 0,
    filler = Buffer.alloc(FILLER_BYTES),
  } = fields
  const name = Buffer.alloc(MECHANISM_BYTES)
  bytesOf(mechanism).copy(name)
  return Buffer.concat([
    Buffer.from([first]),
    padding,
    Buffer.from([end, ...version]),
    name,
    Buffer.from([asServer]),
    filler,
  ])
}

/** What can be other than usual in a frame. */
export interface FrameFields {
  /** MORE, COMMAND and whatever else; LONG is set as `long` says. */
  readonly flags?: number
  /** The size takes eight bytes; by itself only where it has to. */
  readonly long?: boolean
  /** The size that is said; by itself that of the body. */
  readonly size?: number | bigint
}

/** A frame. */
export function frame(body: Bytes, fields: FrameFields = {}): Buffer {
  const bytes = bytesOf(body)
  const { flags = 0, size = bytes.length } = fields
  const long = fields.long ?? BigInt(size) > BigInt(LARGEST_SHORT)
  if (!long) return Buffer.concat([Buffer.from([flags, Number(size)]), bytes])
  const header = Buffer.alloc(9)
  header[0] = flags | LONG
  header.writeBigUInt64BE(BigInt(size), 1)
  return Buffer.concat([header, bytes])
}

/** A message: one frame a part. */
export function message(...parts: readonly Bytes[]): Buffer {
  const last = parts.length - 1
  return Buffer.concat(parts.map((part, i) => frame(part, { flags: i < last ? MORE : 0 })))
}

/** The body of a command. `nameLength` is what its first byte says. */
export function commandBody(name: string, data: Bytes = "", nameLength = name.length): Buffer {
  return Buffer.concat([Buffer.from([nameLength]), bytesOf(name), bytesOf(data)])
}

/** A command in its frame. */
export function command(name: string, data: Bytes = "", fields: FrameFields = {}): Buffer {
  return frame(commandBody(name, data), { flags: COMMAND, ...fields })
}

/** The data of a PING. */
export function pingData(ttlDeciseconds = 0, context: Bytes = ""): Buffer {
  return Buffer.concat([
    Buffer.from([ttlDeciseconds >>> 8, ttlDeciseconds & 0xff]),
    bytesOf(context),
  ])
}

/** One property of metadata. `nameLength` and `valueLength` are what is said. */
export function property(
  name: string,
  value: Bytes,
  { nameLength = name.length, valueLength = value.length } = {},
): Buffer {
  const size = Buffer.alloc(4)
  size.writeUInt32BE(valueLength)
  return Buffer.concat([Buffer.from([nameLength]), bytesOf(name), size, bytesOf(value)])
}
