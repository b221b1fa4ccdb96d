/**
 * The options of a socket that make its connections secure, from those of the command line.
 */
import { Buffer } from "node:buffer"
import { Authenticator, Context, curveKeyPair } from "../../index.js"
import type { SecurityFlags } from "../commands/security-options.js"
import { EXIT, Failure } from "../exit.js"
import { pairIn, publicKeyOf, secretKeyOf } from "./keys.js"

/** What a length of one byte can be, in PLAIN's HELLO. */
const LONGEST = 255
/** One that nothing holds would be closed, and let nobody in any more. */
const inUse = new Set<Authenticator>()

/** What a socket is made with. Starts what lets PLAIN clients in. @throws Failure when the options do not fit. */
export function securityOptions(flags: SecurityFlags): Record<string, unknown> {
  const isCurve = flags.curveServer === true || flags.curveServerKey !== undefined
  const isPlain = flags.plainServer === true || flags.plainUsername !== undefined
  if (isCurve) return curveOptions(flags)
  if (isPlain) return plainOptions(flags)
  // A secret of the environment may be there for other commands; one that is written down is not ignored.
  return {}
}

function curveOptions(flags: SecurityFlags): Record<string, unknown> {
  const { curveServer = false, curveServerKey, curveCertificate } = flags
  if (curveServer && curveServerKey !== undefined) {
    throw new Failure(
      EXIT.usage,
      "--curve-server and --curve-server-key: a socket is either server or client",
    )
  }
  const own = curveCertificate === undefined ? keysOf(flags) : pairIn(curveCertificate)
  if (!curveServer) {
    const client = own ?? curveKeyPair()
    return { ...named(client), curveServerKey: publicKeyOf(curveServerKey ?? "") }
  }
  if (own === null) {
    throw new Failure(EXIT.usage, "--curve-server needs --curve-certificate or --curve-secret-key")
  }
  return { curveServer: true, curveSecretKey: own.secretKey }
}

interface Keys {
  readonly publicKey?: Buffer | string | undefined
  readonly secretKey: Buffer | string
}

function keysOf({ curvePublicKey, curveSecretKey }: SecurityFlags): Keys | null {
  if (curveSecretKey !== undefined) {
    const secretKey = secretKeyOf(curveSecretKey)
    return {
      secretKey,
      publicKey: curvePublicKey === undefined ? undefined : publicKeyOf(curvePublicKey),
    }
  }
  if (curvePublicKey === undefined) return null
  throw new Failure(EXIT.usage, "--curve-public-key needs --curve-secret-key")
}

function named({ publicKey, secretKey }: Keys): Record<string, unknown> {
  const secret = { curveSecretKey: secretKey }
  return publicKey === undefined ? secret : { ...secret, curvePublicKey: publicKey }
}

function plainOptions(flags: SecurityFlags): Record<string, unknown> {
  const { plainServer = false, plainUsername, plainPassword } = flags
  if (plainUsername === undefined || plainPassword === undefined) {
    throw new Failure(EXIT.usage, "PLAIN needs both --plain-username and --plain-password")
  }
  for (const [option, text] of [
    ["--plain-username", plainUsername],
    ["--plain-password", plainPassword],
  ] as const) {
    if (Buffer.byteLength(text) > LONGEST) {
      throw new Failure(EXIT.usage, `${option}: PLAIN has room for 255 bytes`)
    }
  }
  if (!plainServer) return { plainUsername, plainPassword }
  // A context has one of these, and it is asked about CURVE clients, too: other sockets shall not hear of it.
  const context = new Context()
  inUse.add(new Authenticator({ context, plain: { "*": { [plainUsername]: plainPassword } } }))
  return { plainServer: true, context }
}
