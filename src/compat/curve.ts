/**
 * Keys for CURVE, as versions 4 and 5 named them.
 */
import { ZmqError } from "../errors.js"

/** A new key pair, each of 40 characters of Z85. @throws ZmqError ENOTSUP where there is no CURVE. */
export function curveKeypair(): { public: string; secret: string } {
  // TODO when the root has curveKeyPair: { public: publicKey, secret: secretKey } of it.
  throw new ZmqError("ENOTSUP")
}
