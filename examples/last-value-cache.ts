/**
 * Last value cache: a proxy between publishers and subscribers that keeps the last message of each topic, and sends it
 * again when somebody subscribes: whoever comes late need not wait for the next one. Those who have it get it once more.
 *
 *     npx tsx examples/last-value-cache.ts
 *
 * Prints, each name in this order:
 *
 *     early: tea costs 3
 *     early: tea costs 4
 *     early: tea costs 4
 *     early: tea costs 5
 *     late: tea costs 4
 *     late: tea costs 5
 */
import { Subscriber, XPublisher, XSubscriber } from "purezmq"

/** Publishers connect to its XSUB, subscribers to its XPUB. */
class LastValueCache {
  readonly frontend = new XSubscriber()
  readonly backend = new XPublisher({ verbosity: "allSubs" })
  readonly #last = new Map<string, Buffer[]>()

  async run(): Promise<void> {
    await this.frontend.send("\x01") // subscribes to everything
    await Promise.all([this.#publish(), this.#welcome()])
  }

  close(): void {
    this.frontend.close()
    this.backend.close()
  }

  async #publish(): Promise<void> {
    for await (const message of this.frontend) {
      this.#last.set(String(message[0]), message)
      await this.backend.send(message)
    }
  }

  /** A subscription is a byte 1 and a prefix; a byte 0 takes it back. */
  async #welcome(): Promise<void> {
    for await (const [subscription] of this.backend) {
      if (subscription[0] === 0) continue
      const prefix = subscription.toString("utf8", 1)
      for (const [topic, message] of this.#last) {
        if (topic.startsWith(prefix)) await this.backend.send(message)
      }
    }
  }
}

const cache = new LastValueCache()
await cache.frontend.bind("tcp://127.0.0.1:*")
await cache.backend.bind("tcp://127.0.0.1:*")
const running = cache.run()

function subscribe(): Subscriber {
  const subscriber = new Subscriber()
  subscriber.connect(cache.backend.lastEndpoint ?? "")
  subscriber.subscribe("tea")
  return subscriber
}

async function hear(name: string, subscriber: Subscriber): Promise<void> {
  const [topic, price] = await subscriber.receive()
  console.log(`${name}: ${String(topic)} costs ${String(price)}`)
}

// An XPUB can wait for the cache's subscription before it says anything.
const publisher = new XPublisher()
publisher.connect(cache.frontend.lastEndpoint ?? "")
await publisher.receive()

await publisher.send(["tea", "3"]) // kept, whoever is there
const early = subscribe()
await hear("early", early)
await publisher.send(["tea", "4"])
await hear("early", early)

const late = subscribe()
await hear("late", late) // what has been said before it came
await hear("early", early)
await publisher.send(["tea", "5"])
await hear("late", late)
await hear("early", early)

for (const socket of [publisher, early, late, cache]) socket.close()
await running
