/** Measures how long DEALERs that ask a little now and then wait for their answers. */
import { setTimeout as sleep } from "node:timers/promises"
import { sinceStamp, stamp } from "../lib/clock.js"
import { loadLibrary } from "../lib/library.js"
import { PAUSE_MS, QUIET_BYTES, quietBody } from "../lib/quiet.js"
import { runnerArguments, sayResult } from "../lib/runner.js"
import { percentile } from "../lib/statistics.js"

const { text, number } = runnerArguments()
const most = number("messages")
const { Dealer } = await loadLibrary(text("what"))
const times: number[] = []

async function run(): Promise<void> {
  const dealer = new Dealer()
  dealer.connect(text("endpoint"))
  while (times.length < most) {
    await sleep(PAUSE_MS)
    await dealer.send(stamp(quietBody()))
    const [part] = await dealer.receive()
    if (part.length === QUIET_BYTES) times.push(sinceStamp(part))
  }
}

await Promise.all(Array.from({ length: number("peers") }, run))
sayResult({ p50: percentile(times, 0.5), p99: percentile(times, 0.99), max: Math.max(...times) })
