/**
 * A run as plain data: what the JSON report holds, what all the others are made of, and what a later run is compared with.
 * Knows the form. Does not know how it is shown, nor where it is kept.
 */
import type { CaseResult, RunResult } from "../result.js"
import type { Entry, EntryKind } from "../transcript.js"
import { VERDICTS, type Level, type Verdict } from "../verdict.js"

/** What the `format` of a report says. */
const FORMAT = "purezmq-conformance"
/** Goes up when a field changes its meaning or goes away. */
const VERSION = 1

/** One thing that happened on a connection of a case. */
export interface ReportEntry {
  /** Milliseconds since the case began. */
  readonly at: number
  /** 0: none of them. */
  readonly connection: number
  readonly kind: EntryKind
  /** All bytes there were. */
  readonly size?: number
  /** Those that were kept, in hex. */
  readonly hex?: string
  readonly text?: string
}

/** One case. */
export interface ReportCase {
  readonly id: string
  readonly section: string
  readonly level: Level
  readonly title: string
  readonly reason: string
  readonly verdict: Verdict
  readonly expected?: string
  readonly seen?: string
  readonly note?: string
  readonly ms: number
  readonly transcript: readonly ReportEntry[]
}

/** What the peer is, as declared and as seen. */
export interface ReportPeer {
  readonly name: string
  readonly role: string
  readonly socketType: string
  readonly mechanism: string
  readonly side: string
  readonly habits: readonly string[]
  /** Such as `3.1`. */
  readonly announces: string
  readonly answersPing: boolean
}

/** A whole run. */
export interface Report {
  readonly format: typeof FORMAT
  readonly version: typeof VERSION
  readonly peer: ReportPeer
  readonly startedAt: string
  readonly ms: number
  readonly seed: number
  readonly sections: readonly { readonly id: string; readonly title: string }[]
  readonly cases: readonly ReportCase[]
}

/** The data of a run. */
export function reportOf(result: RunResult): Report {
  const { target, observed } = result
  return {
    format: FORMAT,
    version: VERSION,
    peer: {
      name: result.peer,
      role: target.role,
      socketType: target.socketType,
      mechanism: target.mechanism,
      side: target.side,
      habits: [...target.habits],
      announces: observed.version.join("."),
      answersPing: observed.answersPing,
    },
    startedAt: result.startedAt.toISOString(),
    ms: Math.round(result.ms),
    seed: result.seed,
    sections: result.sections,
    cases: result.results.map(caseOf),
  }
}

/** Reads the text of a JSON report. @throws TypeError when it is none. */
export function parseReport(text: string): Report {
  const data: unknown = JSON.parse(text)
  if (!isObject(data) || data["format"] !== FORMAT) {
    throw new TypeError("not a report of purezmq conformance")
  }
  if (data["version"] !== VERSION) {
    throw new TypeError(`a report of version ${String(data["version"])}, not ${String(VERSION)}`)
  }
  const { peer, sections, cases } = data
  if (!isObject(peer) || !Array.isArray(sections) || !Array.isArray(cases)) {
    throw new TypeError("a report without peer, sections or cases")
  }
  for (const one of cases as unknown[]) {
    if (!isObject(one) || typeof one["id"] !== "string" || !isVerdict(one["verdict"])) {
      throw new TypeError("a report with a case that has no id or verdict")
    }
  }
  return data as unknown as Report
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null
}

function isVerdict(value: unknown): boolean {
  return (VERDICTS as readonly unknown[]).includes(value)
}

function caseOf({ transcript, ms, ...rest }: CaseResult): ReportCase {
  const entries = transcript?.entries.map(entryOf) ?? []
  const omitted = transcript?.omitted ?? 0
  if (omitted > 0) {
    const text = `${String(omitted)} more entries`
    entries.push({ at: Math.round(ms), connection: 0, kind: "note", text })
  }
  return { ...rest, ms: Math.round(ms), transcript: entries }
}

function entryOf({ at, connection, kind, size, bytes, text }: Entry): ReportEntry {
  const when = { at: Math.round(at * 10) / 10, connection, kind }
  if (kind === "sent" || kind === "received") return { ...when, size, hex: bytes.toString("hex") }
  return { ...when, text }
}
