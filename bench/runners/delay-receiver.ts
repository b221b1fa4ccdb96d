/** Measures how long the event loop is held up while a PULL receives as much as it can. */
import { monitorEventLoopDelay } from "node:perf_hooks"
import { setTimeout as sleep } from "node:timers/promises"
import { loadLibrary } from "../lib/library.js"
import { runnerArguments, sayReady, sayResult } from "../lib/runner.js"

/** Its timer; what is measured has it on top. */
const RESOLUTION_MS = 1
const WARM_UP_MS = 200

const { text, number } = runnerArguments()
const { Pull } = await loadLibrary(text("what"))
const pull = new Pull()
await pull.bind(text("bind"))
sayReady(pull.lastEndpoint)

let count = 0
async function receiveAll(): Promise<void> {
  for await (const [part] of pull) {
    if (part.length !== number("size")) throw new Error(`${String(part.length)} bytes`)
    count += 1
  }
}

async function watch(): Promise<void> {
  while (count === 0) await sleep(1)
  await sleep(WARM_UP_MS)
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS })
  delay.enable()
  const before = count
  const began = performance.now()
  // A promise of a timer, so that the flood may delay this, too.
  await sleep(number("seconds") * 1000)
  delay.disable()
  const ms = (nanoseconds: number): number => Math.max(0, nanoseconds / 1e6 - RESOLUTION_MS)
  const seconds = (performance.now() - began) / 1000
  sayResult({
    p50: ms(delay.percentile(50)),
    p99: ms(delay.percentile(99)),
    max: ms(delay.max),
    rate: (count - before) / seconds,
  })
}

await Promise.race([receiveAll(), watch()])
