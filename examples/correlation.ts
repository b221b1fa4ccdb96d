/**
 * Many requests at once: a REQ waits for each reply, a DEALER does not, and a ROUTER need not answer in turn. So the client
 * gives each request an id, which the server sends back with the reply.
 *
 *     npx tsx examples/correlation.ts
 *
 * Prints:
 *
 *     asked for 3 things, none is answered yet
 *     lunch takes 1 ms: answered first
 *     dinner takes 40 ms: answered second
 *     supper takes 80 ms: answered third
 */
import { randomUUID } from "node:crypto"
import { setTimeout as delay } from "node:timers/promises"
import { Dealer, Router } from "purezmq"

const server = new Router()
await server.bind("tcp://127.0.0.1:*")

/** Begins with each request as it comes; the first part says who is to have the reply. */
async function serve(): Promise<void> {
  const cooking: Promise<void>[] = []
  for await (const [client, id, milliseconds] of server) {
    const cook = async () => {
      await delay(Number(milliseconds))
      await server.send([client, id, `takes ${String(milliseconds)} ms`])
    }
    cooking.push(cook())
    if (cooking.length === 3) break
  }
  await Promise.all(cooking)
}

/** A client that awaits each reply by the id of its request. */
class Client {
  readonly #dealer = new Dealer()
  readonly #waiting = new Map<string, (reply: string) => void>()

  constructor(endpoint: string) {
    this.#dealer.connect(endpoint)
  }

  async ask(question: string): Promise<string> {
    const id = randomUUID()
    const reply = new Promise<string>((resolve) => this.#waiting.set(id, resolve))
    await this.#dealer.send([id, question])
    return reply
  }

  /** Hands replies to those who wait for them, until it is closed. A reply that nobody waits for is dropped. */
  async listen(): Promise<void> {
    for await (const [id, reply] of this.#dealer) {
      this.#waiting.get(String(id))?.(String(reply))
      this.#waiting.delete(String(id))
    }
  }

  close(): void {
    this.#dealer.close()
  }
}

const client = new Client(server.lastEndpoint ?? "")
const listening = client.listen()
const places = ["first", "second", "third"]
const order = async (meal: string, milliseconds: number) => {
  const reply = await client.ask(String(milliseconds))
  console.log(`${meal} ${reply}: answered ${places.shift() ?? "last"}`)
}
const meals = [order("supper", 80), order("lunch", 1), order("dinner", 40)]
console.log("asked for 3 things, none is answered yet")

await serve()
await Promise.all(meals)
client.close()
server.close()
await listening
