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

/** What a client knows. */
interface Knowledge {
  readonly password: string
  /** The server's public key. */
  readonly serverKey: string
}

const KNOWLEDGE: Knowledge = { password: PASSWORD, serverKey: serverKeys.publicKey }
const ERROR: Knowledge = { password: "guess", serverKey: curveKeyPair().publicKey }

/** The options of our socket. */
export function ourSecurity(security: Security): PeerOptions {
  return ourOptions(security, KNOWLEDGE)
}

/** The options of our socket that is a client and knows nothing. */
export function ourStranger(security: Security): PeerOptions {
  return ourOptions(security, ERROR)
}

/** What the peer's program is told. */
export function theirSecurity(security: Security): string[] {
  return theirKeys(security, KNOWLEDGE)
}

/** What the program of a peer is told that is a client and knows nothing. */
export function theirStranger(security: Security): string[] {
  return theirKeys(security, ERROR)
}

function ourOptions(
  { mechanism, serves }: Security,
  { password: plainPassword, serverKey: curveServerKey }: Knowledge,
): PeerOptions {
  if (mechanism === "null") return {}
  if (mechanism === "plain") {
    return serves ? { plainUsername: USERNAME, plainPassword } : { plainServer: true }
  }
  const { publicKey: curvePublicKey, secretKey: curveSecretKey } = serves ? clientKeys : serverKeys
  return serves
    ? { curvePublicKey, curveSecretKey, curveServerKey }
    : { curvePublicKey, curveSecretKey, curveServer: true }
}

function theirKeys({ mechanism, serves }: Security, { password, serverKey }: Knowledge): string[] {
  if (mechanism === "null") return []
  const keys = [`mechanism=${mechanism}`, ...(serves ? ["server=1"] : [])]
  if (mechanism === "plain") return [...keys, `username=${USERNAME}`, `password=${password}`]
  const { publicKey, secretKey } = serves ? serverKeys : clientKeys
  keys.push(`public-key=${publicKey}`, `secret-key=${secretKey}`)
  return serves ? keys : [...keys, `server-key=${serverKey}`]
}
