/**
 * The interop matrix: `npm run interop -- --help`.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join, resolve } from "node:path"
import { readArguments, UsageError, type Arguments } from "./arguments.js"
import type { BuiltPeer } from "./built-peer.js"
import type { Cell } from "./cell.js"
import { peerFolders, readPeer } from "./discover.js"
import type { PeerKind } from "./peer-kind.js"
import { plan } from "./plan.js"
import { playAll, type Result } from "./play.js"
import { prepare } from "./prepare.js"
import { asJson, failureOf, summaryOf, type Outcome } from "./report.js"
import { authenticate } from "./security.js"
import { LEGEND, tableOf } from "./table.js"

const ROOT = resolve(import.meta.dirname, "../../..")

async function main(): Promise<void> {
  const folders = peerFolders()
  const given = readArguments(process.argv.slice(2), folders)
  if (given === null) return
  const names = given.peers.length === 0 ? folders : given.peers.filter((name) => name !== "mixed")
  const kinds = await Promise.all(names.map(readPeer))
  if (given.list) list(kinds, given)
  else await runMatrix(kinds, given)
}

/** The cells that were asked for. */
function chosen(cells: readonly Cell[], { groups, cell }: Arguments): Cell[] {
  return cells
    .filter(({ group }) => groups.length === 0 || groups.includes(group))
    .filter(({ id }) => cell === null || id === cell || id.startsWith(cell))
}

function list(kinds: readonly PeerKind[], given: Arguments): void {
  for (const { id, needs, notOffered } of kinds.flatMap((kind) => chosen(plan(kind), given))) {
    console.log(`${id}  (${needs.join(" ")})${notOffered === null ? "" : `  - ${notOffered}`}`)
  }
}

async function runMatrix(kinds: readonly PeerKind[], given: Arguments): Promise<void> {
  const isQuiet = given.json === "-"
  const say = (text: string) => {
    if (!isQuiet) console.log(text)
  }
  const outcome: Outcome = { peers: [], results: [], skipped: [], failed: [] }
  for (const kind of kinds) {
    if (chosen(plan(kind), given).length === 0) continue
    const prepared = await prepare(kind, resolve(ROOT, given.cache))
    if ("peer" in prepared) outcome.peers.push(prepared.peer)
    else if ("skipped" in prepared) {
      outcome.skipped.push({ name: kind.name, reason: prepared.skipped })
      say(`${kind.name} SKIPPED: ${prepared.skipped}`)
    } else {
      outcome.failed.push({ name: kind.name, reason: prepared.failed })
      say(`${kind.name} FAILED: ${prepared.failed}`)
    }
  }
  say(LEGEND)
  await playMatrix(outcome, given, say)
  if (given.json !== null) {
    const text = asJson(outcome)
    if (isQuiet) console.log(text)
    else writeFileSync(given.json, text)
  }
  say(`\n${summaryOf(outcome)}`)
  const hasFailed = outcome.results.some((result) => result.outcome === "failed")
  process.exitCode = hasFailed || outcome.failed.length > 0 ? 1 : 0
}

async function playMatrix(
  outcome: Outcome,
  given: Arguments,
  say: (text: string) => void,
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "purezmq-interop-"))
  const authenticator = authenticate()
  const cells = outcome.peers.flatMap(({ kind }) => chosen(plan(kind), given))
  const told = (result: Result) => {
    outcome.results.push(result)
    if (result.outcome === "failed") say(failureOf(result))
    for (const peer of outcome.peers) printWhenComplete(peer, cells, outcome.results, result, say)
  }
  try {
    const peers = new Map(outcome.peers.map((peer) => [peer.kind.name, peer]))
    await playAll(cells, { peers, jobs: given.jobs, folder, told })
  } finally {
    authenticator.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

function printWhenComplete(
  peer: BuiltPeer,
  cells: readonly Cell[],
  results: readonly Result[],
  { cell: last }: Result,
  say: (text: string) => void,
): void {
  const isOf = (cell: Cell) => cell.id.startsWith(`${peer.kind.name}/`)
  if (!isOf(last)) return
  const own = results.filter(({ cell }) => isOf(cell))
  if (own.length < cells.filter(isOf).length) return
  const inOrder = cells.flatMap((cell) => own.filter((result) => result.cell === cell))
  say(tableOf(peer, inOrder))
}

try {
  await main()
} catch (error) {
  const isUsage = error instanceof UsageError || (error instanceof TypeError && "code" in error)
  console.error(isUsage ? error.message : error)
  process.exitCode = 2
}
