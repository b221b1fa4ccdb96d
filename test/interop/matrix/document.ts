/**
 * The page that says how the matrix went: made of the reports of one or several runs.
 */
import { GROUPS, type Group } from "./cell.js"
import type { Report, ReportedCell } from "./report.js"

const GROUPS_SHOWN = GROUPS.filter((group) => group !== "mixed")

/** The page, of reports of which each peer is in one. */
export function documentOf(reports: readonly Report[], date: string): string {
  const peers = reports.flatMap((report) => report.peers)
  const cells = reports.flatMap((report) => report.cells)
  // Several at once come with the peers they are made of, and again in a report of theirs.
  const names = [...new Set(cells.map(ownerOf))].filter((name) => name !== "mixed")
  const rows = names.map((name) => ({
    peer: peers.find((peer) => peer.name === name)!,
    cells: cells.filter((cell) => ownerOf(cell) === name),
  }))
  const mixed = cells.filter((cell) => ownerOf(cell) === "mixed")
  const [passed, failed] = countsOf(cells)
  return [
    introduction(date),
    `${passed} cells passed and ${failed} failed, with ${names.length} peers:`,
    table(
      ["peer", "language", "version", "passed", "failed", "not offered"],
      rows.map(({ peer, cells: own }) => [
        `\`${peer.name}\`, ${peer.title}`,
        peer.language,
        peer.version,
        ...countsOf(own),
      ]),
    ),
    mixed.length === 0 ? "" : severalAtOnce(mixed),
    "## By what was tried",
    "Passed, of those that the peer offers.",
    table(
      ["peer", ...GROUPS_SHOWN],
      rows.map(({ peer, cells: own }) => [
        `\`${peer.name}\``,
        ...GROUPS_SHOWN.map((group) => shareOf(own, group)),
      ]),
    ),
    ...failures(cells),
    "## What is not offered",
    table(
      ["peer", "cells", "why"],
      rows.flatMap(({ peer, cells: own }) => absences(peer.name, own)),
    ),
    "## What brings each peer",
    "On Debian; the programs themselves are built by the run, which takes what else they need from npm, PyPI, crates.io, Maven Central and Go's proxy.",
    table(
      ["peer", "command"],
      rows.map(({ peer }) => [`\`${peer.name}\``, `\`${peer.install}\``]),
    ),
  ]
    .filter((text) => text !== "")
    .join("\n\n")
}

const ownerOf = ({ id }: ReportedCell): string => id.split("/")[0]
const sumOf = (cells: readonly ReportedCell[], outcome: ReportedCell["outcome"]): number =>
  cells.filter((cell) => cell.outcome === outcome).length

function introduction(date: string): string {
  return `# With other people's ZeroMQ

\`npm run interop\` puts our sockets at one end of a connection and a program of another implementation at the other: each pattern
in both directions, whoever binds, over tcp and ipc, with NULL, PLAIN and CURVE; peers that are killed in mid-stream and come
back, heartbeats, wrong passwords and keys, proxies. In each cell every byte of every message is looked at.
[CONTRIBUTING.md](../CONTRIBUTING.md#other-peoples-sockets) says how to run it, or one cell of it. The results of ${date}:`
}

function countsOf(cells: readonly ReportedCell[]): string[] {
  return (["passed", "failed", "not offered"] as const).map((outcome) => `${sumOf(cells, outcome)}`)
}

function severalAtOnce(cells: readonly ReportedCell[]): string {
  const [passed, failed] = countsOf(cells)
  return `With several peers at one socket, at a proxy and in a pipeline through five languages: ${passed} passed, ${failed} failed.`
}

function shareOf(cells: readonly ReportedCell[], group: Group): string {
  const offered = cells.filter((cell) => cell.group === group && cell.outcome !== "not offered")
  if (offered.length === 0) return ""
  const passed = sumOf(offered, "passed")
  return passed === offered.length ? `${passed}` : `${passed} of ${offered.length}`
}

function failures(cells: readonly ReportedCell[]): string[] {
  const failed = cells.filter(({ outcome }) => outcome === "failed")
  if (failed.length === 0) return []
  const lines = failed.map(({ id, reason = "" }) => [`\`${id}\``, reason])
  return ["## What failed", table(["cell", "why"], lines)]
}

function absences(name: string, cells: readonly ReportedCell[]): string[][] {
  const counts = new Map<string, number>()
  for (const { outcome, reason = "" } of cells) {
    if (outcome === "not offered") counts.set(reason, (counts.get(reason) ?? 0) + 1)
  }
  return [...counts].map(([reason, count]) => [`\`${name}\``, `${count}`, reason])
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((text) => text.replaceAll("|", "\\|").replaceAll("\n", " ")).join(" | ")} |`
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n")
}
