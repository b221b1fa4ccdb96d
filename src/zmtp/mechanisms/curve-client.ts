/**
 * The client of a CURVE handshake (RFC 26): HELLO, INITIATE, and then the server's READY. It knows the server's
 * permanent public key S, and has a permanent pair of its own, C and c; C' and c' are made for this connection.
 * Chance and cryptography are given.
 */
import { Buffer } from "node:buffer"
import { decodeError, type Command } from "../command.js"
import { ProtocolError, RefusedError } from "../errors.js"
import { decodeMetadata, encodeMetadata } from "../metadata.js"
import { CurveCipher } from "./curve-cipher.js"
import {
  KEY_BYTES,
  TAG_BYTES,
  type BoxKey,
  type CurveCrypto,
  type KeyPair,
} from "./curve-crypto.js"
import {
  COOKIE_BYTES,
  cryptographic,
  HELLO_PADDING_BYTES,
  HELLO_PROOF_BYTES,
  malformed,
  unexpected,
  VERSION,
} from "./curve-layout.js"
import {
  IncomingCounter,
  LONG_NONCE_BYTES,
  longNonce,
  longPartOf,
  newLongNonce,
  OutgoingCounter,
  SHORT_NONCE_BYTES,
  shortNonce,
  shortPartOf,
} from "./curve-nonces.js"
import type { Handshake, Mechanism } from "./mechanism.js"

const WELCOME_BYTES = LONG_NONCE_BYTES + TAG_BYTES + KEY_BYTES + COOKIE_BYTES

/** What a client is given. */
export interface CurveClientSetup {
  readonly crypto: CurveCrypto
  /** S. */
  readonly serverKey: Buffer
  /** C. */
  readonly publicKey: Buffer
  /** c; unless it belongs to C, servers will refuse us. */
  readonly permanent: KeyPair
}

/** What the client waits for, and what it has until then. */
type Step =
  | { readonly awaits: "a greeting" | "MESSAGE" | "nothing" }
  | {
      readonly awaits: "WELCOME"
      readonly handshake: Handshake
      readonly setup: CurveClientSetup
      /** C' and c'. */
      readonly transient: KeyPair
      /** Of c' and S: for HELLO and WELCOME. */
      readonly key: BoxKey
    }
  | { readonly awaits: "READY"; readonly handshake: Handshake }

/** The client's side of one connection. */
export class CurveClient implements Mechanism {
  readonly name = "CURVE"
  readonly asServer = false
  cipher: CurveCipher | null = null
  readonly #prepare: () => CurveClientSetup
  readonly #outgoing = new OutgoingCounter()
  readonly #incoming = new IncomingCounter()
  #step: Step = { awaits: "a greeting" }
  /** Of c' and S': for all that follows WELCOME. */
  #sessionKey: BoxKey | null = null

  /** @param prepare called when the handshake begins; it may throw a ProtocolError. */
  constructor(prepare: () => CurveClientSetup) {
    this.#prepare = prepare
  }

  start(handshake: Handshake): void {
    const setup = this.#prepare()
    const transient = setup.crypto.createKeyPair()
    const key = transient.agree(setup.serverKey)
    if (key === null) {
      const text = "curveServerKey is not set, or cannot be anybody's key"
      throw new ProtocolError("ERR_ZMTP_CRYPTOGRAPHIC", text, "give up")
    }
    this.#step = { awaits: "WELCOME", handshake, setup, transient, key }
    const nonce = shortNonce("CurveZMQHELLO---")
    this.#outgoing.countInto(nonce)
    const proof = key.seal(nonce, Buffer.alloc(HELLO_PROOF_BYTES))
    const padding = Buffer.alloc(HELLO_PADDING_BYTES)
    const pieces = [VERSION, padding, transient.publicKey, shortPartOf(nonce), proof]
    handshake.write("HELLO", Buffer.concat(pieces))
  }

  receive({ name, data }: Command): void {
    const step = this.#step
    const mayBeRefused = step.awaits === "WELCOME" || step.awaits === "READY"
    if (name === "ERROR" && mayBeRefused) throw new RefusedError(decodeError(data))
    if (name === "WELCOME" && step.awaits === "WELCOME") this.#welcome(data, step)
    else if (name === "READY" && step.awaits === "READY") this.#ready(data, step.handshake)
    else throw unexpected(name, step.awaits)
  }

  judged(): void {
    // Only servers ask.
  }

  destroy(): void {
    if (this.#step.awaits === "WELCOME") {
      this.#step.key.wipe()
      this.#step.transient.wipe()
    }
    this.#step = { awaits: "nothing" }
    this.#sessionKey?.wipe()
  }

  #welcome(data: Buffer, step: Step & { awaits: "WELCOME" }): void {
    const { handshake, setup, transient, key } = step
    if (data.length !== WELCOME_BYTES) throw malformed("WELCOME", `of ${String(data.length)} bytes`)
    const welcomeNonce = longNonce("WELCOME-", data.subarray(0, LONG_NONCE_BYTES))
    const welcome = key.open(welcomeNonce, data.subarray(LONG_NONCE_BYTES))
    if (welcome === null) throw cryptographic("the box of WELCOME does not open")
    key.wipe()
    const theirs = welcome.subarray(0, KEY_BYTES)
    const cookie = welcome.subarray(KEY_BYTES)
    const sessionKey = transient.agree(theirs)
    if (sessionKey === null) throw cryptographic("the server's transient key is of low order")
    this.#sessionKey = sessionKey
    transient.wipe()
    this.#step = { awaits: "READY", handshake }
    const metadata = encodeMetadata(handshake.properties)
    const plain = Buffer.concat([setup.publicKey, vouch(setup, transient, theirs), metadata])
    const nonce = shortNonce("CurveZMQINITIATE")
    this.#outgoing.countInto(nonce)
    const box = sessionKey.seal(nonce, plain)
    handshake.write("INITIATE", Buffer.concat([cookie, shortPartOf(nonce), box]))
  }

  #ready(data: Buffer, handshake: Handshake): void {
    const key = this.#sessionKey
    if (key === null || data.length < SHORT_NONCE_BYTES + TAG_BYTES) {
      throw malformed("READY", `of ${String(data.length)} bytes`)
    }
    const nonce = shortNonce("CurveZMQREADY---")
    this.#incoming.copyInto(nonce, data, 0)
    const plain = key.open(nonce, data.subarray(SHORT_NONCE_BYTES))
    if (plain === null) throw cryptographic("the box of READY does not open")
    const properties = decodeMetadata(plain, handshake.maxProperties)
    this.cipher = new CurveCipher(key, false, this.#outgoing, this.#incoming)
    this.#step = { awaits: "MESSAGE" }
    handshake.complete(properties)
  }
}

/** C' and S, boxed for S' with c: the owner of C vouches for C', towards this server only. The nonce goes before it. */
function vouch(setup: CurveClientSetup, transient: KeyPair, theirs: Buffer): Buffer {
  const key = setup.permanent.agree(theirs)
  if (key === null) throw cryptographic("the server's transient key is of low order")
  const nonce = newLongNonce("VOUCH---", setup.crypto)
  const box = key.seal(nonce, Buffer.concat([transient.publicKey, setup.serverKey]))
  key.wipe()
  return Buffer.concat([longPartOf(nonce), box])
}
