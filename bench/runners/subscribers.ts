/** Measures how many messages many SUBs receive in all. Each has one topic; they take turns when there are fewer. */
import { loadLibrary } from "../lib/library.js"
import { Meter } from "../lib/meter.js"
import { runnerArguments, sayGo, sayResult } from "../lib/runner.js"
import { topic } from "../lib/topics.js"

const LOOK_EVERY = 64

const { text, number } = runnerArguments()
const count = number("subscribers")
const topics = number("topics")
const { Subscriber } = await loadLibrary(text("what"))
const meter = new Meter(number("seconds"), LOOK_EVERY)
let heard = 0
let over = false

async function receiveAll(index: number): Promise<void> {
  const subscriber = new Subscriber()
  subscriber.connect(text("endpoint"))
  subscriber.subscribe(topic(index % topics))
  await subscriber.receive()
  heard += 1
  if (heard === count) sayGo()
  for await (const [part] of subscriber) {
    if (over) return
    if (part.length !== number("size")) throw new Error(`${String(part.length)} bytes`)
    if (heard < count || !meter.count()) continue
    over = true
    sayResult(meter.reading)
  }
}

await Promise.all(Array.from({ length: count }, (_, index) => receiveAll(index)))
