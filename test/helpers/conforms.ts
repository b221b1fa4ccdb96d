/**
 * Our own sockets follow every MUST and every SHOULD there is a case for, but for those where all the deployed peers do
 * something else, and would not understand us.
 */
import { describe, expect, it } from "vitest"
import type { Case } from "../../src/conformance/case.js"
import type { MechanismName, Role } from "../../src/conformance/target.js"
import type { WireSocketType } from "../../src/zmtp/socket-type.js"
import { conform, failures } from "./conform.js"

const TYPES: readonly WireSocketType[] = [
  ...(["REQ", "REP", "DEALER", "ROUTER", "PUB", "SUB", "XPUB", "XSUB", "PUSH", "PULL"] as const),
  "PAIR",
]
const TIMEOUT_MS = 120_000

/** What is the same for all types is tried at these with each mechanism, and at a connecting DEALER. */
const FOR_ALL: readonly WireSocketType[] = ["DEALER", "ROUTER"]

/** Tests sockets of all types with a mechanism, in a role. */
export function conforms(mechanism: MechanismName, role: Role): void {
  describe(`with ${mechanism}, a socket that ${role}`, () => {
    it.each(TYPES)(
      "of type %s follows the RFCs",
      async (socketType) => {
        const isWhole = (mechanism === "NULL" && role === "binds") || FOR_ALL.includes(socketType)
        const { results } = await conform(
          { socketType, mechanism, role },
          (one) => isWhole || isSpecific(one),
        )
        const passed = results.filter(({ verdict }) => verdict === "pass")
        expect(passed.length).toBeGreaterThan(isWhole ? 50 : 0)
        const known = deliberate(socketType, mechanism, role)
        const isKnown = (line: string): boolean => known.includes(line.split(" ")[0])
        expect(failures(results).filter((line) => !isKnown(line))).toEqual([])
        expect(failures(results).filter(isKnown)).toHaveLength(known.length)
      },
      TIMEOUT_MS,
    )
  })
}

/** It is about types of sockets. */
function isSpecific({ applies }: Case): boolean {
  return applies?.socketTypes !== undefined
}

/**
 * libzmq's PLAIN clients read ERROR only with its length and first letter as the one byte 5E. And its subscribers count for
 * themselves: they say SUBSCRIBE twice and CANCEL once, so that a publisher that counts would never hear of the end.
 */
function deliberate(socketType: WireSocketType, mechanism: MechanismName, role: Role): string[] {
  const ids = []
  const isWhole = FOR_ALL.includes(socketType)
  if (mechanism === "PLAIN" && role === "binds" && isWhole) ids.push("27/zap/5")
  if (socketType === "PUB" || socketType === "XPUB") ids.push("29/pub/13")
  return ids
}
