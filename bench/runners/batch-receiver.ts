/** Measures how many messages a PULL receives with one promise for many. */
import { loadLibrary } from "../lib/library.js"
import { messagesALook, Meter } from "../lib/meter.js"
import { runnerArguments, sayReady, sayResult } from "../lib/runner.js"

const { text, number } = runnerArguments()
const size = number("size")
const { Pull } = await loadLibrary(text("what"))
const pull = new Pull()
await pull.bind(text("bind"))
sayReady(pull.lastEndpoint)

const meter = new Meter(number("seconds"), messagesALook(size))
let over = false
while (!over) {
  for (const [part] of await pull.receiveMany()) {
    if (part.length !== size) throw new Error(`a message of ${String(part.length)} bytes`)
    over ||= meter.count()
    if (over) break
  }
}
sayResult(meter.reading)
