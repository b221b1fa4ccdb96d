/** What was measured for one figure, and what follows from it. Rows are what is saved, printed and reported. */
import { median } from "./statistics.js"
import {
  moreIsBetter,
  rowKey,
  type Curve,
  type Figure,
  type Other,
  type Peer,
  type Reading,
  type Target,
  type Unit,
} from "./scenario.js"

/** One row of a table. Every number in it can be checked against `rounds`. */
export interface Row {
  readonly key: string
  readonly scenario: string
  readonly label: string
  readonly unit: Unit
  readonly curve: Curve | null
  /** Per peer: the figure of each round. */
  readonly rounds: Partial<Record<Peer, readonly number[]>>
  /** Per peer that has no figures: why. */
  readonly missing: Partial<Record<Peer, string>>
  readonly targets: readonly Target[]
}

/** How a target came out. Null: there is nothing to judge by. */
export interface Verdict {
  readonly target: Target
  readonly measured: number | null
  readonly met: boolean | null
}

/** Makes a row of readings. */
export function makeRow(
  scenario: string,
  figure: Figure,
  readings: ReadonlyMap<Peer, readonly Reading[]>,
  missing: Row["missing"],
): Row {
  const rounds: Partial<Record<Peer, number[]>> = {}
  for (const [peer, ofPeer] of readings) {
    if (ofPeer.length > 0) rounds[peer] = ofPeer.map((reading) => figure.of(reading))
  }
  const { label, unit, targets, curve = null } = figure
  return { key: rowKey(scenario, label), scenario, label, unit, curve, rounds, missing, targets }
}

/** A peer's figure: the median of its rounds; null when it has none. */
export function figureOf(row: Row, peer: Peer): number | null {
  const rounds = row.rounds[peer]
  return rounds === undefined || rounds.length === 0 ? null : median(rounds)
}

/** Ours by theirs; null when either is missing. */
export function ratioTo(row: Row, peer: Other): number | null {
  return quotient(figureOf(row, "ours"), figureOf(row, peer))
}

/** How far a peer's rounds lie apart, as a share of their median; null when there is one round or none. */
export function spreadOf(row: Row, peer: Peer): number | null {
  const rounds = row.rounds[peer] ?? []
  if (rounds.length < 2) return null
  return (Math.max(...rounds) - Math.min(...rounds)) / Math.abs(median(rounds))
}

/** Judges the targets of a row; the others are for those that compare two of our rows. */
export function verdicts(row: Row, others: ReadonlyMap<string, Row>): Verdict[] {
  return row.targets.map((target) => {
    const measured = measuredFor(target, row, others)
    if (measured === null) return { target, measured, met: null }
    const met = target.sign === ">=" ? measured >= target.value : measured <= target.value
    return { target, measured, met }
  })
}

/** Rows by key. */
export function byKey(rows: readonly Row[]): Map<string, Row> {
  return new Map(rows.map((row) => [row.key, row]))
}

/** How many times better than a peer we are: above 1 is better, whatever the unit. */
export function advantage(row: Row, peer: Other): number | null {
  const ratio = ratioTo(row, peer)
  return ratio === null || moreIsBetter(row.unit) ? ratio : 1 / ratio
}

function measuredFor(target: Target, row: Row, others: ReadonlyMap<string, Row>): number | null {
  const { against } = target
  if (against === "limit") return figureOf(row, "ours")
  if (typeof against === "string") return ratioTo(row, against)
  const other = others.get(against.row)
  return other === undefined ? null : quotient(figureOf(row, "ours"), figureOf(other, "ours"))
}

function quotient(ours: number | null, theirs: number | null): number | null {
  return ours === null || theirs === null ? null : ours / theirs
}
