/**
 * What both ends are told of a mechanism.
 */
import { Authenticator, curveKeyPair } from "../../../src/index.js"
import type { PeerOptions } from "../../helpers/interop.js"
import type { PeerMechanism } from "./peer-kind.js"

/** A mechanism, and whether the peer is its server. */
export interface Security {
  readonly mechanism: PeerMechanism
  readonly serves: boolean
}

const USERNAME = "alice"
const PASSWORD = "secret"
const serverKeys = curveKeyPair()
const clientKeys = curveKeyPair()

/** Lets in whoever knows the password or has the key, at sockets of ours that are servers. */
export function authenticate(): Authenticator {
  return new Authenticator({
    plain: { "*": { [USERNAME]: PASSWORD } },
    curve: { "*": [clientKeys.publicKey] },
  })
}

/** The options of our socket. */
export function ourSecurity({ mechanism, serves }: Security): PeerOptions {
  if (mechanism === "null") return {}
  if (mechanism === "plain") {
    return serves ? { plainUsername: USERNAME, plainPassword: PASSWORD } : { plainServer: true }
  }
  const { publicKey: curvePublicKey, secretKey: curveSecretKey } = serves ? clientKeys : serverKeys
  return serves
    ? { curvePublicKey, curveSecretKey, curveServerKey: serverKeys.publicKey }
    : { curvePublicKey, curveSecretKey, curveServer: true }
}

/** What the peer's program is told. */
export function theirSecurity({ mechanism, serves }: Security): string[] {
  if (mechanism === "null") return []
  const keys = [`mechanism=${mechanism}`, ...(serves ? ["server=1"] : [])]
  if (mechanism === "plain") return [...keys, `username=${USERNAME}`, `password=${PASSWORD}`]
  const { publicKey, secretKey } = serves ? serverKeys : clientKeys
  keys.push(`public-key=${publicKey}`, `secret-key=${secretKey}`)
  return serves ? keys : [...keys, `server-key=${serverKeys.publicKey}`]
}
