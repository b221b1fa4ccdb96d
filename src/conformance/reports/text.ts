/**
 * Words that several reports share.
 */
import { tally } from "../result.js"
import { VERDICTS, type Verdict } from "../verdict.js"
import type { Report, ReportCase, ReportPeer } from "./report.js"

/** One sign for each verdict, so that a table of them can be read without colours. */
export const SIGNS: Readonly<Record<Verdict, string>> = {
  pass: "✓",
  fail: "✗",
  timeout: "…",
  crashed: "✸",
  "non-strict": "≈",
  informational: "i",
  unimplemented: "–",
  skipped: "·",
}

/** What is said where `--strict` was given. */
export const STRICTLY = "--strict was given: what is non-strict has failed."

/** The verdict whose sign and colour are shown. @param strict a SHOULD that is not followed has failed. */
export function shownAs(verdict: Verdict, strict: boolean): Verdict {
  return strict && verdict === "non-strict" ? "fail" : verdict
}

/** The verdict in words. */
export function verdictText(verdict: Verdict, strict: boolean): string {
  return shownAs(verdict, strict) === verdict ? verdict : `${verdict}, which fails`
}

/** `a REP that binds, NULL, announces 3.1`. */
export function peerText(peer: ReportPeer): string {
  const side = peer.mechanism === "NULL" ? "" : ` ${peer.side}`
  return `${peer.socketType} that ${peer.role}, ${peer.mechanism}${side}, announces ZMTP ${peer.announces}`
}

/** `31 passed, 2 failed, 5 skipped`: only what there is. */
export function countsText(report: Pick<Report, "cases">): string {
  const counts = tally(report.cases)
  const words: Partial<Record<Verdict, string>> = { pass: "passed", fail: "failed" }
  return VERDICTS.filter((verdict) => counts[verdict] > 0)
    .map((verdict) => `${String(counts[verdict])} ${words[verdict] ?? verdict}`)
    .join(", ")
}

/** The cases by section, without sections that have none. */
export function bySection(
  report: Report,
): { readonly id: string; readonly title: string; readonly cases: readonly ReportCase[] }[] {
  return report.sections
    .map((section) => ({
      ...section,
      cases: report.cases.filter((one) => one.section === section.id),
    }))
    .filter(({ cases }) => cases.length > 0)
}

/** What there is to be said of a verdict, line by line. */
export function explanation({
  expected,
  seen,
  note,
}: Pick<ReportCase, "expected" | "seen" | "note">): string[] {
  return [
    ...(expected === undefined ? [] : [`expected: ${expected}`]),
    ...(seen === undefined ? [] : [`seen:     ${seen}`]),
    ...(note === undefined ? [] : [note]),
  ]
}
