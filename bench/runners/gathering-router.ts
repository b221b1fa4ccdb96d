/** Measures how long it takes until a ROUTER has heard from very many new DEALERs, and what memory each takes. */
import { once } from "node:events"
import { sinceStamp } from "../lib/clock.js"
import { loadLibrary } from "../lib/library.js"
import { settledMemory } from "../lib/memory.js"
import { listenAt } from "../lib/raw-sockets.js"
import { runnerArguments, sayReady, sayResult } from "../lib/runner.js"
import type { Socket } from "node:net"

const { text, number } = runnerArguments()
const count = number("dealers")

async function gather(): Promise<void> {
  const { Router } = await loadLibrary(text("what"))
  const router = new Router()
  const before = await settledMemory()
  await router.bind(text("bind"))
  sayReady(router.lastEndpoint)
  let heard = 0
  let seconds = 0
  for await (const [, body] of router) {
    heard += 1
    if (heard < count) continue
    seconds = sinceStamp(body) / 1000
    break
  }
  sayResult({ seconds, bytesEach: ((await settledMemory()) - before) / count })
}

/** The same with sockets of node:net that do nothing else. */
async function gatherRaw(): Promise<void> {
  const before = await settledMemory()
  const server = await listenAt(text("bind"), count)
  const sockets: Socket[] = []
  let heard = 0
  let seconds = 0
  const all = new Promise<void>((resolve) => {
    server.on("connection", (socket) => {
      sockets.push(socket)
      void once(socket, "data").then(([body]) => {
        heard += 1
        if (heard < count) return
        seconds = sinceStamp(body as Buffer) / 1000
        resolve()
      })
    })
  })
  await all
  sayResult({ seconds, bytesEach: ((await settledMemory()) - before) / sockets.length })
}

if (text("what") === "raw") await gatherRaw()
else await gather()
