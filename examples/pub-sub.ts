/**
 * News for those who want it: a subscriber receives what begins with its prefixes.
 */
import { Subscriber, XPublisher } from "../src/index.js" // in your program: from "purezmq"

// As a Publisher, but it can be told when somebody subscribes: what is published before that is for nobody.
const publisher = new XPublisher()
await publisher.bind("tcp://127.0.0.1:*")

const subscriber = new Subscriber()
subscriber.connect(publisher.lastEndpoint ?? "")
subscriber.subscribe("weather")
const [subscription] = await publisher.receive()
console.log(`somebody wants "${subscription.toString("utf8", 1)}"`)

for (const [topic, text] of [
  ["weather.paris", "sunny"],
  ["sports", "1:0"],
  ["weather.london", "guess"],
]) {
  await publisher.send([topic, text])
}

for (let i = 0; i < 2; i++) {
  const [topic, text] = await subscriber.receive()
  console.log(`${String(topic)}: ${String(text)}`)
}

publisher.close()
subscriber.close()
