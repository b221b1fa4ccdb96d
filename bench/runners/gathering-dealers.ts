/** Very many DEALERs that connect and say one thing: when they began to. */
import { Buffer } from "node:buffer"
import { STAMP_BYTES, stamp } from "../lib/clock.js"
import { loadLibrary } from "../lib/library.js"
import { connectTo } from "../lib/raw-sockets.js"
import { runnerArguments } from "../lib/runner.js"

const { text, number } = runnerArguments()
const count = number("dealers")
const endpoint = text("endpoint")

async function gather(): Promise<void> {
  const { Dealer } = await loadLibrary(text("what"))
  const began = stamp(Buffer.alloc(STAMP_BYTES))
  const dealers = Array.from({ length: count }, () => new Dealer())
  for (const dealer of dealers) {
    dealer.connect(endpoint)
    await dealer.send(began)
  }
  // They stay until this process is ended.
  await Promise.all(dealers.map((dealer) => dealer.receive()))
}

async function gatherRaw(): Promise<void> {
  const began = stamp(Buffer.alloc(STAMP_BYTES))
  await Promise.all(
    Array.from({ length: count }, async () => (await connectTo(endpoint)).write(began)),
  )
}

if (text("what") === "raw") await gatherRaw()
else await gather()
