/**
 * How the security options stand to each other: libzmq has no option for the mechanism, the one set last decides.
 * Knows the options, and which mechanism they ask for.
 */
import type { LinkOptions } from "../link/link.js"
import { EMPTY } from "../message.js"
import type { Mechanism } from "../zmtp/mechanisms/mechanism.js"
import { NullMechanism } from "../zmtp/mechanisms/null.js"
import { PlainClient } from "../zmtp/mechanisms/plain-client.js"
import { PlainServer } from "../zmtp/mechanisms/plain-server.js"
import { curveMechanismsOf } from "./curve.js"
import type { OptionSpec, OptionValue } from "./options.js"
import type { OptionValues, SecurityMechanism } from "./option-values.js"

/** libzmq's numbers of the mechanisms. */
const NUMBERS = { plain: 1, curve: 2 } as const

/** What `ZMQ_MECHANISM` says. */
export function numberOf(mechanism: SecurityMechanism): number {
  return mechanism === null ? 0 : NUMBERS[mechanism]
}

/** Stores a security option and what follows from it. False: it is none of them. */
export function storeSecurity(
  options: OptionValues,
  name: OptionSpec["name"],
  value: OptionValue,
): boolean {
  switch (name) {
    case "plainServer":
    case "curveServer":
      options.asServer = value === true
      choose(options, value === true ? (name === "plainServer" ? "plain" : "curve") : null)
      return true
    case "plainUsername":
    case "plainPassword":
      // Null takes the mechanism back; what was stored stays.
      if (value !== null) {
        options.asServer = false
        Object.assign(options, { [name]: value })
      }
      choose(options, value === null ? null : "plain")
      return true
    case "curveServerKey":
    case "curvePublicKey":
    case "curveSecretKey":
      // Who knows the server's key is a client.
      if (name === "curveServerKey") options.asServer = false
      Object.assign(options, { [name]: value })
      choose(options, "curve")
      return true
    default:
      return false
  }
}

function choose(options: OptionValues, mechanism: SecurityMechanism): void {
  options.securityMechanism = mechanism
  options.plainServer = options.asServer && mechanism === "plain"
  options.curveServer = options.asServer && mechanism === "curve"
}

/** The mechanisms for new connections of a socket with these options, as they are now. */
export function mechanismsOf(
  options: OptionValues,
): Pick<LinkOptions, "createMechanism" | "loadMechanism"> {
  if (options.securityMechanism === "curve") return curveMechanismsOf(options)
  const values = { ...options }
  return { createMechanism: () => createMechanism(values), loadMechanism: () => null }
}

function createMechanism(options: OptionValues): Mechanism {
  const { securityMechanism, plainServer, plainUsername, plainPassword, zapDomain } = options
  if (securityMechanism !== "plain") return new NullMechanism(zapDomain !== null)
  return plainServer
    ? new PlainServer()
    : new PlainClient(plainUsername ?? EMPTY, plainPassword ?? EMPTY)
}
