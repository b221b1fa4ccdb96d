/**
 * A run of the matrix: who is here, what is built, what is played, and the tables as they are complete.
 */
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { Cell } from "./cell.js"
import { cellsToPlay, isAskedFor, type Choice } from "./choose.js"
import type { PeerKind } from "./peer-kind.js"
import { playAll, type Result } from "./play.js"
import { prepare } from "./prepare.js"
import { failureOf, type Outcome } from "./report.js"
import { expectNothingLeft } from "./resources.js"
import { authenticate } from "./security.js"
import { LEGEND, tableOf } from "./table.js"

/** What is asked of a run. */
export interface Run extends Choice {
  readonly jobs: number
  /** How long a cell may take. */
  readonly patienceMs?: number | undefined
  /** Where peers are built. */
  readonly cache: string
  readonly say: (text: string) => void
  /** Whether the peers are only built. */
  readonly build?: boolean
}

/** Plays everything that was asked for. */
export async function runMatrix(kinds: readonly PeerKind[], given: Run): Promise<Outcome> {
  const outcome: Outcome = { peers: [], results: [], skipped: [], failed: [] }
  const here = kinds.filter((kind) => {
    const missing = kind.missing()
    if (missing !== null && isAskedFor(kind.name, given)) {
      skip(outcome, kind, `${missing}: ${kind.install}`, given)
    }
    return missing === null
  })
  const planned = cellsToPlay(here, given)
  const needed = new Set(planned.flatMap(({ peers }) => peers))
  for (const kind of here.filter(({ name }) => needed.has(name))) {
    await prepareOne(outcome, kind, given)
  }
  if (given.build === true) return outcome
  const isReady = (name: string) => outcome.peers.some(({ kind }) => kind.name === name)
  const cells = planned.filter(({ peers }) => peers.every(isReady))
  given.say(`\n${LEGEND}`)
  await play(outcome, cells, given)
  return outcome
}

function skip({ skipped }: Outcome, { name }: PeerKind, reason: string, { say }: Run): void {
  skipped.push({ name, reason })
  say(`${name} SKIPPED: ${reason}`)
}

async function prepareOne(outcome: Outcome, kind: PeerKind, given: Run): Promise<void> {
  const { name } = kind
  const prepared = await prepare(kind, given.cache, given.say)
  if ("peer" in prepared) {
    outcome.peers.push(prepared.peer)
    if (given.build === true) given.say(`${name} is built: ${prepared.peer.version}`)
  } else if ("skipped" in prepared) skip(outcome, kind, prepared.skipped, given)
  else {
    outcome.failed.push({ name, reason: prepared.failed })
    given.say(`${name} FAILED: ${prepared.failed}`)
  }
}

async function play(outcome: Outcome, cells: readonly Cell[], given: Run): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "purezmq-interop-"))
  const authenticator = authenticate()
  const told = (result: Result) => {
    outcome.results.push(result)
    if (result.outcome === "failed") given.say(failureOf(result))
    printWhenComplete(outcome, cells, result.cell, given)
  }
  try {
    const peers = new Map(outcome.peers.map((peer) => [peer.kind.name, peer]))
    const { jobs, patienceMs } = given
    await playAll(cells, { peers, jobs, folder, patienceMs, told })
  } finally {
    authenticator.close()
    rmSync(folder, { recursive: true, force: true })
  }
  await expectNothingLeft()
}

const ownerOf = ({ id }: Cell): string => id.split("/")[0]

function printWhenComplete(
  { peers, results }: Outcome,
  cells: readonly Cell[],
  last: Cell,
  { say }: Run,
): void {
  const owner = ownerOf(last)
  const all = cells.filter((cell) => ownerOf(cell) === owner)
  const found = new Map(results.map((result) => [result.cell, result]))
  const own = all.flatMap((cell) => found.get(cell) ?? [])
  if (own.length < all.length) return
  const peer = peers.find(({ kind }) => kind.name === owner)
  const title =
    peer === undefined
      ? "Several at once"
      : `${peer.kind.title} ${peer.version}, ${peer.kind.language}`
  say(tableOf(title, own))
}
