/** Measures how messages go from a DEALER to a ROUTER and back, with `window` of them under way at a time. */
import { Buffer } from "node:buffer"
import { loadLibrary } from "../lib/library.js"
import { Meter } from "../lib/meter.js"
import { runnerArguments, sayResult } from "../lib/runner.js"

const LOOK_EVERY = 8

const { text, number } = runnerArguments()
const { Dealer } = await loadLibrary(text("what"))
const dealer = new Dealer()
dealer.connect(text("endpoint"))
const body = Buffer.alloc(number("size"), "x")
const meter = new Meter(number("seconds"), LOOK_EVERY)
for (let i = 0; i < number("window"); i++) await dealer.send(body)
for (;;) {
  const [part] = await dealer.receive()
  if (part.length !== body.length) throw new Error(`a reply of ${String(part.length)} bytes`)
  if (meter.count()) break
  await dealer.send(body)
}
sayResult(meter.reading)
