/**
 * The text of CURVE certificates, as CZMQ and pyzmq write and read them.
 */
import type { CurveKeyPair } from "../../index.js"

/** What everybody may have. */
export function publicCertificate({ publicKey }: CurveKeyPair, now: Date): string {
  return `#   ****  Generated on ${now.toISOString()} by purezmq  ****
#   ZeroMQ CURVE Public Certificate
#   Exchange securely, or use a secure mechanism to verify the contents
#   of this file after exchange.

metadata
curve
    public-key = "${publicKey}"
`
}

/** What the owner keeps. */
export function secretCertificate({ publicKey, secretKey }: CurveKeyPair, now: Date): string {
  return `#   ****  Generated on ${now.toISOString()} by purezmq  ****
#   ZeroMQ CURVE **Secret** Certificate
#   DO NOT PROVIDE THIS FILE TO OTHER USERS nor change its permissions.

metadata
curve
    public-key = "${publicKey}"
    secret-key = "${secretKey}"
`
}
