/**
 * The 64 bytes each side sends first (RFC 37, "Greeting"), and the version rules.
 * Knows bytes. Does not know connections or what follows the greeting.
 */
import { Buffer } from "node:buffer"
import { printable, ProtocolError } from "./errors.js"

/** The size of a 3.x greeting. */
export const GREETING_BYTES = 64

const SIGNATURE_END = 9
const VERSION_MAJOR = 10
const VERSION_MINOR = 11
const MECHANISM = 12
const MECHANISM_BYTES = 20
const AS_SERVER = 32

/** What a peer's greeting says that matters to us. */
export interface Greeting {
  /** It takes subscriptions as commands (ZMTP 3.1); an older 3.0 peer only takes messages. */
  readonly hasCommands: boolean
}

/** Our own greeting: ZMTP 3.1, all 64 bytes at once. */
export function encodeGreeting(mechanism: string, asServer: boolean): Buffer {
  const greeting = Buffer.alloc(GREETING_BYTES)
  greeting[0] = 0xff
  // The padding is 0 and then 1: read as the 64-bit length of an old ZMTP 1.0 identity frame it is
  // valid too, and it is what libzmq sends.
  greeting[8] = 1
  greeting[SIGNATURE_END] = 0x7f
  greeting[VERSION_MAJOR] = 3
  greeting[VERSION_MINOR] = 1
  greeting.write(mechanism, MECHANISM, "latin1")
  greeting[AS_SERVER] = asServer ? 1 : 0
  return greeting
}

/**
 * Refuses what cannot become a good greeting as early as the bytes show it, so that an HTTP client or
 * an old peer is not kept waiting. `bytes` are the first `length` bytes received.
 */
export function checkGreetingStart(bytes: Buffer, length: number): void {
  if (length > 0 && bytes[0] !== 0xff) {
    throw new ProtocolError("ERR_ZMTP_UNSPECIFIED", `greeting begins with ${hex(bytes[0])}, not ff`)
  }
  // RFC 37 says 7f; libzmq looks at the low bit only, which is what tells old peers apart.
  if (length > SIGNATURE_END && (bytes[SIGNATURE_END] & 1) === 0) {
    throw new ProtocolError("ERR_ZMTP_UNSPECIFIED", "greeting is that of ZMTP 1.0")
  }
  if (length > VERSION_MAJOR && bytes[VERSION_MAJOR] < 3) {
    throw new ProtocolError(
      "ERR_ZMTP_UNSPECIFIED",
      `peer speaks ZMTP ${String(bytes[VERSION_MAJOR])}, at least 3 is needed`,
    )
  }
}

/** Reads a whole greeting. Padding, as-server and filler are not judged (RFC 37; libzmq sends 0). */
export function decodeGreeting(bytes: Buffer, mechanism: string): Greeting {
  checkGreetingStart(bytes, bytes.length)
  const theirs = bytes.toString("latin1", MECHANISM, MECHANISM + MECHANISM_BYTES)
  if (theirs !== mechanism.padEnd(MECHANISM_BYTES, "\0")) {
    const name = printable(theirs.replace(/\0+$/, ""))
    throw new ProtocolError(
      "ERR_ZMTP_MECHANISM_MISMATCH",
      `peer's security mechanism is "${name}", ours is "${mechanism}"`,
      "give up",
    )
  }
  // RFC 37: accept any higher version as our own.
  return { hasCommands: bytes[VERSION_MAJOR] > 3 || bytes[VERSION_MINOR] >= 1 }
}

function hex(byte: number): string {
  return byte.toString(16).padStart(2, "0")
}
