/** Measures the memory of messages that wait for a peer that is not there. */
import { Buffer } from "node:buffer"
import { loadLibrary } from "../lib/library.js"
import { peakMemory, settledMemory } from "../lib/memory.js"
import { runnerArguments, sayResult } from "../lib/runner.js"

/** Nobody listens there. */
const NOWHERE = "tcp://127.0.0.1:1"

const { text, number } = runnerArguments()
const messages = number("messages")
const { Push } = await loadLibrary(text("what"))
const push = new Push()
push.sendHighWaterMark = 0
push.linger = 0
push.connect(NOWHERE)
const body = Buffer.alloc(number("size"), "x")
const before = await settledMemory()
for (let i = 0; i < messages; i++) await push.send(body)
const peak = (peakMemory() - before) / messages
sayResult({ bytesEach: ((await settledMemory()) - before) / messages, peak })
