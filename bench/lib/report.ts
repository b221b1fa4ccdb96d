/** Rows of figures to lines of text. */
import { figure, meets, type Bar, type Peer, type Scenario } from "./scenarios.js"
import type { Reading } from "./meter.js"

/** The rounds of one size in one scenario, and what follows from them. */
export interface Row {
  readonly scenario: string
  readonly size: number
  readonly unit: string
  /** Per peer: the figure of each round. */
  readonly rounds: Partial<Record<Peer, number[]>>
  readonly medians: Partial<Record<Peer, number>>
  /** Ours by theirs. */
  readonly ratios: Partial<Record<Peer, number>>
  readonly megabytesPerSecond: number
  readonly bar: Bar
  readonly met: boolean
}

const SIZE_WIDTH = 8
const FIGURE_WIDTH = 14
const RATIO_WIDTH = 11

/** Makes a row of what was measured. */
export function makeRow(
  scenario: Scenario,
  size: number,
  readings: ReadonlyMap<Peer, readonly Reading[]>,
): Row {
  const rounds: Row["rounds"] = {}
  const medians: Row["medians"] = {}
  for (const [peer, ofPeer] of readings) {
    const figures = ofPeer.map((reading) => figure(scenario, reading))
    rounds[peer] = figures
    medians[peer] = median(figures)
  }
  const ours = medians.ours ?? NaN
  const ratios: Row["ratios"] = {}
  for (const peer of readings.keys()) {
    if (peer !== "ours") ratios[peer] = ours / (medians[peer] ?? NaN)
  }
  const { name, unit } = scenario
  const megabytesPerSecond = ((unit === "us" ? 1e6 / ours : ours) * size) / 1e6
  const bar = scenario.bar(size)
  const met = meets(bar, ratios.native ?? NaN)
  return { scenario: name, size, unit, rounds, medians, ratios, megabytesPerSecond, bar, met }
}

/** The lines above a table. */
export function printHead(scenario: Scenario): string {
  const figures = scenario.peers.map((peer) => peer.padStart(FIGURE_WIDTH)).join("")
  const ratios = othersOf(scenario).map((peer) => `/${short(peer)}`.padStart(RATIO_WIDTH))
  const head = `${"bytes".padStart(SIZE_WIDTH)}${figures}${"our MB/s".padStart(10)} `
  return `\n${scenario.title}\n${head}${ratios.join("")}   bar (/native)`
}

/** One line of a table. */
export function printRow(scenario: Scenario, row: Row): string {
  const size = String(row.size).padStart(SIZE_WIDTH)
  const figures = scenario.peers.map((peer) =>
    printFigure(row.medians[peer], row.unit).padStart(FIGURE_WIDTH),
  )
  const speed = row.megabytesPerSecond.toFixed(1).padStart(10)
  const ratios = othersOf(scenario).map((peer) =>
    printRatio(row.ratios[peer]).padStart(RATIO_WIDTH),
  )
  const bar = `${row.bar.sign} ${row.bar.ratio.toFixed(1)} ${row.met ? "met" : "missed"}`
  return `${size}${figures.join("")}${speed} ${ratios.join("")}   ${bar}`
}

function othersOf(scenario: Scenario): Peer[] {
  return scenario.peers.filter((peer) => peer !== "ours")
}

function short(peer: Peer): string {
  if (peer === "libzmq C") return "C"
  return peer.replace("callback", "cb")
}

function printFigure(value: number | undefined, unit: string): string {
  if (value === undefined) return "-"
  if (unit === "us") return value.toFixed(1)
  return Math.round(value).toLocaleString("en-US")
}

function printRatio(value: number | undefined): string {
  return value === undefined ? "-" : `${value.toFixed(2)}x`
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}
