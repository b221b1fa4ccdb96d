/**
 * Draws lines over two logarithmic axes as SVG. It reads in light and in dark: the file brings colours for both,
 * and each line has a mark of its own.
 */
import type { Peer } from "../lib/scenario.js"
import type { Chart, Point } from "./charts.js"

const WIDTH = 760
const HEIGHT = 420
const LEFT = 84
const RIGHT = 150
const TOP = 44
const BOTTOM = 56
const LABEL_GAP = 15

/** Of each peer: its colour in light, its colour in dark, its dashes. */
const LOOKS: Record<Peer, { light: string; dark: string; dashes: string }> = {
  ours: { light: "#c2410c", dark: "#fb923c", dashes: "" },
  native: { light: "#1d4ed8", dark: "#60a5fa", dashes: "" },
  "raw callback": { light: "#6b7280", dark: "#9ca3af", dashes: "2 4" },
  "raw await": { light: "#6b7280", dark: "#9ca3af", dashes: "7 4" },
  "libzmq C": { light: "#15803d", dark: "#4ade80", dashes: "" },
}

/** One axis: from one power of ten to another. */
interface Axis {
  readonly from: number
  readonly to: number
}

/** Draws a chart. */
export function drawChart(chart: Chart): string {
  const points = chart.lines.flatMap((line) => line.points)
  const xs = axisOf(points.map(({ x }) => x))
  const ys = axisOf(points.map(({ y }) => y))
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${String(WIDTH)} ${String(HEIGHT)}" role="img">`,
    `<title>${escaped(chart.title)}</title>`,
    styleSheet(),
    `<rect class="paper" width="${String(WIDTH)}" height="${String(HEIGHT)}"/>`,
    text(LEFT, 26, `${chart.title}, ${chart.yTitle}`, "title", "start"),
    text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 12, chart.xTitle, "axis", "middle"),
    ...powers(xs).map((power) => verticalLine(xs, power)),
    ...powers(ys).map((power) => horizontalLine(ys, power)),
    ...chart.lines.map(({ peer, points: ofPeer }) => drawLine(peer, ofPeer, xs, ys)),
    ...names(chart, ys),
    "</svg>\n",
  ].join("\n")
}

/** The colours of both themes. Whoever shows the file chooses. */
function styleSheet(): string {
  const peers = Object.entries(LOOKS)
  const colours = (theme: "light" | "dark"): string =>
    peers.map(([peer, look]) => `.${className(peer)}{--line:${look[theme]}}`).join("")
  const dashes = peers.map(([peer, { dashes: gaps }]) =>
    gaps === "" ? "" : `.${className(peer)} path{stroke-dasharray:${gaps}}`,
  )
  return (
    "<style>" +
    ":root{--ink:#1f2937;--faint:#d1d5db;--paper:#ffffff}" +
    colours("light") +
    "@media(prefers-color-scheme:dark){:root{--ink:#e5e7eb;--faint:#374151;--paper:#0d1117}" +
    `${colours("dark")}}` +
    "text{font:12px system-ui,sans-serif;fill:var(--ink)}.title{font-size:15px;font-weight:600}" +
    ".paper{fill:var(--paper)}.grid{stroke:var(--faint);stroke-width:1}" +
    "path{fill:none;stroke:var(--line);stroke-width:2}circle{fill:var(--line)}" +
    ".name{fill:var(--line);font-weight:600}" +
    dashes.join("") +
    "</style>"
  )
}

function drawLine(peer: Peer, points: readonly Point[], xs: Axis, ys: Axis): string {
  const places = points.map(({ x, y }) => ({ left: leftOf(xs, x), top: topOf(ys, y), x, y }))
  const path = places.map(({ left, top }, i) => `${i === 0 ? "M" : "L"}${at(left)} ${at(top)}`)
  const dots = places.map(
    ({ left, top, x, y }) =>
      `<circle cx="${at(left)}" cy="${at(top)}" r="3.5"><title>${peer}: ${tickText(x)}, ${tickText(y)}</title></circle>`,
  )
  return `<g class="${className(peer)}"><path d="${path.join("")}"/>${dots.join("")}</g>`
}

/** The lines' names at their ends, kept apart from each other. */
function names(chart: Chart, ys: Axis): string[] {
  const places = chart.lines
    .map(({ peer, points }) => ({ peer, top: topOf(ys, points[points.length - 1].y) + 4 }))
    .toSorted((a, b) => a.top - b.top)
  let free = TOP
  const lowest = HEIGHT - BOTTOM - (places.length - 1) * LABEL_GAP
  return places.map(({ peer, top }, i) => {
    const y = Math.max(free, Math.min(top, lowest + i * LABEL_GAP))
    free = y + LABEL_GAP
    const name = text(WIDTH - RIGHT + 12, y, peer, "name", "start")
    return `<g class="${className(peer)}">${name}</g>`
  })
}

function verticalLine(axis: Axis, power: number): string {
  const x = leftOf(axis, power)
  const line = `<line class="grid" x1="${at(x)}" x2="${at(x)}" y1="${at(TOP)}" y2="${at(HEIGHT - BOTTOM)}"/>`
  return line + text(x, HEIGHT - BOTTOM + 18, tickText(power), "tick", "middle")
}

function horizontalLine(axis: Axis, power: number): string {
  const y = topOf(axis, power)
  const line = `<line class="grid" x1="${at(LEFT)}" x2="${at(WIDTH - RIGHT)}" y1="${at(y)}" y2="${at(y)}"/>`
  return line + text(LEFT - 8, y + 4, tickText(power), "tick", "end")
}

function axisOf(values: readonly number[]): Axis {
  const from = 10 ** Math.floor(Math.log10(Math.min(...values)))
  const to = 10 ** Math.ceil(Math.log10(Math.max(...values)))
  return { from, to: to > from ? to : from * 10 }
}

function powers({ from, to }: Axis): number[] {
  const count = Math.round(Math.log10(to / from))
  return Array.from({ length: count + 1 }, (_, i) => from * 10 ** i)
}

function leftOf(axis: Axis, x: number): number {
  return LEFT + share(axis, x) * (WIDTH - LEFT - RIGHT)
}

function topOf(axis: Axis, y: number): number {
  return HEIGHT - BOTTOM - share(axis, y) * (HEIGHT - TOP - BOTTOM)
}

function share({ from, to }: Axis, value: number): number {
  return Math.log10(value / from) / Math.log10(to / from)
}

function tickText(value: number): string {
  if (value >= 1e6) return `${short(value / 1e6)} M`
  if (value >= 1e3) return `${short(value / 1e3)} k`
  return short(value)
}

function short(value: number): string {
  return String(Number(value.toPrecision(3)))
}

function text(x: number, y: number, words: string, kind: string, anchor: string): string {
  return `<text class="${kind}" x="${at(x)}" y="${at(y)}" text-anchor="${anchor}">${escaped(words)}</text>`
}

function at(place: number): string {
  return String(Number(place.toFixed(1)))
}

function className(peer: string): string {
  return peer.replaceAll(" ", "-")
}

function escaped(words: string): string {
  return words.replaceAll("&", "&amp;").replaceAll("<", "&lt;")
}
