/**
 * Many clients, many workers, one address for each: the broker passes requests on, and replies back.
 */
import { Dealer, Proxy, Reply, Request, Router } from "../src/index.js" // in your program: from "purezmq"

const broker = new Proxy(new Router(), new Dealer())
await broker.frontEnd.bind("tcp://127.0.0.1:*")
await broker.backEnd.bind("tcp://127.0.0.1:*")
const clientsGoTo = broker.frontEnd.lastEndpoint ?? ""
const workersGoTo = broker.backEnd.lastEndpoint ?? ""
const running = broker.run()

async function work(name: string, worker: Reply): Promise<void> {
  worker.connect(workersGoTo)
  for await (const [question] of worker) await worker.send(`${name} did "${String(question)}"`)
}

async function ask(client: string): Promise<void> {
  const request = new Request()
  request.connect(clientsGoTo)
  for (const task of ["this", "that"]) {
    await request.send(`${task} for ${client}`)
    console.log(String(await request.receive()))
  }
  request.close()
}

const workers = [new Reply(), new Reply()]
const working = [work("Ada", workers[0]), work("Grace", workers[1])]
await Promise.all(["client 1", "client 2", "client 3"].map(ask))

for (const worker of workers) worker.close()
await Promise.all(working)
broker.terminate()
await running
