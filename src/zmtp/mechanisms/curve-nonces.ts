/**
 * The nonces of CURVE (RFC 26): 24 bytes, of which some text says what they are for. The short ones end in a counter of
 * 64 bits that goes up over all commands of one direction; the long ones in 16 random bytes.
 * Knows their layout and order. Does not know what is sealed with them.
 */
import { Buffer } from "node:buffer"
import { ProtocolError } from "../errors.js"
import { NONCE_BYTES, type CurveCrypto } from "./curve-crypto.js"

/** Bytes of the counter, as it is sent. */
export const SHORT_NONCE_BYTES = 8
/** Bytes of the random part, as it is sent. */
export const LONG_NONCE_BYTES = 16

const COUNTER_AT = NONCE_BYTES - SHORT_NONCE_BYTES
const TWO_TO_32 = 2 ** 32

/** A nonce with this text of 16 characters, and room for a counter behind it. */
export function shortNonce(prefix: string): Buffer {
  const nonce = Buffer.alloc(NONCE_BYTES)
  nonce.write(prefix, "latin1")
  return nonce
}

/** A nonce with this text of 8 characters, and these 16 bytes behind it. */
export function longNonce(prefix: string, rest: Buffer): Buffer {
  const nonce = Buffer.alloc(NONCE_BYTES)
  nonce.write(prefix, "latin1")
  nonce.set(rest, NONCE_BYTES - LONG_NONCE_BYTES)
  return nonce
}

/** A new long nonce. */
export function newLongNonce(prefix: string, crypto: CurveCrypto): Buffer {
  return longNonce(prefix, crypto.random(LONG_NONCE_BYTES))
}

/** The part of a long nonce that is sent. */
export function longPartOf(nonce: Buffer): Buffer {
  return nonce.subarray(NONCE_BYTES - LONG_NONCE_BYTES)
}

/** The part of a short nonce that is sent. */
export function shortPartOf(nonce: Buffer): Buffer {
  return nonce.subarray(COUNTER_AT)
}

/** The counter of what we say. */
export class OutgoingCounter {
  #last = 0

  /** Counts one up, and writes that into a short nonce. @throws ProtocolError rather than ever use one twice. */
  countInto(nonce: Buffer): void {
    // hot
    if (this.#last === Number.MAX_SAFE_INTEGER) {
      throw new ProtocolError("ERR_ZMTP_INVALID_SEQUENCE", "the connection has used up its nonces")
    }
    const count = ++this.#last
    nonce.writeUInt32BE(Math.floor(count / TWO_TO_32), COUNTER_AT)
    nonce.writeUInt32BE(count >>> 0, COUNTER_AT + 4)
  }
}

/** The counter of what the peer says: it may leave numbers out, and never goes back. */
export class IncomingCounter {
  #high = 0
  #low = 0
  #hasBegun = false

  /** Takes the counter at `at`, and writes it into a short nonce. @throws ProtocolError unless it has gone up. */
  copyInto(nonce: Buffer, bytes: Buffer, at: number): void {
    // hot
    const high = bytes.readUInt32BE(at)
    const low = bytes.readUInt32BE(at + 4)
    if (this.#hasBegun && (high < this.#high || (high === this.#high && low <= this.#low))) {
      throw new ProtocolError("ERR_ZMTP_INVALID_SEQUENCE", "a nonce does not follow the one before")
    }
    this.#hasBegun = true
    this.#high = high
    this.#low = low
    nonce.writeUInt32BE(high, COUNTER_AT)
    nonce.writeUInt32BE(low, COUNTER_AT + 4)
  }
}
