/** Floods a socket with messages as fast as a bare TCP connection takes them: it is no library that is measured. */
import { Buffer } from "node:buffer"
import { once } from "node:events"
import { runnerArguments } from "../lib/runner.js"
import { connectZmtp, frames } from "../lib/raw-zmtp.js"

const BLOCK_BYTES = 64 * 1024

const { text, number } = runnerArguments()
const socket = await connectZmtp(text("endpoint"), text("socketType"))
const body = Buffer.alloc(number("size"), "x")
const block = frames(body, Math.floor(BLOCK_BYTES / body.length))
for (;;) if (!socket.write(block)) await once(socket, "drain")
