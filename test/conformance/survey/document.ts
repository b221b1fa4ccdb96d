/**
 * What came of one stack, for people: how much, what it does otherwise than an RFC says and why, and what it does where
 * the RFCs leave it open.
 */
import type { Report } from "../../../src/conformance/reports/report.js"
import { tally } from "../../../src/conformance/result.js"
import { VERDICTS, type Level } from "../../../src/conformance/verdict.js"
import { findingsOf, type Finding } from "./findings.js"
import { knowledgeOf } from "./known/index.js"
import type { Known } from "./known/known.js"
import type { Survey } from "./survey.js"

/** So many ways are rather named as exceptions. */
const MOST_EXCEPTIONS = 3
/** How the line begins that sums up. */
const SUMMARY = "Cases that it fails: "

/** The document. */
export function documentOf({ name, title, version, reports, missing }: Survey): string {
  const { differences, unseen = [] } = knowledgeOf(name)
  const findings = findingsOf(reports)
  const isKnown = ({ one }: Finding): boolean =>
    differences.some(({ cases }) => cases.includes(one.id))
  return [
    `# ${inline(nameOf({ title, version }))}`,
    "Made by `npm run conformance:reports`; [README.md](README.md) says what the words mean.",
    table(reports).join("\n"),
    ...listOf("Not tried:", missing),
    "## What it does otherwise",
    summary(findings),
    ...differences.flatMap((known) => reasonPart(known, findings)),
    ...unexplained(findings.filter((each) => each.isDifferent && !isKnown(each))),
    ...listOf("Known of it, and without a case:", unseen),
    "## What it does where the RFCs leave it open",
    findings
      .filter((each) => !each.isDifferent && !isKnown(each))
      .map((each) => `- ${each.one.id} ${inline(each.one.title)}: ${seenText(each)}`)
      .join("\n"),
    "",
  ].join("\n\n")
}

/** What a stack is called: some say their name with their version. */
export function nameOf({ title, version }: Pick<Survey, "title" | "version">): string {
  return version.startsWith(title) ? version : `${title} ${version}`
}

/** Only verdicts that were given have a column. */
function table(reports: readonly Report[]): string[] {
  const counts = reports.map(({ cases }) => tally(cases))
  const columns = VERDICTS.filter((verdict) => counts.some((each) => each[verdict] > 0))
  const rows = reports.map(({ peer }, i) => {
    const cells = columns.map((verdict) => String(counts[i][verdict] || ""))
    return row([inline(peer.name), peer.announces, ...cells])
  })
  const heads = ["tried as", "announces ZMTP", ...columns]
  return [row(heads), row(heads.map(() => "---")), ...rows]
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |`
}

function listOf(head: string, items: readonly string[]): string[] {
  return items.length === 0 ? [] : [head, items.map((text) => `- ${inline(text)}`).join("\n")]
}

function summary(findings: readonly Finding[]): string {
  const failed = findings.filter(({ isFailure }) => isFailure)
  const milder = findings.filter(({ isDifferent, isFailure }) => isDifferent && !isFailure)
  const ofLevel = (level: Level): Finding[] => milder.filter(({ one }) => one.level === level)
  const customary = numbered(ofLevel("MUST"))
  return `${SUMMARY}${numbered(failed)}. Not strictly as the RFC has it: ${customary} with MUST, in the customary way; ${ofLevel("SHOULD").length} with SHOULD.`
}

function numbered(findings: readonly Finding[]): string {
  if (findings.length === 0) return "none"
  return `${findings.length} (${findings.map(({ one }) => one.id).join(", ")})`
}

/** What a document is about, and how it sums up. @throws Error when it is none of these. */
export function summaryIn(document: string): { readonly title: string; readonly summary: string } {
  const title = /^# (.+)$/m.exec(document)?.[1]
  const summary = document.split("\n").find((line) => line.startsWith(SUMMARY))
  if (title === undefined || summary === undefined) throw new Error("no document of a stack")
  return { title, summary: `cases it fails: ${summary.slice(SUMMARY.length)}` }
}

/** What is known to differ, if it was seen to. */
function reasonPart({ what, why, cases }: Known, findings: readonly Finding[]): string[] {
  const seen = findings.filter(({ one }) => cases.includes(one.id))
  if (seen.length === 0) return []
  return [`### ${inline(what)}`, inline(why), seen.map((each) => findingLine(each)).join("\n")]
}

function unexplained(findings: readonly Finding[]): string[] {
  if (findings.length === 0) return []
  const lines = findings.map((each) => `${findingLine(each)} (${inline(each.one.reason)})`)
  return ["### Not explained", lines.join("\n")]
}

function findingLine(finding: Finding): string {
  const { level, id, title } = finding.one
  return `- ${level} ${id} ${inline(title)}: ${seenText(finding)}`
}

/** Who does what: ways only where not all do the same. */
function seenText({ seen, tried }: Finding): string {
  return [...seen]
    .map(([text, ways]) => {
      const others = tried.filter((way) => !ways.includes(way))
      if (others.length === 0) return inline(text)
      const isMost = others.length < ways.length && others.length <= MOST_EXCEPTIONS
      return inline(`${text} (${isMost ? `all but ${others.join("; ")}` : ways.join("; ")})`)
    })
    .join("; ")
}

/** Text in which Markdown and HTML find nothing of theirs. */
function inline(text: string): string {
  return text.replace(/[\\`*_|<>[\]]/g, "\\$&").replaceAll("\n", " ")
}
