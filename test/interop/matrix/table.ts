/**
 * A peer's part of the matrix, as text.
 */
import type { Result } from "./play.js"

const SIGNS = { passed: "✓", failed: "✗", "not offered": "·" }

/** What the signs mean. */
export const LEGEND =
  "✓ passed  ✗ failed  · not offered; first with the peer bound, then with us bound"

/** The table, what stands beside it, and what is not offered and why. */
export function tableOf(title: string, results: readonly Result[]): string {
  return [`\n${title}`, ...gridOf(results), ...besideOf(results), ...absencesOf(results)].join("\n")
}

function gridOf(results: readonly Result[]): string[] {
  const placed = results.flatMap((result) =>
    result.cell.place === null ? [] : [{ place: result.cell.place, sign: SIGNS[result.outcome] }],
  )
  if (placed.length === 0) return []
  const rows = [...new Set(placed.map(({ place }) => place[0]))]
  const columns = [...new Set(placed.map(({ place }) => place[1]))].sort(byTransport)
  const signs = (row: string, column: string) =>
    ["bind", "connect"]
      .map((where) => placed.find(({ place }) => place.join() === [row, column, where].join()))
      .map((found) => found?.sign ?? " ")
      .join("")
  const first = Math.max(...rows.map(({ length }) => length))
  const line = (head: string, cells: readonly string[]) =>
    `  ${head.padEnd(first)}  ${cells.map((cell, i) => cell.padEnd(columns[i].length)).join("  ")}`
  return [
    line("", columns),
    ...rows.map((row) =>
      line(
        row,
        columns.map((column) => signs(row, column)),
      ),
    ),
  ].map((text) => text.trimEnd())
}

/** tcp before ipc, what is neither last; otherwise as they come. */
function byTransport(a: string, b: string): number {
  const rank = (column: string) => ["tcp ", "ipc "].findIndex((each) => column.startsWith(each)) & 3
  return rank(a) - rank(b)
}

/** Cells that have no place in the table, by what they are about. */
function besideOf(results: readonly Result[]): string[] {
  const groups = new Map<string, string[]>()
  for (const { cell, outcome } of results) {
    if (cell.place !== null || outcome === "not offered") continue
    const [, ...rest] = cell.id.split("/")
    const line = groups.get(cell.group) ?? []
    line.push(`${rest.filter((word) => word !== cell.group).join("/")} ${SIGNS[outcome]}`)
    groups.set(cell.group, line)
  }
  return [...groups].map(([group, cells]) => `  ${group}: ${cells.join("  ")}`)
}

function absencesOf(results: readonly Result[]): string[] {
  const counts = new Map<string, number>()
  for (const { outcome, reason } of results) {
    if (outcome === "not offered") counts.set(reason, (counts.get(reason) ?? 0) + 1)
  }
  return [...counts].map(([reason, count]) => `  ${count} not offered: ${reason}`)
}
