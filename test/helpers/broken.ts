/**
 * Peers that break one rule each, on purpose, and the cases that have to see it.
 */
import { describe, expect, it } from "vitest"
import { conform, failures } from "./conform.js"
import { mutant, type Mutation } from "./mutant.js"
import type { TesteeOptions } from "./testee.js"

const TIMEOUT_MS = 60_000

/** A broken peer is waited for in vain, so not for long: whether it only is slow is seen with the sound one. */
const IN_VAIN = { timeoutMs: 1500, quietMs: 100 }

/** A broken rule and who sees it. */
export interface Breakage extends Mutation {
  readonly testee: Omit<TesteeOptions, "library">
  /** Ids of cases; each has to fail. */
  readonly seenBy: readonly string[]
}

/**
 * Tests that each of these peers fails each of those cases, and that ours, which does not break the rule, passes them. They
 * mostly wait, so they do it together.
 */
export function seesBroken(section: string, breakages: readonly Breakage[]): void {
  describe.concurrent(`${section}: a peer that breaks a rule`, { timeout: TIMEOUT_MS }, () => {
    it.each(breakages)("and $breaks is seen", async ({ testee, seenBy, ...mutation }) => {
      const library = await mutant(mutation)
      const isMeant = ({ id }: { id: string }): boolean => seenBy.includes(id)
      const { results } = await conform({ ...testee, library }, isMeant, IN_VAIN)
      expect(failures(results).map((line) => line.split(" ")[0])).toEqual(seenBy)
    })

    it.each(testeesOf(breakages))("which ours does not: $name", async ({ testee, ids }) => {
      const { results } = await conform(testee, ({ id }) => ids.has(id))
      expect(results.map(({ id, verdict }) => `${id} ${verdict}`)).toEqual(
        results.map(({ id }) => `${id} pass`),
      )
      expect(results).toHaveLength(ids.size)
    })
  })
}

interface Sound {
  readonly name: string
  readonly testee: Breakage["testee"]
  readonly ids: Set<string>
}

/** Each kind of peer once, with all cases that are tried at it. */
function testeesOf(breakages: readonly Breakage[]): Sound[] {
  const found = new Map<string, Sound>()
  for (const { testee, seenBy } of breakages) {
    const name = Object.values(testee)
      .map((word) => (typeof word === "string" ? word : JSON.stringify(word)))
      .join(" ")
    const sound = found.get(name) ?? { name, testee, ids: new Set() }
    for (const id of seenBy) sound.ids.add(id)
    found.set(name, sound)
  }
  return [...found.values()]
}
