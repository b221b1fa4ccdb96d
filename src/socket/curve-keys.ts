/**
 * Keys for the CURVE mechanism (RFC 26): pairs of Curve25519, as text in Z85.
 */
import type { Buffer } from "node:buffer"
import { importSecret, nodeCrypto, publicBytes } from "../crypto/x25519.js"
import { encodeZ85 } from "../zmtp/z85.js"

const KEY_BYTES = 32

/** A key pair for CURVE, each key as 40 characters of Z85. */
export interface CurveKeyPair {
  /** What peers may know. */
  readonly publicKey: string
  /** What nobody else may. */
  readonly secretKey: string
}

/**
 * A new key pair, as `curvePublicKey`, `curveSecretKey` and `curveServerKey` take it, and every other ZeroMQ.
 *
 * @example
 * import { curveKeyPair } from "purezmq"
 * const { publicKey, secretKey } = curveKeyPair()
 * console.log(publicKey.length, secretKey.length) // "40 40"
 */
export function curveKeyPair(): CurveKeyPair {
  const secret = nodeCrypto().randomBytes(KEY_BYTES)
  return { publicKey: z85Of(publicBytes(importSecret(secret))), secretKey: z85Of(secret) }
}

function z85Of(key: Buffer): string {
  const text = encodeZ85(key)
  if (text === null || key.length !== KEY_BYTES) throw new Error("an X25519 key has 32 bytes")
  return text
}
