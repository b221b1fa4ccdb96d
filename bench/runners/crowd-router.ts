/** Measures how many messages a ROUTER receives from very many DEALERs, all of which it has heard from before. */
import { Buffer } from "node:buffer"
import { loadLibrary } from "../lib/library.js"
import { messagesALook, Meter } from "../lib/meter.js"
import { runnerArguments, sayReady, sayResult } from "../lib/runner.js"

const { text, number } = runnerArguments()
const count = number("dealers")
const echoes = text("way") === "echo"
const { Router } = await loadLibrary(text("what"))
const router = new Router()
await router.bind(text("bind"))
sayReady(router.lastEndpoint)

const ids: Buffer[] = []
for await (const [id] of router) {
  ids.push(Buffer.from(id))
  if (ids.length === count) break
}
for (const id of ids) await router.send([id, "go"])

const meter = new Meter(number("seconds"), messagesALook(number("size")))
for await (const message of router) {
  if (meter.count()) break
  if (echoes) await router.send(message)
}
sayResult(meter.reading)
