/**
 * A run compared with an earlier one: what has become worse.
 * Knows reports. Does not know files.
 */
import { isFailure } from "../verdict.js"
import type { Report, ReportCase } from "./report.js"

/** The cases that have failed. @param strict a SHOULD that is not followed counts, too. */
export function failuresOf(report: Report, strict: boolean): ReportCase[] {
  return report.cases.filter(({ verdict }) => isFailure(verdict, strict))
}

/** Those of them that had not failed before: it went well, was not tried, or was not known. */
export function regressionsOf(report: Report, baseline: Report, strict: boolean): ReportCase[] {
  const known = new Set(failuresOf(baseline, strict).map(({ id }) => id))
  return failuresOf(report, strict).filter(({ id }) => !known.has(id))
}

/** Cases that failed before and do not any more. */
export function improvementsOf(report: Report, baseline: Report, strict: boolean): ReportCase[] {
  const known = new Set(failuresOf(baseline, strict).map(({ id }) => id))
  return report.cases.filter(
    ({ id, verdict }) => known.has(id) && verdict !== "skipped" && !isFailure(verdict, strict),
  )
}
