/** Sends frames over node:net for ever; `await` waits for each as one does with a socket, `callback` does not. */
import { Buffer } from "node:buffer"
import { FrameWriter } from "../lib/raw-frames.js"
import { connectTo } from "../lib/raw-sockets.js"
import { runnerArguments } from "../lib/runner.js"

const { text, number } = runnerArguments()
const writer = new FrameWriter(await connectTo(text("endpoint")))
const body = Buffer.alloc(number("size"), "x")
if (text("what") === "await") for (;;) await writer.send(body)
else for (;;) if (!writer.append(body)) await writer.drained()
