/** Measures PUSH to PULL between two threads of one process: the PULL is here, the PUSH in a worker thread. */
import { Worker } from "node:worker_threads"
import { loadLibrary } from "../lib/library.js"
import { messagesALook, Meter } from "../lib/meter.js"
import { runnerArguments, sayResult, sayUnavailable } from "../lib/runner.js"

/** A library whose threads do not meet within this time is one whose threads do not meet. */
const PATIENCE_MS = 8000
/** Node 20 knows of TypeScript in a worker thread only by this. */
const START = `
  const { file } = require("node:worker_threads").workerData
  import("tsx/esm/api").then(({ tsImport }) => tsImport(file, file))
`

const { text, number } = runnerArguments()
const what = text("what")
const size = number("size")
const { Pull } = await loadLibrary(what)
const pull = new Pull()
await pull.bind("inproc://threads")
const file = new URL("threads-sender.ts", import.meta.url).href
new Worker(START, { eval: true, workerData: { file, what, size } })

const impatience = setTimeout(() => {
  sayUnavailable("its inproc does not reach other threads")
}, PATIENCE_MS)
const meter = new Meter(number("seconds"), messagesALook(size))
for await (const [part] of pull) {
  clearTimeout(impatience)
  if (part.length !== size) throw new Error(`a message of ${String(part.length)} bytes`)
  if (meter.count()) break
}
sayResult(meter.reading)
