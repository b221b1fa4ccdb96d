/** Figures, ratios and targets as text. */
import type { Verdict } from "./row.js"
import type { Peer, Target, Unit } from "./scenario.js"

const WHOLE_UNITS: readonly Unit[] = ["msg/s", "deliveries/s", "bytes"]

/** A figure without its unit. */
export function figureText(value: number | null, unit: Unit): string {
  if (value === null) return "-"
  if (WHOLE_UNITS.includes(unit)) return Math.round(value).toLocaleString("en-US")
  return value.toFixed(unit === "us" || unit === "KiB" ? 1 : 2)
}

/** A ratio, ours by theirs. */
export function ratioText(ratio: number | null): string {
  return ratio === null ? "-" : `${ratio.toFixed(2)}x`
}

/** What a target asks for, such as `/native >= 8`. */
export function targetText({ against, sign, value }: Target, unit: Unit): string {
  if (against === "limit") return `${sign} ${String(value)} ${unit}`
  if (typeof against === "string") return `/${shortName(against)} ${sign} ${String(value)}`
  return `/ours at "${against.row}" ${sign} ${String(value)}`
}

/** How a target came out, such as `/native >= 8 met`. */
export function verdictText({ target, met }: Verdict, unit: Unit): string {
  const outcome = met === null ? "not measured" : met ? "met" : "MISSED"
  return `${targetText(target, unit)} ${outcome}`
}

/** The name of a peer in the head of a column. */
export function shortName(peer: Peer): string {
  if (peer === "libzmq C") return "C"
  if (peer === "raw callback") return "raw cb"
  return peer
}
