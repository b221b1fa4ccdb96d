/**
 * What a peer sent, read without judging: reserved bits, odd sizes and unknown names are the cases' to look at.
 * Knows layouts. Does not know connections.
 */
import type { Buffer } from "node:buffer"
import { COMMAND, LONG, MORE } from "./build.js"

/** Bytes of a greeting of ZMTP 3. */
export const GREETING_BYTES = 64

/** A greeting, field by field. */
export interface Greeting {
  readonly bytes: Buffer
  readonly version: readonly [major: number, minor: number]
  /** Without the zeros behind it. */
  readonly mechanism: string
  readonly asServer: number
  readonly filler: Buffer
}

/** Reads 64 bytes. */
export function readGreeting(bytes: Buffer): Greeting {
  return {
    bytes,
    version: [bytes[10], bytes[11]],
    mechanism: bytes.toString("latin1", 12, 32).replace(/\0+$/, ""),
    asServer: bytes[32],
    filler: bytes.subarray(33),
  }
}

/** A frame as it came. */
export interface Frame {
  readonly flags: number
  readonly body: Buffer
}

/** More frames of its message follow. */
export function hasMore({ flags }: Frame): boolean {
  return (flags & MORE) !== 0
}

/** Its body is a command. */
export function isCommand({ flags }: Frame): boolean {
  return (flags & COMMAND) !== 0
}

/** Its size took eight bytes. */
export function isLong({ flags }: Frame): boolean {
  return (flags & LONG) !== 0
}

/** A command as it came. */
export interface Command {
  readonly name: string
  readonly data: Buffer
}

/** The command in a body; null when its name does not fit into it. */
export function readCommand(body: Buffer): Command | null {
  // libzmq's PLAIN server writes ERROR so: length and first letter are one byte, 5E.
  if (body.toString("latin1", 0, 5) === "^RROR") {
    return { name: "ERROR", data: body.subarray(5) }
  }
  const end = 1 + (body.length > 0 ? body[0] : 0)
  if (end === 1 || end > body.length) return null
  return { name: body.toString("latin1", 1, end), data: body.subarray(end) }
}

/** One property of metadata. */
export interface Property {
  readonly name: string
  readonly value: Buffer
}

/** The properties in order, twins included; null when the list is cut short. */
export function readProperties(bytes: Buffer): Property[] | null {
  const found: Property[] = []
  for (let at = 0; at < bytes.length;) {
    const nameEnd = at + 1 + bytes[at]
    if (nameEnd + 4 > bytes.length) return null
    const end = nameEnd + 4 + bytes.readUInt32BE(nameEnd)
    if (end > bytes.length) return null
    const name = bytes.toString("latin1", at + 1, nameEnd)
    found.push({ name, value: bytes.subarray(nameEnd + 4, end) })
    at = end
  }
  return found
}

/** The value of the first property with this name, whatever its case. */
export function valueOf(properties: readonly Property[], name: string): Buffer | undefined {
  return properties.find((property) => property.name.toLowerCase() === name.toLowerCase())?.value
}

/** What a frame is, for people: `a command READY of 41 bytes`. */
export function nameOf(frame: Frame): string {
  const size = `of ${String(frame.body.length)} bytes`
  if (!isCommand(frame)) return `a message frame ${size}${hasMore(frame) ? " with MORE" : ""}`
  const command = readCommand(frame.body)
  return command === null
    ? `a malformed command ${size}`
    : `a command ${shown(command.name)} ${size}`
}

/** A peer's bytes for people: printable, and not too many of them. */
export function shown(bytes: Buffer | string, most = 40): string {
  const text = typeof bytes === "string" ? bytes : bytes.toString("latin1")
  const escaped = text
    .slice(0, most)
    .replace(/[^\x20-\x7e]/g, (char) => `\\x${char.charCodeAt(0).toString(16).padStart(2, "0")}`)
  return text.length > most ? `${escaped}...` : escaped
}
