/**
 * CURVE keys as the user has them: 40 characters of Z85, or a file that CZMQ, pyzmq or `purezmq keygen` has written.
 */
import type { Buffer } from "node:buffer"
import { readFileSync } from "node:fs"
import { parseCertificate, type Certificate } from "../../auth/certificate.js"
import { decodeZ85 } from "../../zmtp/z85.js"
import { EXIT, Failure } from "../exit.js"

const KEY_CHARACTERS = 40

/** The public key of this text, or in this file. */
export function publicKeyOf(given: string): Buffer {
  return keyOfText(given) ?? certificateIn(given).publicKey
}

/** The secret key of this text, or in this file. */
export function secretKeyOf(given: string): Buffer {
  return keyOfText(given) ?? secretIn(given)
}

/** Both keys in this file. */
export function pairIn(path: string): { publicKey: Buffer; secretKey: Buffer } {
  return { publicKey: certificateIn(path).publicKey, secretKey: secretIn(path) }
}

function keyOfText(text: string): Buffer | null {
  return text.length === KEY_CHARACTERS ? decodeZ85(text) : null
}

function secretIn(path: string): Buffer {
  const { secretKey } = certificateIn(path)
  if (secretKey !== null) return secretKey
  throw new Failure(
    EXIT.error,
    `${path}: there is no secret key in it; that is in the file that ends in _secret`,
  )
}

function certificateIn(path: string): Certificate {
  let text: string
  try {
    text = readFileSync(path, "utf8")
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new Failure(EXIT.error, `no key of 40 characters in Z85, and no file: ${why}`)
  }
  const certificate = parseCertificate(text)
  if (certificate === null) throw new Failure(EXIT.error, `${path} is no CURVE certificate`)
  return certificate
}
