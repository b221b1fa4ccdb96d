/** Measures how long one very large message takes, and how much memory its receiver. */
import { sinceStamp } from "../lib/clock.js"
import { loadLibrary } from "../lib/library.js"
import { peakMemory } from "../lib/memory.js"
import { runnerArguments, sayGo, sayReady, sayResult } from "../lib/runner.js"

const { text, number } = runnerArguments()
const size = number("size")
const { Pull } = await loadLibrary(text("what"))
const pull = new Pull()
await pull.bind(text("bind"))
sayReady(pull.lastEndpoint)
const before = process.memoryUsage.rss()
const [part] = await pull.receive()
const seconds = sinceStamp(part) / 1000
if (part.length !== size) throw new Error(`a message of ${String(part.length)} bytes`)
sayGo()
sayResult({ seconds, receiver: (peakMemory() - before) / size })
