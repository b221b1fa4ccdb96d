/**
 * What came of one stack, for people: how much, what it does otherwise than an RFC says, with what the RFC says, and what it
 * does where the RFCs leave it open.
 */
import { mergedSections, type MergedCase } from "../../../src/conformance/reports/merged.js"
import type { Report, ReportCase } from "../../../src/conformance/reports/report.js"
import { tally } from "../../../src/conformance/result.js"
import type { Verdict } from "../../../src/conformance/verdict.js"
import type { Survey } from "./survey.js"

const DIFFERENCES: readonly Verdict[] = ["fail", "timeout", "crashed", "non-strict"]
const COLUMNS: readonly Verdict[] = [
  ...(["pass", "fail", "timeout", "crashed", "non-strict"] as const),
  ...(["informational", "unimplemented", "skipped"] as const),
]

/** A case with what some runs made of it. */
interface Finding {
  readonly one: MergedCase
  /** Names of ways, by what was seen. */
  readonly seen: ReadonlyMap<string, readonly string[]>
}

/** The document. */
export function documentOf({ title, version, reports, missing }: Survey): string {
  const lines = [`# ${title} ${version}`, ""]
  lines.push(
    "Made by `npm run conformance:reports`; what the words mean is in [README.md](README.md).",
  )
  lines.push("", ...table(reports))
  if (missing.length > 0) {
    lines.push("", "Not tried:", "", ...missing.map((text) => `- ${inline(text)}`))
  }
  const findings = findingsOf(reports, DIFFERENCES)
  lines.push("", "## What it does otherwise", "")
  if (findings.length === 0) lines.push("Nothing was seen.")
  for (const finding of findings) lines.push(...differenceLines(finding))
  lines.push("", "## What it does where the RFCs leave it open", "")
  for (const { one, seen } of findingsOf(reports, ["informational", "unimplemented"])) {
    lines.push(`- ${one.id}, ${inline(one.title)}: ${shared(seen)}`)
  }
  return `${lines.join("\n")}\n`
}

function table(reports: readonly Report[]): string[] {
  const rows = reports.map((report) => {
    const counts = tally(report.cases)
    const cells = COLUMNS.map((verdict) => (counts[verdict] === 0 ? "" : String(counts[verdict])))
    return `| ${[inline(report.peer.name), `ZMTP ${report.peer.announces}`, ...cells].join(" | ")} |`
  })
  const heads = ["tried as", "announces", ...COLUMNS]
  return [`| ${heads.join(" | ")} |`, `|${" --- |".repeat(heads.length)}`, ...rows]
}

function findingsOf(reports: readonly Report[], verdicts: readonly Verdict[]): Finding[] {
  return mergedSections(reports)
    .flatMap(({ cases }) => cases)
    .map((one) => {
      const seen = new Map<string, string[]>()
      one.results.forEach((result, i) => {
        if (result === null || !verdicts.includes(result.verdict)) return
        const text = textOf(result)
        seen.set(text, [...(seen.get(text) ?? []), reports[i].peer.name])
      })
      return { one, seen }
    })
    .filter(({ seen }) => seen.size > 0)
}

/** What was seen, without what differs from run to run. */
function textOf({ verdict, expected, seen, note }: ReportCase): string {
  const text = seen === undefined ? (note ?? verdict) : `expected: ${expected ?? ""}; seen: ${seen}`
  return `${verdict === "informational" ? "" : `${verdict}, `}${text}`
    .replace(/served \d+\.\d+/g, "served ...")
    .replace(/127\.0\.0\.1:\d+/g, "127.0.0.1:...")
}

function differenceLines({ one, seen }: Finding): string[] {
  const lines = [
    `### ${one.id}: ${inline(one.title)}`,
    "",
    `${one.level}. ${inline(one.reason)}`,
    "",
  ]
  for (const [text, ways] of seen) lines.push(`- ${inline(ways.join("; "))}: ${inline(text)}`)
  return [...lines, ""]
}

/** Who does what: names only where not all do the same. */
function shared(seen: Finding["seen"]): string {
  if (seen.size === 1) return inline([...seen.keys()][0])
  return [...seen].map(([text, ways]) => `${inline(text)} (${inline(ways.join("; "))})`).join("; ")
}

/** Text in which Markdown and HTML find nothing of theirs. */
function inline(text: string): string {
  return text.replace(/[\\`*_|<>[\]]/g, "\\$&").replaceAll("\n", " ")
}
