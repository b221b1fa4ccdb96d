/**
 * Notifications: what is published once reaches every subscriber that wants it. Subscribers do not know of each other: each
 * has prefixes of its own, reads at its own pace, and can leave without the others noticing.
 *
 *     npx tsx examples/notifications.ts
 *
 * Prints, each name in this order:
 *
 *     audit: order.created 17
 *     audit: user.joined ada
 *     audit: order.paid 17
 *     audit: order.created 18
 *     mail: order.created 17
 *     mail: order.paid 17
 *     mail: order.created 18
 *     billing: order.paid 17
 *     billing: leaves
 */
import { Subscriber, XPublisher } from "purezmq"

// As a PUB, but it can receive who subscribes: what is published before that is for nobody.
const publisher = new XPublisher()
await publisher.bind("tcp://127.0.0.1:*")

function subscribe(prefix: string): Subscriber {
  const subscriber = new Subscriber()
  subscriber.connect(publisher.lastEndpoint ?? "")
  subscriber.subscribe(prefix)
  return subscriber
}

async function listen(name: string, subscriber: Subscriber, count: number): Promise<void> {
  for (let i = 0; i < count; i++) {
    const [topic, text] = await subscriber.receive()
    console.log(`${name}: ${String(topic)} ${String(text)}`)
  }
}

const audit = subscribe("") // everything
const mail = subscribe("order.")
const billing = subscribe("order.paid")
for (let i = 0; i < 3; i++) await publisher.receive() // each a byte 1, and a prefix

const listening = [listen("audit", audit, 4), listen("mail", mail, 3)]
await publisher.send(["order.created", "17"])
await publisher.send(["user.joined", "ada"])
await publisher.send(["order.paid", "17"])

await listen("billing", billing, 1) // the others may be far ahead; what this one has not read waits for it
console.log("billing: leaves")
billing.close()
await publisher.receive() // a byte 0, and the prefix that nobody wants any more
await publisher.send(["order.created", "18"])

await Promise.all(listening)
for (const socket of [audit, mail, publisher]) socket.close()
