/**
 * Work for several: each task goes to the next worker that has room.
 */
import { Pull, Push } from "../src/index.js" // in your program: from "purezmq"

async function work(name: string, pull: Pull): Promise<void> {
  for await (const [task] of pull) {
    if (String(task) === "stop") break
    console.log(`${name}: ${String(task)}`)
  }
  pull.close()
}

const workers = [new Pull(), new Pull()]
const push = new Push()
for (const worker of workers) {
  await worker.bind("tcp://127.0.0.1:*")
  push.connect(worker.lastEndpoint ?? "")
}
const working = [work("Ada", workers[0]), work("Grace", workers[1])]

// What is sent to a worker whose connection is not up yet waits for it.
for (let i = 1; i <= 6; i++) await push.send(`task ${i}`)
await push.send("stop")
await push.send("stop")
await Promise.all(working)
push.close()
