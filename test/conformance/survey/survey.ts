/**
 * Tries one stack in all ways that its program offers.
 * Knows programs and runs. Does not know what becomes of the reports.
 */
import { mkdirSync, readFileSync } from "node:fs"
import { join, resolve } from "node:path"
import type { Case } from "../../../src/conformance/case.js"
import { SECTIONS } from "../../../src/conformance/cases/index.js"
import { executing } from "../../../src/conformance/executing.js"
import { connecting, Unreachable, type Reach } from "../../../src/conformance/reach.js"
import { reportOf, type Report, type ReportCase } from "../../../src/conformance/reports/report.js"
import { countsText } from "../../../src/conformance/reports/text.js"
import { NO_LONGER_SERVES, run } from "../../../src/conformance/runner.js"
import type { WireSocketType } from "../../../src/zmtp/socket-type.js"
import { buildGo, programOfGo } from "../../interop/common/go.js"
import type { BuiltPeer } from "../../interop/matrix/built-peer.js"
import { bundled } from "../../helpers/bundled.js"
import { Program } from "../../interop/matrix/program.js"
import type { PeerKind } from "../../interop/matrix/peer-kind.js"
import { DIFFERENT } from "./findings.js"
import { ownProfiles, PROFILES, type Profile } from "./profile.js"

const ROOT = resolve(import.meta.dirname, "../../..")
/** Where programs are built that only this survey needs. */
const WORK = join(ROOT, "node_modules/.cache/conformance")
const PATIENCE = { timeoutMs: 2000, quietMs: 250 }
const START_MS = 30_000
const SEED = 1
const JOBS = 4
const WAYS_AT_A_TIME = 4
const ANY_PORT = "tcp://127.0.0.1:*"
/** What is tried with a program that knows of conformance, and whose sockets that has. */
const PROGRAM = "conformance-peer.ts"
const OWN: Readonly<Partial<Record<string, "ours" | "native">>> = {
  purezmq: "ours",
  "node-zeromq": "native",
}

/** They shake hands with one client at a time: one that says nothing keeps all the others waiting. */
const ONE_AT_A_TIME: readonly string[] = ["go-zeromq"]

type Command = BuiltPeer["command"]
/** Their connections share messages out, or there is only one. */
const SHARING: readonly WireSocketType[] = ["PUSH", "DEALER", "REQ", "PAIR"]

/** What came of one stack. */
export interface Survey {
  /** Of its folder in test/interop/peers. */
  readonly name: string
  readonly title: string
  readonly version: string
  readonly reports: readonly Report[]
  /** Ways that it cannot be tried in, each with the reason. */
  readonly missing: readonly string[]
}

/** Tries it. Most of it is waiting, so several ways are tried at a time. */
export async function survey(
  { kind, command: theirs, version }: BuiltPeer,
  say: (text: string) => void,
): Promise<Survey> {
  const { name, title } = kind
  const own = OWN[name]
  const command = await commandOf(kind, theirs)
  const profiles = own === undefined ? PROFILES : ownProfiles(own)
  const results: (Report | string)[] = []
  let next = 0
  const work = async (): Promise<void> => {
    for (let i = next++; i < profiles.length; i = next++) {
      const profile = profiles[i]
      const lack = own === undefined ? lackOf(kind, profile) : null
      const result = (results[i] = lack ?? (await resultOf(name, command, profile)))
      say(`${title}, ${profile.name}: ${typeof result === "string" ? result : countsText(result)}`)
    }
  }
  await Promise.all(Array.from({ length: WAYS_AT_A_TIME }, work))
  return {
    ...{ name, title, version: versionOf(kind, version) },
    reports: results.filter((result) => typeof result !== "string"),
    missing: results.flatMap((result, i) =>
      typeof result === "string" ? [`${profiles[i].name}: ${result}`] : [],
    ),
  }
}

/** The program. Most of test/interop/peers will do; some have to know of conformance, or to go on when a connection is over. */
async function commandOf({ name }: PeerKind, theirs: Command): Promise<Command> {
  if (OWN[name] !== undefined) return [process.execPath, bundled(PROGRAM)]
  if (name !== "go-zeromq") return theirs
  const folder = join(WORK, name)
  mkdirSync(folder, { recursive: true })
  await buildGo(join(import.meta.dirname, name), folder, true)
  return [programOfGo(folder)]
}

/** The report, or why it cannot be tried in this way. */
async function resultOf(
  name: string,
  command: Command,
  profile: Profile,
): Promise<Report | string> {
  try {
    return await tryAll(command, profile, ONE_AT_A_TIME.includes(name) ? 1 : JOBS)
  } catch (error) {
    if (error instanceof Unreachable) return error.message
    throw error
  }
}

function lackOf({ types, mechanisms, lacks = {} }: PeerKind, { target }: Profile): string | null {
  const type = target.socketType.toLowerCase()
  if (!types.some((known) => known === type)) return lacks[type] ?? "not offered"
  const mechanism = target.mechanism.toLowerCase()
  if (!mechanisms.some((known) => known === mechanism)) return lacks[mechanism] ?? "not offered"
  return target.habits.has("pings") ? (lacks["heartbeat"] ?? null) : null
}

/** Ours is what the package says: what its program tells is which libzmq it stands for. */
function versionOf(kind: PeerKind, told: string): string {
  if (kind.name !== "purezmq") return told
  const text = readFileSync(join(ROOT, "package.json"), "utf8")
  return (JSON.parse(text) as { version: string }).version
}

/**
 * Tries all cases. What went wrong is tried once more, one by one, since the machine may have been busy; and after a case that
 * the peer does not survive it is started again for the rest.
 */
async function tryAll(command: Command, profile: Profile, most: number): Promise<Report> {
  const pings = profile.target.habits.has("pings")
  // A peer that gives up who is silent closes at things that it would not close at otherwise.
  const all = SECTIONS.flatMap(({ cases }) => cases)
    .filter(({ applies }) => !pings || applies?.habits?.includes("pings") === true)
    .map(({ id }) => id)
  const known = new Map<string, ReportCase>()
  const isShared = profile.target.role === "binds" && SHARING.includes(profile.target.socketType)
  for (let round = 1; ; round++) {
    const jobs = round > 1 || isShared ? 1 : most
    const report = await tryOnce(
      command,
      profile,
      jobs,
      ({ id }) => all.includes(id) && !known.has(id),
    )
    for (const one of report.cases) {
      const isAgain = round === 1 && DIFFERENT.includes(one.verdict)
      const isOpen = one.note === NO_LONGER_SERVES || isAgain
      if (!isOpen) known.set(one.id, one)
    }
    if (known.size < all.length) continue
    const cases = all.flatMap((id) => known.get(id) ?? [])
    return { ...report, cases }
  }
}

async function tryOnce(
  command: Command,
  { name, target, parameters }: Profile,
  jobs: number,
  selects: (one: Case) => boolean,
): Promise<Report> {
  const told = parameters.map((text) => text.replace("{endpoint}", ANY_PORT))
  const program = target.role === "binds" ? new Program(name, command, told) : null
  try {
    const reach: Reach =
      program === null
        ? executing(shellText([...command, ...parameters]), ANY_PORT, {})
        : connecting(await program.saysAfter("endpoint "))
    const result = await run({
      ...{ peer: name, sections: SECTIONS, selects, target, reach },
      ...{ patience: PATIENCE, startMs: START_MS, jobs, seed: SEED, strict: false, bail: false },
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
