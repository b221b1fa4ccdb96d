/**
 * The page: a matrix of cases and peers, and behind each case what was expected, seen and said, byte by byte. One file that
 * needs nothing else, and no script.
 * Knows HTML. Does not know how it looks.
 */
import { tally } from "../result.js"
import { VERDICTS, type Verdict } from "../verdict.js"
import { annotate, type Line } from "./annotated.js"
import { mergedSections, type MergedCase, type MergedSection } from "./merged.js"
import { STYLE } from "./page-style.js"
import type { Report, ReportCase } from "./report.js"
import { countsText, peerText, shownAs, SIGNS, STRICTLY, verdictText } from "./text.js"

/** Most lines of a transcript, and of those with their bytes. */
const LINES = 60
const LINES_WITH_BYTES = 24
const FIRST_LETTER = "A".charCodeAt(0)

const MEANINGS: Readonly<Record<Verdict, string>> = {
  pass: "as the RFC has it",
  fail: "something else than it MUST do",
  timeout: "silent where something MUST come",
  crashed: "serves nobody any more",
  "non-strict": "something else than it SHOULD do, or than it MUST in the customary way",
  informational: "no right and wrong: what it does",
  unimplemented: "does not have it, and need not",
  skipped: "not for this peer, or not declared",
}

/** The page of one run, or of several. @param strict a SHOULD that is not followed is shown as a failure. */
export function page(reports: readonly Report[], strict = false): string {
  const sections = mergedSections(reports)
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>ZMTP conformance: ${escaped(reports.map(({ peer }) => peer.name).join(", "))}</title>
<style>${STYLE}</style>
</head>
<body style="--peers: ${String(reports.length)}">
<h1>ZMTP conformance</h1>
<p class="faint">What peers do with bytes, case by case, beside what the RFCs of ZeroMQ ask for. Open a case to see why it is there
and what was said.${strict ? ` ${STRICTLY}` : ""}</p>
<ul class="peers">
${reports.map((report, i) => peerCard(report, i, strict)).join("\n")}
</ul>
${legend()}
${filter(reports)}
<main>
${sections.map((section) => sectionPart(section, reports, strict)).join("\n")}
</main>
</body>
</html>
`
}

function peerCard(report: Report, index: number, strict: boolean): string {
  const counts = tally(report.cases)
  const parts = VERDICTS.filter((verdict) => counts[verdict] > 0).map(
    (verdict) =>
      `<i class="${shownAs(verdict, strict)}" style="flex: ${String(counts[verdict])}"></i>`,
  )
  const { peer } = report
  return `<li>${letter(index)}<b>${escaped(peer.name)}</b>
<div class="bar" aria-hidden="true">${parts.join("")}</div>
<div>${escaped(countsText(report))}</div>
<div class="faint">${escaped(peerText(peer))}${habits(report)}, ${escaped(report.startedAt.slice(0, 10))}</div></li>`
}

function habits({ peer }: Report): string {
  return peer.habits.length === 0 ? "" : `, ${escaped(peer.habits.join(", "))}`
}

function letter(index: number): string {
  return `<span class="letter">${String.fromCharCode(FIRST_LETTER + index)}</span>`
}

function legend(): string {
  const items = VERDICTS.map(
    (verdict) =>
      `<span><b class="${verdict}">${SIGNS[verdict]}</b> ${verdict}: ${escaped(MEANINGS[verdict])}</span>`,
  )
  return `<div class="legend">${items.join("\n")}</div>`
}

function filter(reports: readonly Report[]): string {
  const choice = (id: string, text: string, isChosen = false): string =>
    `<label><input type="radio" name="filter" id="${id}"${isChosen ? " checked" : ""}> ${text}</label>`
  const different = reports.length > 1 ? choice("different", "where peers differ") : ""
  const heads = reports.map(
    ({ peer }, i) => `<span title="${escaped(peer.name)}">${letter(i)}</span>`,
  )
  return `<div class="filter">${choice("every", "every case", true)}
${choice("unusual", "only what did not pass")}
${different}
<div class="heads"><span class="title"></span><span class="title"></span><span></span>${heads.join("")}</div></div>`
}

function sectionPart(
  { id, title, cases }: MergedSection,
  reports: readonly Report[],
  strict: boolean,
): string {
  return `<section>
<h2><span class="id">${escaped(id)}</span> ${escaped(title)} <small>${String(cases.length)} ${cases.length === 1 ? "case" : "cases"}</small></h2>
${cases.map((one) => casePart(one, reports, strict)).join("\n")}
</section>`
}

function casePart(one: MergedCase, reports: readonly Report[], strict: boolean): string {
  const { id, level, title, reason, results } = one
  const cells = results.map((result, i) => cell(result, reports[i].peer.name, strict))
  const blocks = results.map((result, i) => resultPart(result, i, reports[i].peer.name, strict))
  return `<details class="case${classesOf(one)}" id="${escaped(id)}"><summary class="row">
<span class="id">${escaped(id)}</span><span class="title">${escaped(title)}</span><span class="level">${level}</span>${cells.join("")}
</summary><div class="more"><p>${escaped(reason)}</p>${blocks.join("\n")}</div></details>`
}

/** For the filter: nothing unusual in it; the same for all peers it was tried at. */
function classesOf({ results }: MergedCase): string {
  const tried = results.filter((result) => result !== null && result.verdict !== "skipped")
  const isPlain = tried.every((result) => result?.verdict === "pass")
  const isSame = new Set(tried.map((result) => `${result?.verdict} ${result?.note}`)).size < 2
  return `${isPlain ? " plain" : ""}${isSame ? " same" : ""}`
}

function cell(result: ReportCase | null, peer: string, strict: boolean): string {
  if (result === null) return '<span class="cell"></span>'
  const verdict = shownAs(result.verdict, strict)
  const text = escaped(`${peer}: ${verdictText(result.verdict, strict)}`)
  return `<span class="cell ${verdict}" role="img" aria-label="${text}" title="${text}">${SIGNS[verdict]}</span>`
}

function resultPart(
  result: ReportCase | null,
  index: number,
  peer: string,
  strict: boolean,
): string {
  if (result === null) return ""
  const { verdict, expected, seen, note, transcript } = result
  const facts = Object.entries({ expected, seen, note }).flatMap(([name, text]) =>
    text === undefined ? [] : [`<dt>${name}</dt><dd>${escaped(text)}</dd>`],
  )
  return `<div class="result">${letter(index)}${escaped(peer)}: <b class="${shownAs(verdict, strict)}">${verdictText(verdict, strict)}</b>
<span class="faint">${String(result.ms)} ms</span>
${facts.length > 0 ? `<dl>${facts.join("")}</dl>` : ""}${transcriptPart(annotate(transcript))}</div>`
}

function transcriptPart(lines: readonly Line[]): string {
  if (lines.length === 0) return ""
  const items = lines.slice(0, LINES).map((line, i) => linePart(line, i < LINES_WITH_BYTES))
  const rest = lines.length - LINES
  if (rest > 0) items.push(`<li class="faint">and ${String(rest)} more</li>`)
  return `<details><summary>transcript, ${String(lines.length)} lines</summary><ol class="said">
${items.join("\n")}
</ol></details>`
}

const ARROWS = { sent: "→", received: "←", opened: "", closed: "", note: "" } as const

function linePart(line: Line, withBytes: boolean): string {
  const { at, connection, kind, text, violations, fields } = line
  const where = connection === 0 ? "" : `#${String(connection)} ${ARROWS[kind]} `
  const marks = violations.map((each) => `<div class="violation">! ${escaped(each)}</div>`)
  const rows = fields.map(
    ({ offset, hex, text: means }) =>
      `<span class="at">${offset.toString(16).padStart(4, "0")}</span><span>${escaped(hex)}</span>` +
      `<span class="means">${escaped(means)}</span>`,
  )
  const bytes = withBytes && rows.length > 0 ? `<div class="bytes">${rows.join("")}</div>` : ""
  const happened = kind === "opened" || kind === "closed" ? `${kind}: ` : ""
  return `<li class="${kind}"><time>${at.toFixed(1)} ms</time> ${where}${happened}${escaped(text)}${marks.join("")}${bytes}</li>`
}

function escaped(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
}
