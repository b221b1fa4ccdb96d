/**
 * The MESSAGE of CURVE (RFC 26), which every frame becomes once the handshake is done: `07 MESSAGE`, the counter of a
 * nonce, and a box with a byte of flags and the body. RFC 26 calls it a command; libzmq, and so everybody, sends it as
 * a message frame.
 * Knows its layout. Does not know what is in the frames.
 */
import { Buffer } from "node:buffer"
import type { WriteBatch } from "../write-batch.js"
import { COMMAND, MORE, reserveFrame } from "../encoder.js"
import { ProtocolError } from "../errors.js"
import { TAG_BYTES, type BoxKey } from "./curve-crypto.js"
import {
  SHORT_NONCE_BYTES,
  shortNonce,
  type IncomingCounter,
  type OutgoingCounter,
} from "./curve-nonces.js"
import type { Cipher } from "./mechanism.js"

const NAME = Buffer.from("\x07MESSAGE", "latin1")
const NONCE_AT = NAME.length
const BOX_AT = NONCE_AT + SHORT_NONCE_BYTES
const OVERHEAD = BOX_AT + TAG_BYTES + 1
const COUNTER_AT = 16

// Flags within the box. The second is not in RFC 26: it is how libzmq says that a frame is a command of ZMTP 3.1.
const INNER_MORE = 1
const INNER_COMMAND = 2
/** The other six are reserved, and have to be 0. */
const LARGEST_FLAGS = INNER_MORE | INNER_COMMAND

/** Seals and opens the frames of one connection. */
export class CurveCipher implements Cipher {
  readonly overhead = OVERHEAD
  openedFlags = 0
  readonly #key: BoxKey
  readonly #outgoing: OutgoingCounter
  readonly #incoming: IncomingCounter
  readonly #ourNonce: Buffer
  readonly #theirNonce: Buffer

  /** @param outgoing, incoming go on from the handshake. */
  constructor(
    key: BoxKey,
    isServer: boolean,
    outgoing: OutgoingCounter,
    incoming: IncomingCounter,
  ) {
    this.#key = key
    this.#outgoing = outgoing
    this.#incoming = incoming
    this.#ourNonce = shortNonce(isServer ? "CurveZMQMESSAGES" : "CurveZMQMESSAGEC")
    this.#theirNonce = shortNonce(isServer ? "CurveZMQMESSAGEC" : "CurveZMQMESSAGES")
  }

  seal(flags: number, body: Buffer, batch: WriteBatch): void {
    // hot
    const nonce = this.#ourNonce
    this.#outgoing.countInto(nonce)
    const at = reserveFrame(0, OVERHEAD + body.length, batch)
    const block = batch.block
    for (let i = 0; i < NONCE_AT; i++) block[at + i] = NAME[i]
    for (let i = 0; i < SHORT_NONCE_BYTES; i++) block[at + NONCE_AT + i] = nonce[COUNTER_AT + i]
    const first = (flags & COMMAND) === 0 ? flags & MORE : INNER_COMMAND
    this.#key.sealBody(nonce, first, body, block, at + BOX_AT)
  }

  open(bytes: Buffer, from: number, to: number): Buffer {
    // hot
    const size = to - from
    for (let i = 0; i < NONCE_AT; i++) {
      if (i >= size || bytes[from + i] !== NAME[i]) throw notMessage()
    }
    if (size < OVERHEAD) throw tooShort(size)
    const nonce = this.#theirNonce
    this.#incoming.copyInto(nonce, bytes, from + NONCE_AT)
    const body = this.#key.openBody(nonce, bytes, from + BOX_AT, to)
    if (body === null) throw forged()
    const first = this.#key.first
    if (first > LARGEST_FLAGS) throw reserved(first)
    this.openedFlags = (first & INNER_COMMAND) === 0 ? first & INNER_MORE : COMMAND
    return body
  }
}

function notMessage(): ProtocolError {
  return new ProtocolError("ERR_ZMTP_UNEXPECTED_COMMAND", "a frame is no MESSAGE: it is not sealed")
}

function tooShort(length: number): ProtocolError {
  return new ProtocolError(
    "ERR_ZMTP_MALFORMED_COMMAND_MESSAGE",
    `MESSAGE of ${String(length)} bytes, at least ${String(OVERHEAD)} are needed`,
  )
}

function reserved(flags: number): ProtocolError {
  const text = `MESSAGE with reserved flags in its box: ${flags.toString(16).padStart(2, "0")}`
  return new ProtocolError("ERR_ZMTP_MALFORMED_COMMAND_MESSAGE", text)
}

function forged(): ProtocolError {
  return new ProtocolError("ERR_ZMTP_CRYPTOGRAPHIC", "the box of a MESSAGE does not open")
}
