/** Measures how many messages a PULL receives. */
import { secureServer } from "../lib/curve.js"
import { loadLibrary } from "../lib/library.js"
import { messagesALook, Meter } from "../lib/meter.js"
import { runnerArguments, sayReady, sayResult } from "../lib/runner.js"

const { text, number, optional } = runnerArguments()
const size = number("size")
const parts = number("parts")
const library = await loadLibrary(text("what"))
const pull = new library.Pull()
if (optional("serverSecret") !== "") secureServer(library, pull, text("serverSecret"))
await pull.bind(text("bind"))
sayReady(pull.lastEndpoint)

const meter = new Meter(number("seconds"), messagesALook(size * parts))
for await (const message of pull) {
  if (message.length !== parts) throw new Error(`a message of ${String(message.length)} parts`)
  if (message[0].length !== size) throw new Error(`a part of ${String(message[0].length)} bytes`)
  if (meter.count()) break
}
sayResult(meter.reading)
