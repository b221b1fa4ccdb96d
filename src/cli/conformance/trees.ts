/**
 * The tree on the terminal: of a run while it goes on, or of a report of an earlier one.
 * Knows standard output and error. Does not know runs.
 */
import type { Report, ReportCase } from "../../conformance/reports/report.js"
import { TerminalReport, type Screen } from "../../conformance/reports/terminal.js"
import type { Outlets } from "./outlets.js"

/** A tree that nothing is in yet; null: none is to be shown. */
export function newTree(outlets: Outlets, strict: boolean): TerminalReport | null {
  return outlets.hasTree ? new TerminalReport(screenFor(outlets), strict) : null
}

/** What is above it. */
export function headlineOf(
  name: string,
  { socketType, mechanism }: { readonly socketType: string; readonly mechanism: string },
  announces: string,
): string {
  return `${name}: ${socketType}, ${mechanism}, announces ZMTP ${announces}`
}

/** Shows a whole report. @param worse what counts of its failures, if there is a baseline. */
export function showReport(
  tree: TerminalReport,
  report: Report,
  worse: readonly ReportCase[] | null,
): void {
  const { peer, sections, cases } = report
  const ids = cases.map(({ id }) => id)
  tree.begin(headlineOf(peer.name, peer, peer.announces), sections, ids)
  for (const one of cases) tree.result(one)
  tree.end(report, worse)
}

function screenFor({ isOutputTaken }: Outlets): Screen {
  const stream = isOutputTaken ? process.stderr : process.stdout
  const isTerminal = stream.isTTY
  const { NO_COLOR: noColour = "" } = process.env
  return {
    write: (text) => void stream.write(text),
    hasColours: isTerminal && noColour === "",
    columns: isTerminal ? stream.columns : 0,
  }
}
