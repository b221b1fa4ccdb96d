/** Sends every byte back over node:net. */
import { acceptOne } from "../lib/raw-sockets.js"
import { runnerArguments } from "../lib/runner.js"

runnerArguments()
const socket = await acceptOne()
socket.on("data", (chunk) => socket.write(chunk))
