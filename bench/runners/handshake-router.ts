/** Measures how many new CURVE clients a ROUTER can shake hands with, hear and answer. */
import { secureServer } from "../lib/curve.js"
import { loadLibrary } from "../lib/library.js"
import { Meter } from "../lib/meter.js"
import { runnerArguments, sayReady, sayResult } from "../lib/runner.js"

const LOOK_EVERY = 8

const { text, number } = runnerArguments()
const library = await loadLibrary(text("what"))
const router = new library.Router({ linger: 0 })
secureServer(library, router, text("serverSecret"))
await router.bind(text("bind"))
sayReady(router.lastEndpoint)

const meter = new Meter(number("seconds"), LOOK_EVERY)
for await (const [id] of router) {
  if (meter.count()) break
  await router.send([id, "go"])
}
sayResult(meter.reading)
