/**
 * A run compared with an earlier one: what has become worse.
 * Knows reports. Does not know files.
 */
import { NO_LONGER_SERVES } from "../runner.js"
import { isFailure, type Verdict } from "../verdict.js"
import type { Report, ReportCase } from "./report.js"

/** There is right and wrong, and it was tried. */
const JUDGED: readonly Verdict[] = ["pass", "fail", "timeout", "crashed", "non-strict"]

/** The cases that have failed. @param strict a SHOULD that is not followed counts, too. */
export function failuresOf(report: Report, strict: boolean): ReportCase[] {
  return report.cases.filter(({ verdict }) => isFailure(verdict, strict))
}

/**
 * What has become worse: failures that had not been there, since it went well, was not tried, or was not known; and cases
 * that were not tried any more because the peer no longer serves.
 */
export function regressionsOf(report: Report, baseline: Report, strict: boolean): ReportCase[] {
  const known = new Set(failuresOf(baseline, strict).map(({ id }) => id))
  const judged = new Set(
    baseline.cases.filter(({ verdict }) => JUDGED.includes(verdict)).map(({ id }) => id),
  )
  return report.cases.filter((one) =>
    isFailure(one.verdict, strict) ? !known.has(one.id) : isLost(one) && judged.has(one.id),
  )
}

/** Cases that failed before and do not any more. */
export function improvementsOf(report: Report, baseline: Report, strict: boolean): ReportCase[] {
  const known = new Set(failuresOf(baseline, strict).map(({ id }) => id))
  return report.cases.filter(
    ({ id, verdict }) => known.has(id) && verdict !== "skipped" && !isFailure(verdict, strict),
  )
}

function isLost({ verdict, note }: ReportCase): boolean {
  return verdict === "skipped" && note === NO_LONGER_SERVES
}
