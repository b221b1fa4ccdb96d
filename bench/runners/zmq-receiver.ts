/** Measures how many messages a PULL receives. */
import { loadLibrary } from "../lib/library.js"
import { messagesALook, Meter } from "../lib/meter.js"
import { runnerArguments, sayReady, sayResult } from "../lib/runner.js"

const { what, size, seconds } = runnerArguments()
const { Pull } = await loadLibrary(what)
const pull = new Pull()
await pull.bind("tcp://127.0.0.1:*")
sayReady(pull.lastEndpoint)

const meter = new Meter(seconds, messagesALook(size))
for await (const [part] of pull) {
  if (part.length !== size) throw new Error(`a message of ${String(part.length)} bytes`)
  if (meter.count()) break
}
sayResult(meter.reading)
