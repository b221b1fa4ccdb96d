/**
 * The benchmark: ours, native, raw and libzmq in turn, round after round. `npm run bench -- --help`.
 */
import { existsSync, writeFileSync } from "node:fs"
import { measure } from "./lib/children.js"
import { compileLibzmq, type Libzmq } from "./lib/libzmq.js"
import { describeMachine, machineLine } from "./lib/machine.js"
import type { Reading } from "./lib/meter.js"
import { readOptions, UsageError, type BenchOptions } from "./lib/options.js"
import { BUILT } from "./lib/ours.js"
import { makeRow, printHead, printRow, type Row } from "./lib/report.js"
import { SCENARIOS, type Peer, type Scenario } from "./lib/scenarios.js"

/** What starting two processes may take on a machine that is busy. */
const START_MS = 20_000

async function main(): Promise<void> {
  const options = readOptions()
  if (options === null) return
  if (!existsSync(BUILT)) throw new UsageError("dist/ is missing: npm run build")

  const machine = describeMachine()
  console.log(machineLine(machine))
  const libzmq = compileLibzmq()
  console.log(`native: npm zeromq ${machine.native}; libzmq C: ${describe(libzmq)}`)
  const rows: Row[] = []
  for (const scenario of SCENARIOS) {
    if (!options.only.has(scenario.name)) continue
    console.log(printHead(scenario))
    const sizes = scenario.anySize ? (options.sizes ?? scenario.sizes) : scenario.sizes
    for (const size of sizes) {
      const row = makeRow(scenario, size, await measureAll(scenario, size, options, libzmq))
      rows.push(row)
      console.log(printRow(scenario, row))
    }
  }
  const missed = rows.filter(({ met }) => !met).length
  console.log(`\n${String(rows.length - missed)} of ${String(rows.length)} bars met`)
  if (options.json !== null) {
    const { rounds, seconds } = options
    const all = { machine, libzmq, rounds, seconds, rows }
    writeFileSync(options.json, JSON.stringify(all, null, 2) + "\n")
  }
}

/** All rounds of one size: every peer in turn, then every peer again. */
async function measureAll(
  scenario: Scenario,
  size: number,
  { rounds, seconds }: BenchOptions,
  libzmq: Libzmq,
): Promise<Map<Peer, Reading[]>> {
  const peers = scenario.peers.filter((peer) => peer !== "libzmq C" || "version" in libzmq)
  const readings = new Map<Peer, Reading[]>(peers.map((peer) => [peer, []]))
  for (let round = 1; round <= rounds; round++) {
    for (const peer of peers) {
      showProgress(`${scenario.name} ${String(size)} B, round ${String(round)}: ${peer}`)
      const timeoutMs = START_MS + seconds * 3000
      readings.get(peer)!.push(await measure(scenario.pair(peer, size, seconds), timeoutMs))
    }
  }
  showProgress("")
  return readings
}

function describe(libzmq: Libzmq): string {
  return "version" in libzmq ? libzmq.version : `not measured, ${libzmq.missing}`
}

function showProgress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${text}`)
}

try {
  await main()
} catch (error) {
  showProgress("")
  const isUsage = error instanceof UsageError || (error instanceof TypeError && "code" in error)
  console.error(isUsage ? error.message : error)
  process.exitCode = 1
}
