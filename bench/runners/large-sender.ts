/** Sends one very large message, and measures how much memory that takes. */
import { Buffer } from "node:buffer"
import { setTimeout as sleep } from "node:timers/promises"
import { stamp } from "../lib/clock.js"
import { loadLibrary } from "../lib/library.js"
import { peakMemory } from "../lib/memory.js"
import { runnerArguments, sayResult, untilGo } from "../lib/runner.js"

const CONNECTED_MS = 300

const { text, number } = runnerArguments()
const size = number("size")
const { Push } = await loadLibrary(text("what"))
const push = new Push()
push.connect(text("endpoint"))
const before = process.memoryUsage.rss()
const body = Buffer.alloc(size, "x")
await sleep(CONNECTED_MS)
await push.send(stamp(body))
await untilGo()
sayResult({ sender: (peakMemory() - before) / size })
