/**
 * How many cases there are, by section and level, as the table in docs/conformance/README.md.
 */
import { SECTIONS } from "../../../src/conformance/cases/index.js"
import type { Case } from "../../../src/conformance/case.js"
import type { Level } from "../../../src/conformance/verdict.js"

const LEVELS: readonly Level[] = ["MUST", "SHOULD", "MAY"]

/** The table, in Markdown. */
export function casesTable(): string {
  const heads = ["section", "what it is about", ...LEVELS, "all"]
  const sections = SECTIONS.map(({ id, title, cases }) => row([id, title, ...counts(cases)]))
  const total = row(["all", "", ...counts(SECTIONS.flatMap(({ cases }) => cases))])
  const rule = row(["---", "---", ...LEVELS.map(() => "--:"), "--:"])
  return [row(heads), rule, ...sections, total].join("\n")
}

/** A table without the padding that a formatter gives it. */
export function unpadded(table: string): string {
  return table.replace(/ *\| */g, "|").replace(/-{2,}/g, "--")
}

function counts(cases: readonly Case[]): string[] {
  const ofLevel = LEVELS.map((level) => cases.filter((one) => one.level === level).length)
  return [...ofLevel, cases.length].map((count) => (count === 0 ? "" : String(count)))
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |`
}
