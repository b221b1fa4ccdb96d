/** PUSHes that send a little now and then: when they sent it. */
import { setTimeout as sleep } from "node:timers/promises"
import { stamp } from "../lib/clock.js"
import { loadLibrary } from "../lib/library.js"
import { PAUSE_MS, quietBody } from "../lib/quiet.js"
import { runnerArguments } from "../lib/runner.js"

const { text, number } = runnerArguments()
const { Push } = await loadLibrary(text("what"))

async function run(): Promise<never> {
  const push = new Push()
  push.connect(text("endpoint"))
  for (;;) {
    await sleep(PAUSE_MS)
    await push.send(stamp(quietBody()))
  }
}

await Promise.all(Array.from({ length: number("peers") }, run))
