/**
 * How many cases there are, by section and level, as the table in docs/conformance/README.md.
 */
import { SECTIONS } from "../../../src/conformance/cases/index.js"
import type { Case } from "../../../src/conformance/case.js"
import type { Level } from "../../../src/conformance/verdict.js"

const LEVELS: readonly Level[] = ["MUST", "SHOULD", "MAY"]
const BEGIN = "<!-- Made by `npm run conformance:reports`. -->"
const END = "<!-- So far. -->"

/** The lines of the table. */
export function casesTable(): string[] {
  const heads = ["section", "what it is about", ...LEVELS, "all"]
  const sections = SECTIONS.map(({ id, title, cases }) => row([id, title, ...counts(cases)]))
  const total = row(["all", "", ...counts(SECTIONS.flatMap(({ cases }) => cases))])
  const rule = row(["---", "---", ...LEVELS.map(() => "--:"), "--:"])
  return [row(heads), rule, ...sections, total].map(unpadded)
}

/** A document with the table between its marks. @throws Error when it has no marks. */
export function withCasesTable(document: string): string {
  const [from, to] = placeIn(document)
  return `${document.slice(0, from)}\n\n${casesTable().join("\n")}\n\n${document.slice(to)}`
}

/** The lines of the table in a document. */
export function casesTableIn(document: string): string[] {
  const [from, to] = placeIn(document)
  return document.slice(from, to).trim().split("\n").map(unpadded)
}

/** A formatter makes columns as wide as their widest cell. */
function unpadded(line: string): string {
  return line.replace(/ *\| */g, "|").replace(/-{2,}/g, "--")
}

function placeIn(document: string): [from: number, to: number] {
  const [begin, end] = [document.indexOf(BEGIN), document.indexOf(END)]
  if (begin === -1 || end < begin) throw new Error("it has no marks for the table of cases")
  return [begin + BEGIN.length, end]
}

function counts(cases: readonly Case[]): string[] {
  const ofLevel = LEVELS.map((level) => cases.filter((one) => one.level === level).length)
  return [...ofLevel, cases.length].map((count) => (count === 0 ? "" : String(count)))
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |`
}
