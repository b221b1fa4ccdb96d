/** Measures PUSH to PULL within one process. */
import { Buffer } from "node:buffer"
import { loadLibrary } from "../lib/library.js"
import { messagesALook, Meter } from "../lib/meter.js"
import { runnerArguments, sayResult } from "../lib/runner.js"

const { text, number } = runnerArguments()
const size = number("size")
const { Pull, Push } = await loadLibrary(text("what"))
const pull = new Pull()
const push = new Push()
await pull.bind("inproc://bench")
push.connect("inproc://bench")

const body = Buffer.alloc(size, "x")
const meter = new Meter(number("seconds"), messagesALook(size))
let over = false

async function sendAll(): Promise<void> {
  while (!over) await push.send(body)
}

async function receiveAll(): Promise<void> {
  for await (const [part] of pull) {
    if (part.length !== size) throw new Error(`a message of ${String(part.length)} bytes`)
    if (meter.count()) break
  }
  over = true
  sayResult(meter.reading)
}

await Promise.all([receiveAll(), sendAll()])
