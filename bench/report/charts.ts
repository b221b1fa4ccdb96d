/** Which charts there are: one for each growth curve that has at least two points. */
import { figureOf, type Row } from "../lib/row.js"
import { PEERS, type Peer, type Unit } from "../lib/scenario.js"
import { SCENARIOS } from "../scenarios/all.js"

/** A point of a line; both are positive, as the axes are logarithmic. */
export interface Point {
  readonly x: number
  readonly y: number
}

/** What is drawn. */
export interface Chart {
  /** The file's name without its ending. */
  readonly name: string
  readonly scenario: string
  readonly title: string
  readonly xTitle: string
  readonly yTitle: Unit
  readonly lines: readonly { readonly peer: Peer; readonly points: readonly Point[] }[]
}

/** The charts of some rows, in their order. */
export function chartsOf(rows: readonly Row[]): Chart[] {
  const curves = new Map<string, Row[]>()
  for (const row of rows) {
    if (row.curve === null) continue
    const name = fileName(row.scenario, row.curve.name)
    curves.set(name, [...(curves.get(name) ?? []), row])
  }
  return [...curves]
    .map(([name, ofCurve]) => chartOf(name, ofCurve))
    .filter(({ lines }) => lines.some(({ points }) => points.length > 1))
}

function chartOf(name: string, rows: readonly Row[]): Chart {
  const [{ scenario, unit, curve }] = rows
  const known = SCENARIOS.find((one) => one.name === scenario)
  const ending = curve === null || curve.name === "" ? "" : `: ${curve.name}`
  const lines = PEERS.map((peer) => ({ peer, points: pointsOf(rows, peer) }))
  return {
    name,
    scenario,
    title: `${scenario}${ending}`,
    xTitle: known?.axis ?? "",
    yTitle: unit,
    lines: lines.filter(({ points }) => points.length > 0),
  }
}

function pointsOf(rows: readonly Row[], peer: Peer): Point[] {
  return rows
    .map((row) => ({ x: row.curve?.x ?? 0, y: figureOf(row, peer) ?? 0 }))
    .filter(({ x, y }) => x > 0 && y > 0)
    .toSorted((a, b) => a.x - b.x)
}

function fileName(scenario: string, curve: string): string {
  return `${scenario} ${curve}`
    .replaceAll("%", "percent")
    .replaceAll(/[^a-z0-9]+/gi, "-")
    .replace(/-$/, "")
    .toLowerCase()
}
