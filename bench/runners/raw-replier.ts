/** Sends every byte back over node:net. */
import { acceptOne } from "../lib/raw-sockets.js"
import { runnerArguments } from "../lib/runner.js"

const { text } = runnerArguments()
const socket = await acceptOne(text("bind"))
socket.on("data", (chunk) => socket.write(chunk))
