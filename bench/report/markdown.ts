/**
 * Figures to the text of the report: every row, every target, whether it is met or not. What was not measured is in
 * it, too, and says so.
 */
import { machineLine } from "../lib/machine.js"
import type { Figures } from "../lib/figures.js"
import { byKey, figureOf, ratioTo, spreadOf, verdicts, type Row, type Verdict } from "../lib/row.js"
import {
  moreIsBetter,
  PEERS,
  rowKey,
  type Other,
  type Peer,
  type Scenario,
  type Unit,
} from "../lib/scenario.js"
import { figureText, ratioText, shortName, targetText } from "../lib/text.js"
import { SCENARIOS } from "../scenarios/all.js"
import type { Chart } from "./charts.js"

/** What somebody has to say of single rows, by key, such as `push-pull: 16 B`. */
export type Notes = Readonly<Record<string, string>>

/** Rows in the report whose targets are missed begin with this. */
const MARK = "**!**"

/** The text of the report. */
export function reportText(figures: Figures, notes: Notes, charts: readonly Chart[]): string {
  const rows = allRows(figures.rows)
  const measured = byKey(rows)
  const scenarios = [...new Set(rows.map(({ scenario }) => scenario))]
  const sections = scenarios.map((name) =>
    section(
      name,
      rows.filter(({ scenario }) => scenario === name),
      measured,
      notes,
      charts.filter(({ scenario }) => scenario === name),
    ),
  )
  const parts = [
    head(figures),
    summary(rows, measured, notes),
    ...sections,
    strayNotes(rows, notes),
  ]
  return parts.filter((part) => part !== "").join("\n\n") + "\n"
}

/** What was measured, as its scenarios order it now, and a row without figures for all that was not. */
function allRows(rows: readonly Row[]): Row[] {
  const saved = byKey(rows)
  const known = SCENARIOS.flatMap(knownRows).map((row) => {
    const found = saved.get(row.key)
    saved.delete(row.key)
    // Targets are those of today, figures those of the run.
    return found === undefined ? row : { ...found, targets: row.targets }
  })
  return [...known, ...saved.values()]
}

function knownRows(scenario: Scenario): Row[] {
  const { name } = scenario
  return scenario
    .cases(null)
    .flatMap(({ figures }) => figures)
    .map(({ label, unit, targets, curve = null }) => {
      const key = rowKey(name, label)
      return { key, scenario: name, label, unit, curve, rounds: {}, missing: {}, targets }
    })
}

function head({ machine, libzmq, rounds, seconds, quick }: Figures): string {
  const c = "version" in libzmq ? `libzmq ${libzmq.version}` : `not measured, ${libzmq.missing}`
  const brief = quick ? " This is a quick run: too brief to rely on." : ""
  return `# Benchmark report

Made by \`npm run bench -- --report\`; [how to read it](README.md). Do not edit: explanations of rows go into
\`notes.json\`, \`npm run bench -- --report-from bench/figures.json\` makes this page again.

- ${machineLine(machine)}
- native: npm zeromq ${machine.native}; C: ${c}
- medians of ${String(rounds)} interleaved rounds of ${String(seconds)} s.${brief}

"/native" is ours by native's: for rates above 1 is better, for times and memory below 1. Raw is a sketch over
\`node:net\` without queues, patterns or limits, by callback or awaited. A row that misses a target begins with ${MARK}.`
}

function summary(rows: readonly Row[], measured: ReadonlyMap<string, Row>, notes: Notes): string {
  const lines = rows.flatMap((row) =>
    verdicts(row, measured).map((verdict) => {
      const cells = [
        `${verdict.met === false ? `${MARK} ` : ""}${row.key}`,
        targetText(verdict.target, row.unit),
        measuredText(verdict, row.unit),
        outcomeText(verdict, row),
        noteOf(row, notes),
      ]
      return tableLine(cells)
    }),
  )
  const all = rows.flatMap((row) => verdicts(row, measured))
  const count = (met: boolean | null): string =>
    String(all.filter((verdict) => verdict.met === met).length)
  return [
    `## Targets`,
    "",
    `${count(true)} met, ${count(false)} missed, ${count(null)} not measured.`,
    "",
    tableLine(["row", "target", "measured", "outcome", "note"]),
    tableLine(["---", "---", "--:", "---", "---"]),
    ...lines,
  ].join("\n")
}

function section(
  name: string,
  rows: readonly Row[],
  measured: ReadonlyMap<string, Row>,
  notes: Notes,
  charts: readonly Chart[],
): string {
  const scenario = SCENARIOS.find((one) => one.name === name)
  const peers = scenario?.peers ?? PEERS
  const others = peers.filter((peer) => peer !== "ours")
  const columns = [...peers, "unit", ...others.map((peer) => `/${shortName(peer)}`), "spread"]
  const without = Object.entries(scenario?.without ?? {}).map(([peer, why]) => `${peer}: ${why}.`)
  const remarks = rows.flatMap((row) => remarksOf(row, notes))
  return [
    `## ${name}`,
    "",
    [`${scenario?.title ?? name}.`, ...without].join(" "),
    "",
    tableLine(["", ...columns]),
    tableLine(["---", ...columns.map(() => "--:")]),
    ...rows.map((row) => rowLine(row, peers, others, measured)),
    ...(remarks.length > 0 ? ["", ...remarks] : []),
    ...charts.map((chart) => `\n![${chart.title}](charts/${chart.name}.svg)`),
  ].join("\n")
}

function rowLine(
  row: Row,
  peers: readonly Peer[],
  others: readonly Other[],
  measured: ReadonlyMap<string, Row>,
): string {
  const isMissed = verdicts(row, measured).some(({ met }) => met === false)
  const figures = peers.map((peer) => figureText(figureOf(row, peer), row.unit))
  const ratios = others.map((peer) => ratioText(ratioTo(row, peer)))
  const spread = spreadOf(row, "ours")
  return tableLine([
    `${isMissed ? `${MARK} ` : ""}${row.label}`,
    ...figures,
    `${row.unit}${moreIsBetter(row.unit) ? "" : ", less"}`,
    ...ratios,
    spread === null ? "-" : `${String(Math.round(spread * 100))} %`,
  ])
}

function remarksOf(row: Row, notes: Notes): string[] {
  const missing = Object.entries(row.missing).map(
    ([peer, why]) => `- ${row.label}, ${peer}: not available, ${why}`,
  )
  const note = noteOf(row, notes)
  return note === "" ? missing : [...missing, `- ${row.label}: ${note}`]
}

function noteOf({ key }: Row, notes: Notes): string {
  return Object.hasOwn(notes, key) ? notes[key] : ""
}

/** Notes of rows that there are none of: a label may have changed. They are shown rather than lost. */
function strayNotes(rows: readonly Row[], notes: Notes): string {
  const known = byKey(rows)
  const stray = Object.entries(notes).filter(([key]) => !known.has(key))
  if (stray.length === 0) return ""
  return ["## Notes without a row", "", ...stray.map(([key, note]) => `- ${key}: ${note}`)].join(
    "\n",
  )
}

function measuredText({ target, measured }: Verdict, unit: Unit): string {
  return target.against === "limit" ? figureText(measured, unit) : ratioText(measured)
}

function outcomeText({ met }: Verdict, row: Row): string {
  if (met !== null) return met ? "met" : "**missed**"
  const why = Object.entries(row.missing).map(([peer, reason]) => `${peer}: ${reason}`)
  return ["not measured", ...why].join("; ")
}

function tableLine(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll("|", "\\|").replaceAll("\n", " ")).join(" | ")} |`
}
