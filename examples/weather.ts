/**
 * Weather updates: a PUB server publishes, SUB clients receive what begins with their prefix, here of a zip code. The
 * server filters, so that the rest does not travel. Whoever subscribes late has missed what was before: nothing is kept.
 *
 *     npx tsx examples/weather.ts
 *
 * Prints, each name in this order:
 *
 *     server: publishing
 *     newYork: subscribed to 10001
 *     newYork: average temperature of 4 updates: 21.5
 *     california: subscribed to 9
 *     california: average temperature of 4 updates: 23
 */
import { setTimeout as delay } from "node:timers/promises"
import { Publisher, Subscriber } from "purezmq"
import { play } from "./lib/play.js"

/** Zip code and temperature, as they are measured again and again. */
const WEATHER = [
  ["10001", "21"],
  ["90210", "30"],
  ["60601", "12"],
  ["10001", "22"],
  ["94103", "16"],
]

async function server(endpoint: string): Promise<void> {
  const publisher = new Publisher()
  await publisher.bind(endpoint)
  console.log("publishing")
  for (;;) {
    for (const update of WEATHER) await publisher.send(update)
    await delay(20)
  }
}

async function client(endpoint: string, prefix: string): Promise<void> {
  const subscriber = new Subscriber()
  subscriber.connect(endpoint)
  subscriber.subscribe(prefix) // "" subscribes to everything
  console.log(`subscribed to ${prefix}`)
  let sum = 0
  for (let i = 0; i < 4; i++) {
    const [, temperature] = await subscriber.receive()
    sum += Number(temperature)
  }
  console.log(`average temperature of 4 updates: ${sum / 4}`)
  subscriber.close()
}

const newYork = (endpoint: string) => client(endpoint, "10001")
const california = (endpoint: string) => client(endpoint, "9")

await play({ server, newYork, california }, { until: ["newYork", "california"] })
