/**
 * Measures how many messages one subscriber with very many topics receives. It is an XSUB: npm zeromq's SUB drops
 * subscriptions past a mark that only an XSUB can lift.
 */
import { Buffer } from "node:buffer"
import { loadLibrary } from "../lib/library.js"
import { messagesALook, Meter } from "../lib/meter.js"
import { runnerArguments, sayGo, sayResult } from "../lib/runner.js"
import { topic } from "../lib/topics.js"

const SUBSCRIBE = "\x01"

const { text, number } = runnerArguments()
const size = number("size")
const topics = number("topics")
const { XSubscriber } = await loadLibrary(text("what"))
const subscriber = new XSubscriber()
subscriber.sendHighWaterMark = 0
subscriber.connect(text("endpoint"))
for (let i = 0; i < topics; i++) await subscriber.send(SUBSCRIBE + topic(i))

const last = Buffer.from(topic(topics - 1))
const meter = new Meter(number("seconds"), messagesALook(size))
let heard = false
for await (const [part] of subscriber) {
  if (!heard) {
    // Subscriptions take effect in their order: when the last one has, all have.
    heard = part.subarray(0, last.length).equals(last)
    if (heard) sayGo()
  } else if (meter.count()) break
}
sayResult(meter.reading)
