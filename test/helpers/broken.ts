/**
 * Peers that break one rule each, on purpose, and the cases that have to see it.
 */
import { describe, expect, it } from "vitest"
import { conform, failures } from "./conform.js"
import { mutant, type Mutation } from "./mutant.js"
import type { TesteeOptions } from "./testee.js"

const TIMEOUT_MS = 60_000

/** A broken rule and who sees it. */
export interface Breakage extends Mutation {
  readonly testee: Omit<TesteeOptions, "library">
  /** Ids of cases; each has to fail. */
  readonly seenBy: readonly string[]
}

/** Tests that each of these peers fails each of those cases, and that ours, which does not break the rule, passes them. */
export function seesBroken(section: string, breakages: readonly Breakage[]): void {
  describe(`${section}: a peer that breaks a rule`, () => {
    it.each(breakages)(
      "and $breaks is seen",
      async ({ testee, seenBy, ...mutation }) => {
        const library = await mutant(mutation)
        const { results } = await conform({ ...testee, library }, ({ id }) => seenBy.includes(id))
        expect(failures(results).map((line) => line.split(" ")[0])).toEqual(seenBy)
        const sound = await conform(testee, ({ id }) => seenBy.includes(id))
        expect(sound.results.map(({ verdict }) => verdict)).toEqual(seenBy.map(() => "pass"))
      },
      TIMEOUT_MS,
    )
  })
}
