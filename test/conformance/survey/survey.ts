/**
 * Tries one stack in all ways that its program offers.
 * Knows programs and runs. Does not know what becomes of the reports.
 */
import { SECTIONS } from "../../../src/conformance/cases/index.js"
import { executing } from "../../../src/conformance/executing.js"
import { connecting, Unreachable, type Reach } from "../../../src/conformance/reach.js"
import { reportOf, type Report } from "../../../src/conformance/reports/report.js"
import { run } from "../../../src/conformance/runner.js"
import type { WireSocketType } from "../../../src/zmtp/socket-type.js"
import type { BuiltPeer } from "../../interop/matrix/built-peer.js"
import { Program } from "../../interop/matrix/program.js"
import type { PeerKind } from "../../interop/matrix/peer-kind.js"
import { PROFILES, type Profile } from "./profile.js"

const PATIENCE = { timeoutMs: 2000, quietMs: 250 }
const START_MS = 30_000
const SEED = 1
/** Their connections share messages out, or there is only one. */
const SHARING: readonly WireSocketType[] = ["PUSH", "DEALER", "REQ", "PAIR"]

/** What came of one stack. */
export interface Survey {
  readonly title: string
  readonly version: string
  readonly reports: readonly Report[]
  /** Ways that it cannot be tried in, each with the reason. */
  readonly missing: readonly string[]
}

/** Tries it. */
export async function survey(
  { kind, command, version }: BuiltPeer,
  say: (text: string) => void,
): Promise<Survey> {
  const reports: Report[] = []
  const missing: string[] = []
  for (const profile of PROFILES) {
    const lack = lackOf(kind, profile)
    if (lack !== null) {
      missing.push(`${profile.name}: ${lack}`)
      continue
    }
    try {
      const report = await tryOne(command, profile)
      reports.push(report)
      say(`${kind.title}, ${profile.name}: ${String(report.cases.length)} cases`)
    } catch (error) {
      if (!(error instanceof Unreachable)) throw error
      missing.push(`${profile.name}: ${error.message}`)
      say(`${kind.title}, ${profile.name}: ${error.message}`)
    }
  }
  return { title: kind.title, version, reports, missing }
}

function lackOf({ types, mechanisms, lacks = {} }: PeerKind, { target }: Profile): string | null {
  const type = target.socketType.toLowerCase()
  if (!types.some((known) => known === type)) return lacks[type] ?? "not offered"
  const mechanism = target.mechanism.toLowerCase()
  if (!mechanisms.some((known) => known === mechanism)) return lacks[mechanism] ?? "not offered"
  return null
}

async function tryOne(command: BuiltPeer["command"], profile: Profile): Promise<Report> {
  const { name, target, parameters } = profile
  const told = parameters.map((text) => text.replace("{endpoint}", "tcp://127.0.0.1:*"))
  const program = target.role === "binds" ? new Program(name, command, told) : null
  try {
    const reach: Reach =
      program === null
        ? executing(shellText([...command, ...parameters]), "tcp://127.0.0.1:*", {})
        : connecting(await program.saysAfter("endpoint "))
    const isShared = !reach.isFresh && SHARING.includes(target.socketType)
    const result = await run({
      peer: name,
      sections: SECTIONS,
      target,
      reach,
      patience: PATIENCE,
      startMs: START_MS,
      jobs: isShared ? 1 : 4,
      seed: SEED,
      strict: false,
      bail: false,
    })
    await reach.close()
    return reportOf(result)
  } finally {
    await program?.kill()
  }
}

/** For the shell; words in braces are put in later. */
function shellText(words: readonly string[]): string {
  return words
    .map((word) => (word === "{endpoint}" ? word : `'${word.replaceAll("'", "'\\''")}'`))
    .join(" ")
}
