/** Sends frames over node:net for ever; `await` waits for each as one does with a socket, `callback` does not. */
import { Buffer } from "node:buffer"
import { FrameWriter } from "../lib/raw-frames.js"
import { connectTo } from "../lib/raw-sockets.js"
import { runnerArguments } from "../lib/runner.js"

const { what, size, endpoint } = runnerArguments()
const writer = new FrameWriter(await connectTo(endpoint))
const body = Buffer.alloc(size, "x")
if (what === "await") for (;;) await writer.send(body)
else for (;;) if (!writer.append(body)) await writer.drained()
