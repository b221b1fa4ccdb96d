/**
 * CURVE as a socket's options have it: which keys its connections use.
 * A server needs its secret key only. A client needs the server's public key and its own two; a secret key says what the
 * public one is. As in libzmq, a client's keys that were not given are zeros, and no server takes them. A server without
 * a key takes nobody: in libzmq that is zeros, too, and so everybody's secret.
 */
import { Buffer } from "node:buffer"
import { curveCrypto, loadCurveCrypto } from "../crypto/curve.js"
import type { LinkOptions } from "../link/link.js"
import { ProtocolError } from "../zmtp/errors.js"
import { CurveClient, type CurveClientSetup } from "../zmtp/mechanisms/curve-client.js"
import { KEY_BYTES, type CurveCrypto } from "../zmtp/mechanisms/curve-crypto.js"
import { CurveServer, type CurveServerSetup } from "../zmtp/mechanisms/curve-server.js"
import type { OptionValues } from "./option-values.js"

const KEYLESS = "curveSecretKey is not set"
const NO_KEY = Buffer.alloc(KEY_BYTES)

/** CURVE for new connections, with the keys as they are now. */
export function curveMechanismsOf(
  options: OptionValues,
): Pick<LinkOptions, "createMechanism" | "loadMechanism"> {
  const { asServer, curvePublicKey, curveSecretKey, curveServerKey } = options
  const loadMechanism = loadCurveCrypto
  if (asServer) {
    const setup = once<CurveServerSetup>((crypto) => {
      if (curveSecretKey === null) throw new ProtocolError("ERR_ZMTP_CRYPTOGRAPHIC", KEYLESS)
      return { crypto, permanent: crypto.keyPairOf(curveSecretKey) }
    })
    return { createMechanism: () => new CurveServer(setup), loadMechanism }
  }
  const setup = once<CurveClientSetup>((crypto) => {
    const permanent = crypto.keyPairOf(curveSecretKey ?? NO_KEY)
    const derived = curveSecretKey === null ? NO_KEY : permanent.publicKey
    const publicKey = curvePublicKey ?? derived
    return { crypto, permanent, publicKey, serverKey: curveServerKey ?? NO_KEY }
  })
  return { createMechanism: () => new CurveClient(setup), loadMechanism }
}

/** What one link's connections share, made with the first of them. */
function once<T>(make: (crypto: CurveCrypto) => T): () => T {
  let made: T | null = null
  return () => {
    const crypto = curveCrypto()
    if (crypto instanceof Error) {
      const text = `CURVE is not available: ${crypto.message}`
      throw new ProtocolError("ERR_ZMTP_UNSPECIFIED", text, "give up")
    }
    return (made ??= make(crypto))
  }
}
