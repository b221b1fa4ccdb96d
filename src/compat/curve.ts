/**
 * Keys for CURVE, as versions 4 and 5 named them.
 */
import { curveKeyPair } from "../api/about.js"

/** A new key pair, each of 40 characters of Z85. */
export function curveKeypair(): { public: string; secret: string } {
  const { publicKey, secretKey } = curveKeyPair()
  return { public: publicKey, secret: secretKey }
}
