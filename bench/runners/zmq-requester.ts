/** Measures how long a request and its reply take, one after the other. */
import { Buffer } from "node:buffer"
import { loadLibrary } from "../lib/library.js"
import { Meter } from "../lib/meter.js"
import { runnerArguments, sayResult } from "../lib/runner.js"

const LOOK_EVERY = 8

const { what, size, seconds, endpoint } = runnerArguments()
const { Request } = await loadLibrary(what)
const request = new Request()
request.connect(endpoint)
const body = Buffer.alloc(size, "x")
const meter = new Meter(seconds, LOOK_EVERY)
do {
  await request.send(body)
  const [part] = await request.receive()
  if (part.length !== size) throw new Error(`a reply of ${String(part.length)} bytes`)
} while (!meter.count())
sayResult(meter.reading)
