/** Measures how bytes go there and back over node:net, with `window` messages under way at a time. */
import { Buffer } from "node:buffer"
import { Meter } from "../lib/meter.js"
import { connectTo } from "../lib/raw-sockets.js"
import { runnerArguments, sayResult } from "../lib/runner.js"

const LOOK_EVERY = 8

const { text, number } = runnerArguments()
const size = number("size")
const window = number("window")
const socket = await connectTo(text("endpoint"))
const messages = Buffer.alloc(size * window, "x")
const meter = new Meter(number("seconds"), LOOK_EVERY)
let bytes = 0
let over = false

function received(count: number): void {
  for (let i = 0; i < count && !over; i++) over = meter.count()
  if (over) sayResult(meter.reading)
  else socket.write(messages.subarray(0, count * size))
}

socket.on("data", (chunk) => {
  bytes += chunk.length
  if (bytes < size || over) return
  const whole = Math.floor(bytes / size)
  bytes -= whole * size
  received(whole)
})
socket.write(messages)
