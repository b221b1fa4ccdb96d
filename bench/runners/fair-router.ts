/** A ROUTER that answers quiet peers, and somebody else floods. */
import { loadLibrary } from "../lib/library.js"
import { QUIET_BYTES } from "../lib/quiet.js"
import { runnerArguments, sayReady } from "../lib/runner.js"

const { text } = runnerArguments()
const { Router } = await loadLibrary(text("what"))
const router = new Router()
await router.bind(text("bind"))
sayReady(router.lastEndpoint)
let floods = 0
for await (const message of router) {
  if (message[1].length !== QUIET_BYTES) floods += 1
  // Without the flood there is nothing to see: an answer of another length does not count.
  else await router.send(floods > 0 ? message : [message[0], "not yet"])
}
