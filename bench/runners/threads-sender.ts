/** The other thread of `threads-receiver`: sends messages over PUSH for ever. */
import { Buffer } from "node:buffer"
import { workerData } from "node:worker_threads"
import { loadLibrary } from "../lib/library.js"

const { what, size } = workerData as { what: string; size: number }
const { Push } = await loadLibrary(what)
const push = new Push()
push.connect("inproc://threads")
const body = Buffer.alloc(size, "x")
for (;;) await push.send(body)
