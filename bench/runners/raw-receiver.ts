/** Measures how many frames arrive over node:net; `callback` calls for each, `await` is a loop over them. */
import type { Buffer } from "node:buffer"
import { messagesALook, Meter } from "../lib/meter.js"
import { FrameReader, MessageStream } from "../lib/raw-frames.js"
import { acceptOne } from "../lib/raw-sockets.js"
import { runnerArguments, sayResult } from "../lib/runner.js"

const { text, number } = runnerArguments()
const size = number("size")
const socket = await acceptOne(text("bind"))
const meter = new Meter(number("seconds"), messagesALook(size))
let over = false

function check(body: Buffer): void {
  if (body.length !== size) throw new Error(`a frame of ${String(body.length)} bytes`)
}

function finish(): void {
  over = true
  sayResult(meter.reading)
}

function receiveEach(): void {
  const reader = new FrameReader((body) => {
    check(body)
    if (meter.count() && !over) finish()
  })
  socket.on("data", (chunk) => reader.receive(chunk))
}

async function receiveAll(): Promise<void> {
  const messages = new MessageStream()
  const reader = new FrameReader((body) => messages.push(body))
  socket.on("data", (chunk) => reader.receive(chunk))
  for await (const [body] of messages) {
    check(body)
    if (meter.count()) break
  }
  socket.pause()
  finish()
}

if (text("what") === "await") await receiveAll()
else receiveEach()
