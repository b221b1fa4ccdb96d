/** Answers each request with its own body. */
import { loadLibrary } from "../lib/library.js"
import { runnerArguments, sayReady } from "../lib/runner.js"

const { text } = runnerArguments()
const { Reply } = await loadLibrary(text("what"))
const reply = new Reply()
await reply.bind(text("bind"))
sayReady(reply.lastEndpoint)
for await (const [part] of reply) await reply.send(part)
