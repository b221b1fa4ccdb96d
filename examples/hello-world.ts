/**
 * Hello World: a REQ client asks, a REP server answers. The client is first: its request waits until there is a
 * server. A server serves any number of clients, one request after the other.
 *
 *     npx tsx examples/hello-world.ts
 *
 * Prints, each name in this order:
 *
 *     client: sending Hello 1
 *     server: received Hello 1
 *     client: received World 1
 *     client: sending Hello 2
 *     server: received Hello 2
 *     client: received World 2
 */
import { Reply, Request } from "purezmq"
import { play } from "./lib/play.js"

async function client(endpoint: string): Promise<void> {
  const requester = new Request()
  requester.connect(endpoint)
  for (const number of [1, 2]) {
    console.log(`sending Hello ${number}`)
    await requester.send(`Hello ${number}`)
    const [reply] = await requester.receive()
    console.log(`received ${String(reply)}`)
  }
  requester.close()
}

async function server(endpoint: string): Promise<void> {
  const responder = new Reply()
  await responder.bind(endpoint)
  for await (const [request] of responder) {
    console.log(`received ${String(request)}`)
    await responder.send(String(request).replace("Hello", "World"))
  }
}

await play({ client, server }, { until: ["client"] })
