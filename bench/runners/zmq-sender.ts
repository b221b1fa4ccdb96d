/** Sends messages over PUSH for ever. */
import { Buffer } from "node:buffer"
import { secureClient } from "../lib/curve.js"
import { loadLibrary } from "../lib/library.js"
import { runnerArguments } from "../lib/runner.js"

const { text, number, optional } = runnerArguments()
const parts = number("parts")
const library = await loadLibrary(text("what"))
const push = new library.Push()
if (optional("serverPublic") !== "") {
  const server = text("serverPublic")
  secureClient(library, push, { server, own: text("clientPublic"), secret: text("clientSecret") })
}
push.connect(text("endpoint"))
const body = Buffer.alloc(number("size"), "x")
if (parts === 1) for (;;) await push.send(body)
const message = new Array<Buffer>(parts).fill(body)
for (;;) await push.send(message)
