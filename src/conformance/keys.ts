/**
 * CURVE keys of the tester itself.
 */
import type { Buffer } from "node:buffer"
import { curveCrypto, loadCurveCrypto } from "../crypto/curve.js"
import { KEY_BYTES, type CurveCrypto } from "../zmtp/mechanisms/curve-crypto.js"
import { decodeZ85, encodeZ85 } from "../zmtp/z85.js"

/** The cryptography, loaded. Rejects when it cannot be. */
export async function cryptography(): Promise<CurveCrypto> {
  await loadCurveCrypto()
  const crypto = curveCrypto()
  if (crypto instanceof Error) throw crypto
  return crypto
}

/** A new secret key. */
export async function newSecretKey(): Promise<Buffer> {
  return (await cryptography()).random(KEY_BYTES)
}

/** The public key of a secret one. */
export async function publicKeyOf(secretKey: Buffer): Promise<Buffer> {
  return (await cryptography()).keyPairOf(secretKey).publicKey
}

/** A key in its 40 characters of Z85; null when it is none. */
export function keyOf(text: string): Buffer | null {
  const key = decodeZ85(text)
  return key?.length === KEY_BYTES ? key : null
}

/** The 40 characters of a key. */
export function textOf(key: Buffer): string {
  return encodeZ85(key) ?? ""
}
