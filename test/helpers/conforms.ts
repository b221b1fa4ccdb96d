/**
 * Our own sockets pass every MUST and every SHOULD there is a case for, but for those in which the peers in use do something
 * else, and would not understand us otherwise: there the tester finds the customary way.
 */
import { describe, expect, it } from "vitest"
import type { Case } from "../../src/conformance/case.js"
import { SECTIONS } from "../../src/conformance/cases/index.js"
import type { MechanismName, Role } from "../../src/conformance/target.js"
import type { WireSocketType } from "../../src/zmtp/socket-type.js"
import { conform, failures } from "./conform.js"

const TYPES: readonly WireSocketType[] = [
  ...(["REQ", "REP", "DEALER", "ROUTER", "PUB", "SUB", "XPUB", "XSUB", "PUSH", "PULL"] as const),
  "PAIR",
]
const TIMEOUT_MS = 120_000

/**
 * Where we go the customary way. libzmq's PLAIN clients read ERROR only with its length and first letter as the one byte 5E. And its subscribers count for
 * themselves: they say SUBSCRIBE twice and CANCEL once, so that a publisher that counts would never hear of the end.
 */
function customary(mechanism: MechanismName): string[] {
  return mechanism === "PLAIN" ? ["27/zap/5", "29/pub/13"] : ["29/pub/13"]
}

/** At these all cases are tried. At others those about their type, and of the rest each at some type. */
const WHOLE: readonly string[] = [
  ...["NULL ROUTER binds", "PLAIN ROUTER binds", "CURVE ROUTER binds"],
  ...["NULL DEALER connects", "PLAIN DEALER connects", "CURVE DEALER connects"],
]

/** Tests sockets of all types with a mechanism, in a role. They mostly wait, so they do it together. */
export function conforms(mechanism: MechanismName, role: Role): void {
  describe.concurrent(`with ${mechanism}, a socket that ${role}`, { timeout: TIMEOUT_MS }, () => {
    it.each(TYPES)("of type %s follows the RFCs", async (socketType) => {
      const isWhole = WHOLE.includes(`${mechanism} ${socketType} ${role}`)
      const share = shareOf(socketType)
      const isTried = (one: Case): boolean => isWhole || isSpecific(one) || share.includes(one)
      const { results } = await conform({ socketType, mechanism, role }, isTried)
      const passed = results.filter(({ verdict }) => verdict === "pass")
      expect(passed.length).toBeGreaterThan(isWhole ? 50 : 0)
      const tried = results.filter(({ verdict }) => verdict !== "skipped").map(({ id }) => id)
      const expected = customary(mechanism).filter((id) => tried.includes(id))
      const isExpected = (line: string): boolean =>
        expected.some((id) => line.startsWith(`${id} non-strict:`))
      expect(failures(results).filter((line) => !isExpected(line))).toEqual([])
      expect(failures(results).filter(isExpected)).toHaveLength(expected.length)
    })
  })
}

/** It is about types of sockets. */
function isSpecific({ applies }: Case): boolean {
  return applies?.socketTypes !== undefined
}

/** Of the cases that are the same for all types, those that this one is tried with. */
function shareOf(socketType: WireSocketType): Case[] {
  const general = SECTIONS.flatMap(({ cases }) => cases).filter((one) => !isSpecific(one))
  return general.filter((_, i) => i % TYPES.length === TYPES.indexOf(socketType))
}
