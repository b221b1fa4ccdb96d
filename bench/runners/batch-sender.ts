/** Sends messages over PUSH for ever, so many with one promise. */
import { Buffer } from "node:buffer"
import { loadLibrary } from "../lib/library.js"
import { runnerArguments } from "../lib/runner.js"

const { text, number } = runnerArguments()
const { Push } = await loadLibrary(text("what"))
const push = new Push()
push.connect(text("endpoint"))
const messages = new Array<Buffer>(number("batch")).fill(Buffer.alloc(number("size"), "x"))
for (;;) await push.sendMany(messages)
