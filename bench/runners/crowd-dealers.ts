/** Very many DEALERs: each says hello, waits for an answer, and then sends for ever, or sends and waits. */
import { Buffer } from "node:buffer"
import { loadLibrary } from "../lib/library.js"
import { runnerArguments } from "../lib/runner.js"

const { text, number } = runnerArguments()
const echoes = text("way") === "echo"
const { Dealer } = await loadLibrary(text("what"))
const body = Buffer.alloc(number("size"), "x")

async function run(): Promise<never> {
  const dealer = new Dealer()
  dealer.connect(text("endpoint"))
  await dealer.send("hello")
  await dealer.receive()
  for (;;) {
    await dealer.send(body)
    if (echoes) await dealer.receive()
  }
}

await Promise.all(Array.from({ length: number("dealers") }, run))
