/**
 * A greeting, byte by byte (RFC 23 and 37; RFC 15 for ZMTP 2.0).
 * Knows one greeting. Does not know the other side's.
 */
import type { Buffer } from "node:buffer"
import { GREETING_BYTES } from "../zmtp/greeting.js"
import type { GreetingFacts, Notes } from "./item.js"
import { shownText } from "./shown.js"

/** The size of the greeting of ZMTP 2.0. */
const OLD_GREETING_BYTES = 12
/** Up to here a greeting can be told from other protocols, and from those of older versions. */
export const DECIDING_BYTES = 11

const SIGNATURE_BYTES = 10
const SIGNATURE_END = 9
const MECHANISM = 12
const MECHANISM_BYTES = 20
const AS_SERVER = 32
const FILLER = 33
const MECHANISM_NAME = /^[A-Z0-9\-_.+]+\0*$/
/** RFC 15, and libzmq's numbers for those that came later. */
const OLD_TYPES = [
  "PAIR",
  "PUB",
  "SUB",
  "REQ",
  "REP",
  "DEALER",
  "ROUTER",
  "PULL",
  "PUSH",
  "XPUB",
  "XSUB",
]

/** How long the greeting is that begins so; null: it is none. */
export function greetingSize(start: Buffer): number | null {
  if (start.length > 0 && start[0] !== 0xff) return null
  if (start.length > SIGNATURE_END && (start[SIGNATURE_END] & 1) === 0) return null
  return start.length >= DECIDING_BYTES && isOld(start) ? OLD_GREETING_BYTES : GREETING_BYTES
}

/** Version 0 and 1 of the byte are ZMTP 2.0 and before: a socket type follows, and no mechanism. */
function isOld(bytes: Buffer): boolean {
  return bytes[SIGNATURE_BYTES] <= 1
}

/** What the greeting says. The bytes are all of it. */
export function describeGreeting(bytes: Buffer, notes: Notes): GreetingFacts {
  describeSignature(bytes, notes)
  return isOld(bytes) ? describeOld(bytes, notes) : describeNew(bytes, notes)
}

/** What there is of a greeting that was cut short. */
export function describeStart(bytes: Buffer, notes: Notes): void {
  if (bytes.length >= SIGNATURE_BYTES) describeSignature(bytes, notes)
  notes.field(bytes.length - notes.at, "the beginning of a greeting")
}

/** `ZMTP 3.1, CURVE, as server`. */
export function summaryOfGreeting({ major, minor, mechanism, asServer }: GreetingFacts): string {
  const version = `ZMTP ${String(major)}.${String(minor)}`
  return [version, shownText(mechanism), asServer ? "as server" : ""].filter(Boolean).join(", ")
}

function describeSignature(bytes: Buffer, notes: Notes): void {
  notes.field(SIGNATURE_BYTES, "signature: ff, 8 bytes of padding, 7f")
  if (bytes[SIGNATURE_END] !== 0x7f) {
    notes.violations.push(
      "the signature does not end in 7f; that its lowest bit is set is enough for libzmq",
    )
  }
}

function describeOld(bytes: Buffer, notes: Notes): GreetingFacts {
  const type = bytes[SIGNATURE_BYTES + 1]
  notes.field(1, `revision ${String(bytes[SIGNATURE_BYTES])}: ZMTP 2.0`)
  notes.field(1, `socket type ${OLD_TYPES[type] ?? String(type)}`)
  if (type >= OLD_TYPES.length) notes.violations.push(`there is no socket type ${String(type)}`)
  return { major: 2, minor: 0, mechanism: "", asServer: false }
}

function describeNew(bytes: Buffer, notes: Notes): GreetingFacts {
  const major = bytes[SIGNATURE_BYTES]
  const minor = bytes[SIGNATURE_BYTES + 1]
  notes.field(2, `version ${String(major)}.${String(minor)}`)
  if (major < 3)
    notes.violations.push(`version ${String(major)}: there was never one that greets so`)
  const padded = bytes.toString("latin1", MECHANISM, AS_SERVER)
  const mechanism = padded.slice(0, (padded + "\0").indexOf("\0"))
  notes.field(
    MECHANISM_BYTES,
    `mechanism ${shownText(padded.replace(/\0+$/, ""))}, padded with zeros`,
  )
  if (!MECHANISM_NAME.test(padded))
    notes.violations.push("the mechanism is no name padded with zeros")
  const asServer = bytes[AS_SERVER]
  notes.field(
    1,
    asServer === 0 ? "as client (or no word of it: libzmq always says 0)" : "as server",
  )
  if (asServer > 1) notes.violations.push(`as-server is ${String(asServer)}, neither 0 nor 1`)
  if (mechanism === "NULL" && asServer !== 0) notes.violations.push("NULL knows no server")
  notes.field(GREETING_BYTES - FILLER, "filler")
  if (bytes.subarray(FILLER).some((byte) => byte !== 0))
    notes.remarks.push("the filler is not zero")
  return { major, minor, mechanism, asServer: asServer !== 0 }
}
