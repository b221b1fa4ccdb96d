/** A ROUTER that sends every message back. */
import { loadLibrary } from "../lib/library.js"
import { runnerArguments, sayReady } from "../lib/runner.js"

const { text } = runnerArguments()
const { Router } = await loadLibrary(text("what"))
const router = new Router()
await router.bind(text("bind"))
sayReady(router.lastEndpoint)
for await (const message of router) await router.send(message)
