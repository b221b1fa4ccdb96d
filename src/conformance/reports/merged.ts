/**
 * Several runs as one: each case once, with what came of it for each peer.
 */
import type { Level } from "../verdict.js"
import type { Report, ReportCase } from "./report.js"

/** A case and its results, in the order of the reports; null where it was not tried. */
export interface MergedCase {
  readonly id: string
  readonly level: Level
  readonly title: string
  readonly reason: string
  readonly results: readonly (ReportCase | null)[]
}

/** A section of all the runs. */
export interface MergedSection {
  readonly id: string
  readonly title: string
  readonly cases: readonly MergedCase[]
}

/** All sections and cases that any of the runs has, in the order of their first appearance. */
export function mergedSections(reports: readonly Report[]): MergedSection[] {
  const titles = new Map(reports.flatMap(({ sections }) => sections.map((s) => [s.id, s.title])))
  const byId = reports.map(({ cases }) => new Map(cases.map((one) => [one.id, one])))
  const first = new Map<string, ReportCase>()
  for (const { cases } of reports) {
    for (const one of cases) if (!first.has(one.id)) first.set(one.id, one)
  }
  return [...titles]
    .map(([id, title]) => {
      const cases = [...first.values()]
        .filter(({ section }) => section === id)
        .map((one) => ({
          id: one.id,
          level: one.level,
          title: one.title,
          reason: one.reason,
          results: byId.map((results) => results.get(one.id) ?? null),
        }))
      return { id, title, cases }
    })
    .filter(({ cases }) => cases.length > 0)
}
