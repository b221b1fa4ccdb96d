/**
 * What the shell is told of one report, or of several: with 1 that cases failed, and how many.
 * Knows reports and the baseline. Does not know runs.
 */
import { failuresOf, improvementsOf, regressionsOf } from "../../conformance/reports/baseline.js"
import type { Report, ReportCase } from "../../conformance/reports/report.js"
import { EXIT, Failure } from "../exit.js"
import { tell } from "../telling.js"

/** What reports are judged by. */
export interface Measure {
  readonly strict: boolean
  /** What failed in it need not be better now. */
  readonly baseline: Report | null
}

/** What has become worse; null: there is nothing to compare with. */
export function worseOf(report: Report, { strict, baseline }: Measure): ReportCase[] | null {
  return baseline === null ? null : regressionsOf(report, baseline, strict)
}

/** Tells what has become better. @throws Failure when something has failed that counts. */
export function conclude(reports: readonly Report[], measure: Measure): void {
  const { strict, baseline } = measure
  if (baseline !== null) {
    const better = reports.flatMap((report) => improvementsOf(report, baseline, strict))
    if (better.length > 0) tell(`no longer failing: ${better.map(({ id }) => id).join(", ")}`)
  }
  const failed = reports.flatMap((report) => worseOf(report, measure) ?? failuresOf(report, strict))
  if (failed.length > 0) throw new Failure(EXIT.error, textOf(failed, baseline !== null))
}

/** `1 case`, `2 cases`. */
export function counted(count: number): string {
  return `${String(count)} ${count === 1 ? "case" : "cases"}`
}

function textOf(failed: readonly ReportCase[], isCompared: boolean): string {
  if (!isCompared) return `${counted(failed.length)} failed`
  const untried = failed.filter(({ verdict }) => verdict === "skipped").length
  const worse = failed.length - untried
  return [
    ...(worse > 0 ? [`${counted(worse)} failed that had not before`] : []),
    ...(untried > 0 ? [`${counted(untried)} not tried any more: the peer no longer serves`] : []),
  ].join("; ")
}
