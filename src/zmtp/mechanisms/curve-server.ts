/**
 * The server of a CURVE handshake (RFC 26): WELCOME, the question whether this client may come in, READY. It has a
 * permanent pair, S and s; S' and s' are made for this connection. A client that does not know S learns nothing: it gets
 * no ERROR, its connection closes.
 *
 * The cookie is sealed with a key that only this connection has, so no other WELCOME's will do. As in libzmq, and
 * unlike RFC 26 advises, S' and s' are also kept here until INITIATE comes: a TCP connection is more state than that,
 * and so s' never leaves the cryptography, not even sealed. The cookie holds C' and S'.
 * Chance and cryptography are given.
 */
import { Buffer } from "node:buffer"
import { encodeError, type Command } from "../command.js"
import { DeniedError, ProtocolError } from "../errors.js"
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
  VOUCH_BYTES,
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
import type { Handshake, Mechanism, Verdict } from "./mechanism.js"

// Where things are in HELLO and INITIATE, behind their names.
const HELLO_KEY_AT = VERSION.length + HELLO_PADDING_BYTES
const HELLO_NONCE_AT = HELLO_KEY_AT + KEY_BYTES
const HELLO_BOX_AT = HELLO_NONCE_AT + SHORT_NONCE_BYTES
const HELLO_BYTES = HELLO_BOX_AT + TAG_BYTES + HELLO_PROOF_BYTES
const INITIATE_BOX_AT = COOKIE_BYTES + SHORT_NONCE_BYTES
// And in the box of INITIATE.
const VOUCH_AT = KEY_BYTES + LONG_NONCE_BYTES
const METADATA_AT = VOUCH_AT + VOUCH_BYTES
const LEAST_INITIATE_BYTES = INITIATE_BOX_AT + TAG_BYTES + METADATA_AT

/** What a server is given. */
export interface CurveServerSetup {
  readonly crypto: CurveCrypto
  /** S and s. */
  readonly permanent: KeyPair
}

/** What the server waits for, and what it has until then. */
type Step =
  | { readonly awaits: "a greeting" | "MESSAGE" | "nothing" }
  | { readonly awaits: "HELLO"; readonly handshake: Handshake; readonly setup: CurveServerSetup }
  | {
      readonly awaits: "INITIATE"
      readonly handshake: Handshake
      readonly setup: CurveServerSetup
      /** C'. */
      readonly clientKey: Buffer
      /** S' and s'. */
      readonly transient: KeyPair
      readonly cookieKey: BoxKey
    }
  | {
      readonly awaits: "a verdict"
      readonly handshake: Handshake
      /** Of C' and s': for READY and all that follows. */
      readonly key: BoxKey
      readonly properties: ReadonlyMap<string, Buffer>
    }

/** The server's side of one connection. */
export class CurveServer implements Mechanism {
  readonly name = "CURVE"
  readonly asServer = true
  cipher: CurveCipher | null = null
  readonly #prepare: () => CurveServerSetup
  readonly #outgoing = new OutgoingCounter()
  readonly #incoming = new IncomingCounter()
  #step: Step = { awaits: "a greeting" }
  /** Of C' and s'. */
  #sessionKey: BoxKey | null = null

  /** @param prepare called when the handshake begins; it may throw a ProtocolError. */
  constructor(prepare: () => CurveServerSetup) {
    this.#prepare = prepare
  }

  start(handshake: Handshake): void {
    this.#step = { awaits: "HELLO", handshake, setup: this.#prepare() }
  }

  receive({ name, data }: Command): void {
    const step = this.#step
    if (name === "HELLO" && step.awaits === "HELLO") this.#hello(data, step)
    else if (name === "INITIATE" && step.awaits === "INITIATE") this.#initiate(data, step)
    else throw unexpected(name, step.awaits)
  }

  judged({ status }: Verdict): void {
    const step = this.#step
    if (step.awaits !== "a verdict") return
    const { handshake, key, properties } = step
    this.#step = { awaits: "MESSAGE" }
    if (status !== 200) {
      // RFC 27: 300 is temporary, so that the client may try again.
      if (status !== 300) handshake.write("ERROR", encodeError(String(status)))
      throw new DeniedError(status)
    }
    const nonce = shortNonce("CurveZMQREADY---")
    this.#outgoing.countInto(nonce)
    const box = key.seal(nonce, encodeMetadata(handshake.properties))
    handshake.write("READY", Buffer.concat([shortPartOf(nonce), box]))
    this.cipher = new CurveCipher(key, true, this.#outgoing, this.#incoming)
    handshake.complete(properties)
  }

  destroy(): void {
    if (this.#step.awaits === "INITIATE") {
      this.#step.cookieKey.wipe()
      this.#step.transient.wipe()
    }
    this.#step = { awaits: "nothing" }
    this.#sessionKey?.wipe()
  }

  #hello(data: Buffer, { handshake, setup }: Step & { awaits: "HELLO" }): void {
    if (data.length !== HELLO_BYTES) throw malformed("HELLO", `of ${String(data.length)} bytes`)
    if (!data.subarray(0, VERSION.length).equals(VERSION)) {
      throw malformed("HELLO", `is of version ${String(data[0])}.${String(data[1])}`)
    }
    if (!isZero(data.subarray(VERSION.length, HELLO_KEY_AT))) {
      throw malformed("HELLO", "has something in its padding")
    }
    const { crypto, permanent } = setup
    // The command's memory is not ours when this returns.
    const clientKey = Buffer.from(data.subarray(HELLO_KEY_AT, HELLO_NONCE_AT))
    const nonce = shortNonce("CurveZMQHELLO---")
    this.#incoming.copyInto(nonce, data, HELLO_NONCE_AT)
    const key = permanent.agree(clientKey)
    const proof = key?.open(nonce, data.subarray(HELLO_BOX_AT)) ?? null
    if (key === null || proof === null) {
      key?.wipe()
      throw cryptographic("the box of HELLO does not open")
    }
    if (!isZero(proof)) {
      key.wipe()
      throw malformed("HELLO", "has something else in its box than zeros")
    }
    const transient = crypto.createKeyPair()
    const cookieKey = crypto.createBoxKey()
    this.#step = { awaits: "INITIATE", handshake, setup, clientKey, transient, cookieKey }
    const cookieNonce = newLongNonce("COOKIE--", crypto)
    const cookie = cookieKey.seal(cookieNonce, Buffer.concat([clientKey, transient.publicKey]))
    const plain = Buffer.concat([transient.publicKey, longPartOf(cookieNonce), cookie])
    const welcomeNonce = newLongNonce("WELCOME-", crypto)
    const box = key.seal(welcomeNonce, plain)
    key.wipe()
    handshake.write("WELCOME", Buffer.concat([longPartOf(welcomeNonce), box]))
  }

  #initiate(data: Buffer, step: Step & { awaits: "INITIATE" }): void {
    if (data.length < LEAST_INITIATE_BYTES) {
      throw malformed("INITIATE", `of ${String(data.length)} bytes`)
    }
    const { handshake, clientKey, transient } = step
    checkCookie(data.subarray(0, COOKIE_BYTES), step)
    const nonce = shortNonce("CurveZMQINITIATE")
    this.#incoming.copyInto(nonce, data, COOKIE_BYTES)
    const key = (this.#sessionKey = transient.agree(clientKey))
    const plain = key?.open(nonce, data.subarray(INITIATE_BOX_AT)) ?? null
    if (key === null || plain === null) throw cryptographic("the box of INITIATE does not open")
    const client = plain.subarray(0, KEY_BYTES)
    checkVouch(client, plain.subarray(KEY_BYTES, METADATA_AT), step)
    const properties = decodeMetadata(plain.subarray(METADATA_AT), handshake.maxProperties)
    transient.wipe()
    this.#step = { awaits: "a verdict", handshake, key, properties }
    handshake.authenticate({ mechanism: "CURVE", values: [client] })
  }
}

/** RFC 26 wants every field checked, also those that mean nothing. libzmq takes anything here. */
function isZero(bytes: Buffer): boolean {
  return bytes.every((byte) => byte === 0)
}

/** It is the one of our WELCOME, which says that HELLO came from here. */
function checkCookie(cookie: Buffer, step: Step & { awaits: "INITIATE" }): void {
  const { cookieKey, clientKey, transient } = step
  const nonce = longNonce("COOKIE--", cookie.subarray(0, LONG_NONCE_BYTES))
  const plain = cookieKey.open(nonce, cookie.subarray(LONG_NONCE_BYTES))
  // It is good for one INITIATE.
  cookieKey.wipe()
  if (plain === null || !plain.equals(Buffer.concat([clientKey, transient.publicKey]))) {
    throw cryptographic("the cookie in INITIATE is not ours")
  }
}

/** The owner of C says that C' is its own, and that it means us. libzmq does not compare the second. */
function checkVouch(
  client: Buffer,
  nonceAndBox: Buffer,
  { setup, clientKey, transient }: Step & { awaits: "INITIATE" },
): void {
  const key = transient.agree(client)
  const nonce = longNonce("VOUCH---", nonceAndBox.subarray(0, LONG_NONCE_BYTES))
  const plain = key?.open(nonce, nonceAndBox.subarray(LONG_NONCE_BYTES)) ?? null
  key?.wipe()
  if (plain === null) throw cryptographic("the vouch in INITIATE does not open")
  if (!plain.equals(Buffer.concat([clientKey, setup.permanent.publicKey]))) {
    throw new ProtocolError("ERR_ZMTP_KEY_EXCHANGE", "the vouch in INITIATE names other keys")
  }
}
