/**
 * The sizes of what CURVE's handshake says (RFC 26), and what is wrong with a command that it cannot take.
 */
import { Buffer } from "node:buffer"
import { printable, ProtocolError, type ProtocolErrorCode } from "../errors.js"
import { KEY_BYTES, TAG_BYTES } from "./curve-crypto.js"
import { LONG_NONCE_BYTES } from "./curve-nonces.js"

/** CurveZMQ 1.0. */
export const VERSION: Buffer = Buffer.from([1, 0])
/** Zeros that make HELLO no shorter than the WELCOME it is answered with. */
export const HELLO_PADDING_BYTES = 72
/** Zeros in the box of HELLO. */
export const HELLO_PROOF_BYTES = 64
/** Two keys in a box, behind its nonce. */
export const COOKIE_BYTES = LONG_NONCE_BYTES + TAG_BYTES + 2 * KEY_BYTES
/** Two keys in a box. */
export const VOUCH_BYTES = TAG_BYTES + 2 * KEY_BYTES

/** A command that may not come now. */
export function unexpected(name: string, awaited: string): ProtocolError {
  const text = `got "${printable(name)}" where ${awaited} is due`
  return new ProtocolError("ERR_ZMTP_UNEXPECTED_COMMAND", text)
}

/** A command that is none, by its size or what stands in the open. */
export function malformed(
  name: "HELLO" | "WELCOME" | "INITIATE" | "READY",
  what: string,
): ProtocolError {
  const code: ProtocolErrorCode = `ERR_ZMTP_MALFORMED_COMMAND_${name}`
  return new ProtocolError(code, `${name} ${what}`)
}

/** The right keys were not used, or the bytes were changed. */
export function cryptographic(what: string): ProtocolError {
  return new ProtocolError("ERR_ZMTP_CRYPTOGRAPHIC", what)
}
