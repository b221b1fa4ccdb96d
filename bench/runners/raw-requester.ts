/** Measures how long bytes take there and back over node:net, one message after the other. */
import { Buffer } from "node:buffer"
import { Meter } from "../lib/meter.js"
import { connectTo } from "../lib/raw-sockets.js"
import { runnerArguments, sayResult } from "../lib/runner.js"

const LOOK_EVERY = 8

const { size, seconds, endpoint } = runnerArguments()
const socket = await connectTo(endpoint)
const body = Buffer.alloc(size, "x")
const meter = new Meter(seconds, LOOK_EVERY)
let missing = size
socket.on("data", (chunk) => {
  missing -= chunk.length
  if (missing > 0) return
  missing = size
  if (meter.count()) sayResult(meter.reading)
  else socket.write(body)
})
socket.write(body)
