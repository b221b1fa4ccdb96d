/**
 * What a probe has found, for people and for programs.
 */
import type { Buffer } from "node:buffer"
import { shownBytes, shownText } from "../../inspect/shown.js"
import { quoted } from "../../inspect/quote.js"
import type { Times } from "./visit.js"

/** What is at an endpoint. */
export interface Finding {
  readonly endpoint: string
  /** `ZMTP`, the name of something else, or null: it said nothing that can be told. */
  readonly protocol: string | null
  readonly version: string | null
  readonly mechanism: string | null
  readonly asServer: boolean | null
  readonly socketType: string | null
  readonly identity: Buffer | null
  readonly properties: ReadonlyMap<string, Buffer>
  /** The socket type that it took; null: it said its own first. */
  readonly took: string | null
  readonly times: Times
  readonly violations: readonly string[]
  /** What it said that is not ZMTP. */
  readonly said: Buffer | null
  /** What could not be found out, and why. */
  readonly notes: readonly string[]
}

const OF_THEIR_OWN = ["socket-type", "identity"]

/** Lines for people. */
export function textOf(finding: Finding): string {
  const { endpoint, protocol, version, violations, notes } = finding
  const speaks =
    protocol === "ZMTP" ? `ZMTP ${version ?? ""}` : (protocol ?? "nothing that can be told")
  const rows = rowsOf(finding).map(([name, value]) => `  ${name.padEnd(11)}  ${value}`)
  return [
    `${endpoint} speaks ${speaks}`,
    ...rows,
    ...violations.map((text) => `  ! ${text}`),
    ...notes.map((text) => `  ? ${text}`),
  ].join("\n")
}

function rowsOf(finding: Finding): [name: string, value: string][] {
  const { mechanism, asServer, socketType, identity, properties, took, times, said } = finding
  const rows: [string, string | null][] = [
    [
      "mechanism",
      mechanism === null
        ? null
        : `${shownText(mechanism)}${asServer === true ? ", as server" : ""}`,
    ],
    ["socket type", socketType === null ? null : shownText(socketType)],
    ["identity", identity === null || identity.length === 0 ? null : shownBytes(identity)],
    ...[...properties]
      .filter(([name]) => !OF_THEIR_OWN.includes(name))
      .map(([name, value]): [string, string] => [shownText(name), shownBytes(value)]),
    ["took", took === null ? null : `a ${took} socket`],
    ["said", said === null ? null : quoted(said.subarray(0, 256))],
    ["connected", msOf(times.connected)],
    ["first byte", msOf(times.firstByte)],
    ["greeting", msOf(times.greeting)],
    ["ready", msOf(times.ready)],
  ]
  return rows.filter((row): row is [string, string] => row[1] !== null)
}

function msOf(ms: number | null): string | null {
  return ms === null ? null : `after ${ms.toFixed(1)} ms`
}

/** Plain data for programs. */
export function jsonOf(finding: Finding): string {
  const { properties, identity, said, ...rest } = finding
  const texts = Object.fromEntries([...properties].map(([name, value]) => [name, value.toString()]))
  return JSON.stringify({
    ...rest,
    identity: identity?.toString("hex") ?? null,
    properties: texts,
    said: said?.toString("hex") ?? null,
  })
}
