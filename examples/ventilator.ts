/**
 * Ventilator, workers, sink: the ventilator PUSHes tasks, each goes to one worker, and the sink PULLs all results. More
 * workers can be started at any time; none of the others has to be told.
 *
 *     npx tsx examples/ventilator.ts
 *
 * Prints, each name in this order:
 *
 *     sink: waiting for results
 *     ventilator: waiting for two workers
 *     first: ready
 *     second: ready
 *     ventilator: 12 tasks are on their way
 *     sink: 6 results of first
 *     sink: 6 results of second
 *     sink: the sum of all squares is 650
 */
import { Pull, Push } from "purezmq"
import { play } from "./lib/play.js"

const TASKS = 12

async function ventilator(tasks: string): Promise<void> {
  const sender = new Push()
  await sender.bind(tasks)
  console.log("waiting for two workers")
  // The first to connect would get all the tasks until the second is there.
  while (sender.peers.length < 2) await sender.events.receive()
  for (let i = 1; i <= TASKS; i++) await sender.send(String(i))
  console.log(`${TASKS} tasks are on their way`)
  sender.close() // what is not sent yet is sent all the same
}

async function worker(name: string, tasks: string, results: string): Promise<void> {
  const receiver = new Pull()
  const sender = new Push()
  receiver.connect(tasks)
  sender.connect(results)
  console.log("ready")
  for await (const [task] of receiver) await sender.send([name, String(Number(task) ** 2)])
}

async function sink(_tasks: string, results: string): Promise<void> {
  const receiver = new Pull()
  await receiver.bind(results)
  console.log("waiting for results")
  const counts = { first: 0, second: 0 }
  let sum = 0
  for (let i = 0; i < TASKS; i++) {
    const [worker, square] = await receiver.receive()
    counts[String(worker) as keyof typeof counts] += 1
    sum += Number(square)
  }
  for (const [worker, count] of Object.entries(counts)) console.log(`${count} results of ${worker}`)
  console.log(`the sum of all squares is ${sum}`)
  receiver.close()
}

const first = (tasks: string, results: string) => worker("first", tasks, results)
const second = (tasks: string, results: string) => worker("second", tasks, results)

await play({ sink, ventilator, first, second }, { until: ["sink"] })
