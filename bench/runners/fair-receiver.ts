/** Measures how long messages of quiet peers take to a PULL that somebody else floods. */
import { sinceStamp } from "../lib/clock.js"
import { loadLibrary } from "../lib/library.js"
import { QUIET_BYTES } from "../lib/quiet.js"
import { runnerArguments, sayReady, sayResult } from "../lib/runner.js"
import { percentile } from "../lib/statistics.js"

const { text, number } = runnerArguments()
const { Pull } = await loadLibrary(text("what"))
const pull = new Pull()
await pull.bind(text("bind"))
sayReady(pull.lastEndpoint)

const times: number[] = []
const most = number("messages")
let floods = 0
for await (const [part] of pull) {
  if (part.length !== QUIET_BYTES) {
    floods += 1
    continue
  }
  // Without the flood there is nothing to see.
  if (floods > 0) times.push(sinceStamp(part))
  if (times.length === most) break
}
sayResult({ p50: percentile(times, 0.5), p99: percentile(times, 0.99), max: Math.max(...times) })
