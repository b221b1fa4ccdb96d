/**
 * Two columns of facts side by side: what differs is listed with its reason, and what is listed differs.
 */
import { expect, it } from "vitest"

/** One kind of difference. */
export interface Difference {
  /** Whose titles match. */
  readonly what: RegExp
  readonly why: string
}

/** What is seen, by what was looked at or tried. */
export type Facts = ReadonlyMap<string, string>

interface Finding {
  readonly title: string
  readonly native: string
  readonly ours: string
}

const NOTHING = "nothing"

function findingsOf(native: Facts, ours: Facts): Finding[] {
  const titles = [...new Set([...native.keys(), ...ours.keys()])]
  return titles
    .map((title) => ({
      title,
      native: native.get(title) ?? NOTHING,
      ours: ours.get(title) ?? NOTHING,
    }))
    .filter((finding) => finding.native !== finding.ours)
}

/** The tests that compare what these find. Additions are what only we have. */
export function compare(
  facts: () => { native: Facts; ours: Facts },
  differences: readonly Difference[],
  additions: readonly Difference[] = [],
): void {
  let found: Finding[] | null = null
  const findings = () => {
    const { native, ours } = facts()
    return (found ??= findingsOf(native, ours))
  }

  it("is the same, but for what is listed", () => {
    const listed = [...differences, ...additions]
    const unlisted = findings().filter(({ title }) => !listed.some(({ what }) => what.test(title)))
    // Some of them tell enough.
    expect(unlisted.slice(0, 50)).toEqual([])
  })

  it.each(differences)("differs: $why", ({ what }) => {
    expect(findings().filter(({ title }) => what.test(title))).not.toEqual([])
  })

  if (additions.length === 0) return
  it.each(additions)("has more: $why", ({ what }) => {
    const matching = findings().filter(({ title }) => what.test(title))
    expect(matching).not.toEqual([])
    expect(matching.filter(({ native }) => native !== NOTHING)).toEqual([])
  })
}
