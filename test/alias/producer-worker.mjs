// PUSH and PULL: a producer and two workers; every task is done once.
import assert from "node:assert/strict"
import * as zmq from "zeromq"

const TASKS = 100

const producer = new zmq.Push()
await producer.bind(process.env.ENDPOINT ?? "tcp://127.0.0.1:*")

const done = []
const workers = [new zmq.Pull(), new zmq.Pull()]
const working = workers.map(async (worker) => {
  worker.connect(producer.lastEndpoint)
  for await (const [task] of worker) {
    done.push(Number(task.toString()))
    if (done.length === TASKS) for (const each of workers) each.close()
  }
})

for (let i = 0; i < TASKS; i++) await producer.send(`${i}`)
await Promise.all(working)
producer.close()

done.sort((a, b) => a - b)
assert.deepEqual(
  done,
  Array.from({ length: TASKS }, (_, i) => i),
)
console.log(`producer and workers: ${done.length} tasks done`)
