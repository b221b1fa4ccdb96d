/**
 * A broker: clients (REQ) and services (REP) know one address each, not each other. Requests come in at a ROUTER and go
 * out, in turn, through a DEALER; replies find their way back. N clients and M services need N + M connections, where
 * they would need N x M without it.
 *
 *     npx tsx examples/broker.ts
 *
 * Prints, in any order:
 *
 *     4 clients and 3 services: 7 connections, not 12
 *     client 1: 10 squared is 100
 *     client 2: 20 squared is 400
 *     client 3: 30 squared is 900
 *     client 4: 40 squared is 1600
 *     client 1: 11 squared is 121
 *     client 2: 21 squared is 441
 *     client 3: 31 squared is 961
 *     client 4: 41 squared is 1681
 */
import { Dealer, Proxy, Reply, Request, Router } from "purezmq"

const CLIENTS = 4
const SERVICES = 3

const frontend = new Router()
const backend = new Dealer()
await frontend.bind("tcp://127.0.0.1:*")
await backend.bind("tcp://127.0.0.1:*")
const clientsConnectTo = frontend.lastEndpoint ?? ""
const servicesConnectTo = backend.lastEndpoint ?? ""
const broker = new Proxy(frontend, backend)
const running = broker.run()

async function serve(responder: Reply): Promise<void> {
  for await (const [request] of responder) await responder.send(String(Number(request) ** 2))
}

async function ask(requester: Request, client: number): Promise<void> {
  for (const number of [client * 10, client * 10 + 1]) {
    await requester.send(String(number))
    const [reply] = await requester.receive()
    console.log(`client ${client}: ${number} squared is ${String(reply)}`)
  }
}

const services = Array.from({ length: SERVICES }, () => new Reply())
for (const service of services) service.connect(servicesConnectTo)
const serving = services.map(serve)

const clients = Array.from({ length: CLIENTS }, () => new Request())
for (const client of clients) client.connect(clientsConnectTo)
while (frontend.peers.length < CLIENTS) await frontend.events.receive()
while (backend.peers.length < SERVICES) await backend.events.receive()
const connections = frontend.peers.length + backend.peers.length
console.log(
  `${CLIENTS} clients and ${SERVICES} services: ${connections} connections, not ${CLIENTS * SERVICES}`,
)

await Promise.all(clients.map((client, i) => ask(client, i + 1)))
for (const socket of [...clients, ...services]) socket.close()
await Promise.all(serving)
broker.terminate()
await running
