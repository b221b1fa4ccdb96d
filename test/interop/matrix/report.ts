/**
 * What a run comes to.
 */
import type { BuiltPeer } from "./built-peer.js"
import type { Cell } from "./cell.js"
import type { Result } from "./play.js"

/** All that a run has found out. */
export interface Outcome {
  readonly peers: BuiltPeer[]
  readonly results: Result[]
  readonly skipped: Left[]
  readonly failed: Left[]
}

interface Left {
  readonly name: string
  readonly reason: string
}

/** A cell that failed, and how to run it alone. */
export function failureOf({ cell, reason, ms }: Result): string {
  return `\n${cell.id} FAILED after ${ms} ms: ${reason}\n  npm run interop -- --cell ${cell.id}`
}

/** The last line. */
export function summaryOf({ results, skipped, failed }: Outcome): string {
  const count = (outcome: Result["outcome"]) =>
    results.filter((result) => result.outcome === outcome).length
  const counts = [count("passed"), count("failed") + failed.length, skipped.length]
  return [
    `${count("not offered")} cells are not offered by their peers`,
    `interop: ${counts[0]} passed, ${counts[1]} failed, ${counts[2]} skipped`,
  ].join("\n")
}

/** A run, for programs. */
export interface Report {
  readonly peers: readonly {
    readonly name: string
    readonly title: string
    readonly language: string
    readonly version: string
    /** What brings it onto a machine. */
    readonly install: string
  }[]
  readonly skipped: readonly Left[]
  readonly failed: readonly Left[]
  readonly cells: readonly ReportedCell[]
}

/** How a cell went. */
export interface ReportedCell extends Pick<Cell, "id" | "group"> {
  readonly outcome: Result["outcome"]
  /** Why, unless it passed. */
  readonly reason?: string
  readonly ms: number
}

/** As JSON. */
export function asJson({ peers, results, skipped, failed }: Outcome): string {
  const report: Report = {
    peers: peers.map(({ kind: { name, title, language, install }, version }) => ({
      name,
      title,
      language,
      version,
      install,
    })),
    skipped,
    failed,
    cells: results.map(({ cell: { id, group }, outcome, reason, ms }) => ({
      id,
      group,
      outcome,
      ...(reason !== "" && { reason }),
      ms,
    })),
  }
  return `${JSON.stringify(report, null, 2)}\n`
}
