/** Sends messages over PUSH for ever. */
import { Buffer } from "node:buffer"
import { loadLibrary } from "../lib/library.js"
import { runnerArguments } from "../lib/runner.js"

const { what, size, endpoint } = runnerArguments()
const { Push } = await loadLibrary(what)
const push = new Push()
push.connect(endpoint)
const body = Buffer.alloc(size, "x")
for (;;) await push.send(body)
