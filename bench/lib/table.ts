/** Rows as lines on a terminal. */
import { byKey, figureOf, ratioTo, verdicts, type Row } from "./row.js"
import { moreIsBetter, type Other, type Scenario } from "./scenario.js"
import { figureText, ratioText, shortName, verdictText } from "./text.js"

const LABEL_WIDTH = 36
const FIGURE_WIDTH = 14
const UNIT_WIDTH = 13
const RATIO_WIDTH = 11

/** The lines above a table. */
export function printHead(scenario: Scenario): string {
  const figures = scenario.peers.map((peer) => peer.padStart(FIGURE_WIDTH)).join("")
  const ratios = othersOf(scenario).map((peer) => `/${shortName(peer)}`.padStart(RATIO_WIDTH))
  const without = Object.entries(scenario.without ?? {}).map(([peer, why]) => `  ${peer}: ${why}`)
  const head = " ".repeat(LABEL_WIDTH) + figures + " ".repeat(UNIT_WIDTH) + ratios.join("")
  return ["", `${scenario.name}: ${scenario.title}`, ...without, head].join("\n")
}

/** One line of a table, and one for each peer that could not be measured. */
export function printRow(scenario: Scenario, row: Row, rows: readonly Row[]): string {
  const figures = scenario.peers.map((peer) =>
    figureText(figureOf(row, peer), row.unit).padStart(FIGURE_WIDTH),
  )
  const ratios = othersOf(scenario).map((peer) =>
    ratioText(ratioTo(row, peer)).padStart(RATIO_WIDTH),
  )
  const unit = ` ${row.unit}${moreIsBetter(row.unit) ? "" : " (less)"}`.padEnd(UNIT_WIDTH)
  const outcomes = verdicts(row, byKey(rows)).map((verdict) => verdictText(verdict, row.unit))
  const label = `  ${row.label}`.padEnd(LABEL_WIDTH)
  return `${label}${figures.join("")}${unit}${ratios.join("")}   ${outcomes.join(", ")}`.trimEnd()
}

/** Which peers could not be measured, and why. */
export function printMissing({ missing }: Row): string[] {
  return Object.entries(missing).map(([peer, why]) => `      ${peer}: not available, ${why}`)
}

/** How many targets were met, in one line. */
export function printSummary(rows: readonly Row[]): string {
  const all = rows.flatMap((row) => verdicts(row, byKey(rows)))
  const count = (met: boolean | null): string =>
    String(all.filter((verdict) => verdict.met === met).length)
  return `${count(true)} targets met, ${count(false)} missed, ${count(null)} not measured`
}

function othersOf({ peers }: Scenario): Other[] {
  return peers.filter((peer) => peer !== "ours")
}
