/**
 * Markdown: a table for each section, for documentation and for comments on changes. Several runs stand side by side.
 */
import type { Verdict } from "../verdict.js"
import { mergedSections, type MergedCase } from "./merged.js"
import type { Report } from "./report.js"
import { countsText, peerText, shownAs, SIGNS, STRICTLY, verdictText } from "./text.js"

const LEGEND = Object.entries(SIGNS)
  .map(([verdict, sign]) => `${sign} ${verdict}`)
  .join(", ")

/** The report of one run, or of several. @param strict a SHOULD that is not followed is shown as a failure. */
export function markdown(reports: readonly Report[], strict = false): string {
  const lines = ["# ZMTP conformance", ""]
  for (const report of reports) {
    lines.push(
      `- **${inline(report.peer.name)}**: ${peerText(report.peer)}. ${countsText(report)}.`,
    )
  }
  lines.push("", `Signs: ${LEGEND}.${strict ? ` ${STRICTLY}` : ""}`)
  for (const { id, title, cases } of mergedSections(reports)) {
    lines.push("", `## ${id}: ${title}`, "")
    lines.push(
      row(["case", "level", "a good peer", ...reports.map(({ peer }) => inline(peer.name))]),
    )
    lines.push(row(["---", "---", "---", ...reports.map(() => ":-:")]))
    for (const one of cases) lines.push(caseRow(one, strict))
    lines.push(...details(cases, reports, strict))
  }
  return `${lines.join("\n")}\n`
}

function caseRow({ id, level, title, results }: MergedCase, strict: boolean): string {
  const signs = results.map((result) =>
    result === null ? "" : SIGNS[shownAs(result.verdict, strict)],
  )
  return row([id, level, inline(title), ...signs])
}

/** What is to be said of verdicts that are not plain. */
function details(
  cases: readonly MergedCase[],
  reports: readonly Report[],
  strict: boolean,
): string[] {
  const lines: string[] = []
  for (const { id, results } of cases) {
    results.forEach((result, i) => {
      if (result === null || isPlain(result.verdict)) return
      const who = reports.length > 1 ? ` ${inline(reports[i].peer.name)}` : ""
      const { expected, seen, note } = result
      const said =
        seen === undefined
          ? (note ?? "")
          : `expected: ${expected ?? ""}; seen: ${seen}${note === undefined ? "" : ` (${note})`}`
      lines.push(`- ${id}${who}, ${verdictText(result.verdict, strict)}: ${inline(said)}`)
    })
  }
  return lines.length === 0 ? [] : ["", ...lines]
}

function isPlain(verdict: Verdict): boolean {
  return verdict === "pass" || verdict === "skipped"
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |`
}

/** Text in which Markdown and HTML find nothing of theirs. */
function inline(text: string): string {
  return text.replace(/[\\`*_|<>[\]]/g, "\\$&").replaceAll("\n", " ")
}
