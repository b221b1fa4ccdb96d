/**
 * What some runs of one stack have in common: each case that is worth a word, with what was seen, and in which ways of
 * trying it.
 * Knows reports. Does not know documents.
 */
import { mergedSections, type MergedCase } from "../../../src/conformance/reports/merged.js"
import type { Report, ReportCase } from "../../../src/conformance/reports/report.js"
import { isFailure as fails, type Verdict } from "../../../src/conformance/verdict.js"

/** Verdicts that say that something was not as an RFC has it. */
export const DIFFERENT: readonly Verdict[] = ["fail", "timeout", "crashed", "non-strict"]
/** Those for which there is no right and wrong. */
const OPEN: readonly Verdict[] = ["informational", "unimplemented"]

/** A case and what was seen. */
export interface Finding {
  readonly one: MergedCase
  /** It is not as the RFC has it; else the RFC leaves it open. */
  readonly isDifferent: boolean
  /** It is, and more than not strictly so. */
  readonly isFailure: boolean
  /** Text, and the ways in which it was seen. */
  readonly seen: ReadonlyMap<string, readonly string[]>
  /** All ways in which the case was tried. */
  readonly tried: readonly string[]
}

/** All there is to say, in the order of the cases. */
export function findingsOf(reports: readonly Report[]): Finding[] {
  return mergedSections(reports)
    .flatMap(({ cases }) => cases)
    .flatMap((one) => {
      const isDifferent = one.results.some((result) => isOneOf(DIFFERENT, result))
      const verdicts = isDifferent ? DIFFERENT : OPEN
      if (!one.results.some((result) => isOneOf(verdicts, result))) return []
      const names = reports.map(({ peer }) => peer.name)
      const tried = names.filter((_, i) => isTried(one.results[i]))
      const isFailure = one.results.some(
        (result) => result !== null && fails(result.verdict, false),
      )
      return [{ one, isDifferent, isFailure, seen: seenIn(one, reports, verdicts), tried }]
    })
}

function isTried(result: ReportCase | null): boolean {
  return result !== null && result.verdict !== "skipped"
}

function isOneOf(verdicts: readonly Verdict[], result: ReportCase | null): result is ReportCase {
  return result !== null && verdicts.includes(result.verdict)
}

function seenIn(
  { results }: MergedCase,
  reports: readonly Report[],
  verdicts: readonly Verdict[],
): Finding["seen"] {
  const seen = new Map<string, string[]>()
  results.forEach((result, i) => {
    if (!isOneOf(verdicts, result)) return
    const text = textOf(result)
    seen.set(text, [...(seen.get(text) ?? []), reports[i].peer.name])
  })
  return seen
}

/** What was seen, without what differs from run to run. */
function textOf({ verdict, seen, note }: ReportCase): string {
  const text = seen ?? note ?? verdict
  const mark = verdict === "crashed" || verdict === "unimplemented" ? `${verdict}: ` : ""
  return `${mark}${text}`
    .replace(/served \d+\.\d+/g, "served ...")
    .replace(/127\.0\.0\.1:\d+/g, "127.0.0.1:...")
}
