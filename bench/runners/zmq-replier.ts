/** Answers each request with its own body. */
import { loadLibrary } from "../lib/library.js"
import { runnerArguments, sayReady } from "../lib/runner.js"

const { what } = runnerArguments()
const { Reply } = await loadLibrary(what)
const reply = new Reply()
await reply.bind("tcp://127.0.0.1:*")
sayReady(reply.lastEndpoint)
for await (const [part] of reply) await reply.send(part)
