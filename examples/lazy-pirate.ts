/**
 * Lazy pirate: request-reply that outlives its server. The client waits for a reply only so long; then it throws its REQ
 * away, which would wait for ever, and asks again with a new one; after three tries it gives up. What it asks for may
 * so be done twice: where that matters, give requests an id and have the server remember.
 *
 *     npx tsx examples/lazy-pirate.ts
 *
 * Prints:
 *
 *     client: reply to 1
 *     server: takes 2, and crashes
 *     server: is back
 *     client: no reply to 2
 *     client: reply to 2
 *     server: is gone for good
 *     client: no reply to 3
 *     client: no reply to 3
 *     client: no reply to 3
 *     client: gives up
 */
import { Reply, Request } from "purezmq"

const TIMEOUT_MS = 700
const TRIES = 3

/** A client that is not easily discouraged. */
class LazyPirate {
  #requester: Request

  constructor(readonly endpoint: string) {
    this.#requester = this.#connected()
  }

  async ask(request: string): Promise<void> {
    for (let i = 0; i < TRIES; i++) {
      try {
        await this.#requester.send(request)
        const [reply] = await this.#requester.receive({ timeout: TIMEOUT_MS })
        console.log(`client: ${String(reply)}`)
        return
      } catch (error) {
        if (!(error instanceof Error && "code" in error && error.code === "EAGAIN")) throw error
      }
      console.log(`client: no reply to ${request}`)
      this.#requester.close() // it has asked, and can do nothing but wait
      this.#requester = this.#connected()
    }
    console.log("client: gives up")
  }

  close(): void {
    this.#requester.close()
  }

  #connected(): Request {
    const requester = new Request({ linger: 0 }) // what is not sent when it is closed is not sent at all
    requester.connect(this.endpoint)
    return requester
  }
}

/** Answers, until it is asked the fatal request. */
async function serve(responder: Reply, fatal?: string): Promise<void> {
  for await (const [request] of responder) {
    if (String(request) === fatal) {
      console.log(`server: takes ${fatal}, and crashes`)
      responder.close()
    } else {
      await responder.send(`reply to ${String(request)}`)
    }
  }
}

const first = new Reply()
await first.bind("tcp://127.0.0.1:*")
const endpoint = first.lastEndpoint ?? ""
const firstLife = serve(first, "2")

const client = new LazyPirate(endpoint)
await client.ask("1")
const asking = client.ask("2")
await firstLife

const second = new Reply()
await second.bind(endpoint)
console.log("server: is back")
const secondLife = serve(second)
await asking
second.close()
await secondLife
console.log("server: is gone for good")
await client.ask("3")
client.close()
