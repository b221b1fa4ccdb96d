/**
 * Keys for the CURVE mechanism (RFC 26): pairs of Curve25519, as text in Z85.
 */
import { Buffer } from "node:buffer"
import type * as crypto from "node:crypto"
import { builtin } from "../builtin.js"
import { encodeZ85 } from "../zmtp/z85.js"

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
  const { generateKeyPairSync } = builtin("node:crypto") as typeof crypto
  const { x, d } = generateKeyPairSync("x25519").privateKey.export({ format: "jwk" })
  return { publicKey: z85Of(x), secretKey: z85Of(d) }
}

function z85Of(key = ""): string {
  const text = encodeZ85(Buffer.from(key, "base64url"))
  if (text === null || text.length !== 40) throw new Error("an X25519 key has 32 bytes")
  return text
}
