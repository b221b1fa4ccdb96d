/**
 * What CURVE needs of cryptography, and nothing more (RFC 26 names it after NaCl): X25519 with XSalsa20-Poly1305,
 * and random bytes. The mechanism knows these words only; `src/crypto` knows who does the work.
 */
import type { Buffer } from "node:buffer"

/** Bytes of a public key, a secret key, a shared key. */
export const KEY_BYTES = 32
/** Bytes of a nonce. */
export const NONCE_BYTES = 24
/** Bytes that a box is longer than what is in it. */
export const TAG_BYTES = 16

/** A key for boxes. Nonces have 24 bytes, and none may be used twice to seal. */
export interface BoxKey {
  /** A box with these bytes in it, 16 bytes longer. */
  seal(nonce: Buffer, plain: Buffer): Buffer
  /** What is in a box; null when it was sealed with another key or nonce, or has been changed since. */
  open(nonce: Buffer, box: Buffer): Buffer | null
  /** Writes a box with one byte and a body in it, 17 bytes longer than the body, to `target` at `at`. */
  sealBody(nonce: Buffer, first: number, body: Buffer, target: Buffer, at: number): void
  /** The body in such a box, which is from here to there in `bytes`; `first` then is its first byte. */
  openBody(nonce: Buffer, bytes: Buffer, from: number, to: number): Buffer | null
  /** The first byte in the box that `openBody` has opened last. */
  readonly first: number
  /** Overwrites the key. It is of no use then. */
  wipe(): void
}

/** A pair of X25519 keys; the secret one does not come out. */
export interface KeyPair {
  readonly publicKey: Buffer
  /** What both pairs' owners agree on without anybody else knowing; null when that public key is of low order. */
  agree(publicKey: Buffer): BoxKey | null
  /** Overwrites the secret key of a pair that was made here. It is of no use then. */
  wipe(): void
}

/** The cryptography of one thread. */
export interface CurveCrypto {
  /** Bytes that nobody can foresee. */
  random(count: number): Buffer
  createKeyPair(): KeyPair
  /** The pair of a secret key of 32 bytes. */
  keyPairOf(secretKey: Buffer): KeyPair
  /** A random key that is shared with nobody. */
  createBoxKey(): BoxKey
}
