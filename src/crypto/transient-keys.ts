/**
 * Key pairs that live as long as a handshake: X25519 by libsodium. It is no slower than Node's own, whose keys take as
 * long to make as to use, and the secret is in memory that can be overwritten.
 * Works in libsodium's memory; nothing stays there.
 */
import { Buffer } from "node:buffer"
import { KEY_BYTES, type BoxKey, type KeyPair } from "../zmtp/mechanisms/curve-crypto.js"
import type { Sodium } from "./sodium.js"
import { nodeCrypto } from "./x25519.js"

/** Makes a key for boxes of the secret that two keys agree on. */
export type Derive = (secret: Buffer) => BoxKey

/** The place where they are made. There is one in a thread. */
export class TransientKeys {
  readonly #sodium: Sodium
  readonly #derive: Derive
  readonly #secretAt: number
  readonly #publicAt: number
  readonly #sharedAt: number

  constructor(sodium: Sodium, derive: Derive) {
    this.#sodium = sodium
    this.#derive = derive
    this.#secretAt = sodium._malloc(3 * KEY_BYTES)
    this.#publicAt = this.#secretAt + KEY_BYTES
    this.#sharedAt = this.#publicAt + KEY_BYTES
  }

  create(): KeyPair {
    const secret = nodeCrypto().randomFillSync(Buffer.allocUnsafeSlow(KEY_BYTES))
    return new TransientPair(this, secret, this.publicOf(secret))
  }

  /** The public key that belongs to a secret one. */
  publicOf(secret: Buffer): Buffer {
    const { HEAPU8: heap, _crypto_scalarmult_curve25519_base: publish } = this.#sodium
    heap.set(secret, this.#secretAt)
    publish(this.#publicAt, this.#secretAt)
    const bytes = Buffer.from(heap.subarray(this.#publicAt, this.#sharedAt))
    this.#clean()
    return bytes
  }

  /** What a secret key and another's public key agree on; null when that one is of low order. */
  agree(secret: Buffer, publicKey: Buffer): BoxKey | null {
    const { HEAPU8: heap, _crypto_scalarmult_curve25519: agree } = this.#sodium
    heap.set(secret, this.#secretAt)
    heap.set(publicKey, this.#publicAt)
    const refused = agree(this.#sharedAt, this.#secretAt, this.#publicAt) !== 0
    const shared = Buffer.from(heap.subarray(this.#sharedAt, this.#sharedAt + KEY_BYTES))
    this.#clean()
    const key = refused ? null : this.#derive(shared)
    shared.fill(0)
    return key
  }

  #clean(): void {
    this.#sodium.HEAPU8.fill(0, this.#secretAt, this.#secretAt + 3 * KEY_BYTES)
  }
}

/** A pair whose secret key is in JavaScript's memory until it is wiped. */
class TransientPair implements KeyPair {
  readonly #keys: TransientKeys
  readonly #secret: Buffer

  constructor(
    keys: TransientKeys,
    secret: Buffer,
    readonly publicKey: Buffer,
  ) {
    this.#keys = keys
    this.#secret = secret
  }

  agree(publicKey: Buffer): BoxKey | null {
    return this.#keys.agree(this.#secret, publicKey)
  }

  wipe(): void {
    this.#secret.fill(0)
  }
}
