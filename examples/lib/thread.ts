/** Starts a program in a thread: what `new Worker(file)` is in JavaScript. Knows nothing of ZeroMQ. */
import { Worker } from "node:worker_threads"

/** Node knows of TypeScript, and of where "purezmq" is in this repository, only by tsx, in each thread anew. */
const START = `
  const { file } = require("node:worker_threads").workerData
  import("tsx/esm/api").then((tsx) => { tsx.register(); return import(file) })
`

export function startThread(file: string): Worker {
  return new Worker(START, { eval: true, workerData: { file } })
}
