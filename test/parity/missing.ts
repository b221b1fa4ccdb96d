/**
 * Options of npm `zeromq` that are not there yet. The tests fail when they are: then this file goes.
 */
import type { Difference } from "./compare.js"

const NAMES = [
  "tcpAcceptFilter",
  "securityMechanism",
  "plainServer",
  "plainUsername",
  "plainPassword",
  "curveServer",
  "curvePublicKey",
  "curveSecretKey",
  "curveServerKey",
  "zapDomain",
  "socksProxy",
  "tcpMaxRetransmitTimeout",
  "threadSafe",
  "vmciBufferSize",
  "vmciBufferMinSize",
  "vmciBufferMaxSize",
  "vmciConnectTimeout",
  "interface",
  "zapEnforceDomain",
  "loopbackFastPath",
]

/** Whether this is about one of them. */
export const MISSING: Difference = {
  what: new RegExp(`\\b(${NAMES.join("|")})\\b|StringOption\\(68\\b`),
  why: "options that are not there yet",
}
