/**
 * The cryptography that CURVE is given: X25519 and random bytes by Node, boxes by libsodium. It is loaded when a socket
 * with CURVE first binds or connects, which takes a few turns of the event loop.
 */
import { Buffer } from "node:buffer"
import type { KeyObject } from "node:crypto"
import { KEY_BYTES, type CurveCrypto, type KeyPair } from "../zmtp/mechanisms/curve-crypto.js"
import { BoxRoom } from "./boxes.js"
import { loadSodium } from "./sodium.js"
import { diffieHellman, generateSecret, importSecret, nodeCrypto, publicBytes } from "./x25519.js"

let loaded: CurveCrypto | Error | null = null
let loading: Promise<void> | null = null

/** Loads it; resolves in any case, and `curveCrypto` says what came of it. Null when that is known already. */
export function loadCurveCrypto(): Promise<void> | null {
  if (loaded !== null) return null
  loading ??= loadSodium().then(
    (sodium) => {
      loaded = cryptoWith(new BoxRoom(sodium))
    },
    (error: unknown) => {
      loaded = error instanceof Error ? error : new Error(String(error))
    },
  )
  return loading
}

/** What was loaded; the error when it could not be. */
export function curveCrypto(): CurveCrypto | Error {
  return loaded ?? new Error("the cryptography for CURVE is not loaded")
}

function cryptoWith(room: BoxRoom): CurveCrypto {
  const pairOf = (secret: KeyObject): KeyPair => ({
    publicKey: publicBytes(secret),
    agree(publicKey) {
      const bytes = diffieHellman(secret, publicKey)
      if (bytes === null) return null
      const key = room.derive(bytes)
      bytes.fill(0)
      return key
    },
  })
  return {
    random: (count) => nodeCrypto().randomBytes(count),
    createKeyPair: () => pairOf(generateSecret()),
    keyPairOf: (secretKey) => pairOf(importSecret(secretKey)),
    createBoxKey() {
      const bytes = nodeCrypto().randomFillSync(Buffer.allocUnsafeSlow(KEY_BYTES))
      return room.keyOf(bytes)
    },
  }
}
