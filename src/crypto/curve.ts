/**
 * The cryptography that CURVE is given: boxes and the keys of a handshake by libsodium, permanent keys and random bytes
 * by Node. It is loaded when a socket with CURVE first binds or connects, which takes a few turns of the event loop.
 */
import { Buffer } from "node:buffer"
import type { KeyObject } from "node:crypto"
import { KEY_BYTES, type CurveCrypto, type KeyPair } from "../zmtp/mechanisms/curve-crypto.js"
import { BoxRoom } from "./boxes.js"
import { loadSodium, type Sodium } from "./sodium.js"
import { TransientKeys } from "./transient-keys.js"
import { diffieHellman, importPair, nodeCrypto } from "./x25519.js"

let loaded: CurveCrypto | Error | null = null
let loading: Promise<void> | null = null

/** Loads it; resolves in any case, and `curveCrypto` says what came of it. Null when that is known already. */
export function loadCurveCrypto(): Promise<void> | null {
  if (loaded !== null) return null
  loading ??= loadSodium().then(
    (sodium) => {
      loaded = cryptoWith(sodium)
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

function cryptoWith(sodium: Sodium): CurveCrypto {
  const room = new BoxRoom(sodium)
  const transients = new TransientKeys(sodium, (secret) => room.derive(secret))
  return {
    random: (count) => nodeCrypto().randomBytes(count),
    createKeyPair: () => transients.create(),
    keyPairOf(secretKey) {
      const publicKey = transients.publicOf(secretKey)
      return permanentPair(importPair(secretKey, publicKey), publicKey, room)
    },
    createBoxKey() {
      const bytes = nodeCrypto().randomFillSync(Buffer.allocUnsafeSlow(KEY_BYTES))
      return room.keyOf(bytes)
    },
  }
}

/** A pair that is used often: Node agrees faster than libsodium, once it has the key. */
function permanentPair(secret: KeyObject, publicKey: Buffer, room: BoxRoom): KeyPair {
  return {
    publicKey,
    agree(other) {
      const bytes = diffieHellman(secret, other)
      if (bytes === null) return null
      const key = room.derive(bytes)
      bytes.fill(0)
      return key
    },
    wipe() {
      // It is the program's, which has it as an option.
    },
  }
}
