/** Measures how long a request and its reply take, one after the other. */
import { Buffer } from "node:buffer"
import { loadLibrary } from "../lib/library.js"
import { Meter } from "../lib/meter.js"
import { runnerArguments, sayResult } from "../lib/runner.js"

const LOOK_EVERY = 8

const { text, number } = runnerArguments()
const { Request } = await loadLibrary(text("what"))
const request = new Request()
request.connect(text("endpoint"))
const body = Buffer.alloc(number("size"), "x")
const meter = new Meter(number("seconds"), LOOK_EVERY)
do {
  await request.send(body)
  const [part] = await request.receive()
  if (part.length !== body.length) throw new Error(`a reply of ${String(part.length)} bytes`)
} while (!meter.count())
sayResult(meter.reading)
