/**
 * A PUB that publishes for ever under topics that take turns. Until the subscribers say go it does so slowly,
 * so that each may hear of its topic.
 */
import { setTimeout as sleep } from "node:timers/promises"
import { loadLibrary } from "../lib/library.js"
import { runnerArguments, sayReady, untilGo } from "../lib/runner.js"
import { topicBody } from "../lib/topics.js"

/** Between two rounds before all have heard. */
const PACE_MS = 20
/** Topics that are published under, of all there are; a prime apart, so that they lie anywhere among them. */
const MOST_BODIES = 1000
const STRIDE = 7919

const { text, number } = runnerArguments()
const topics = number("topics")
const { Publisher } = await loadLibrary(text("what"))
const publisher = new Publisher()
await publisher.bind(text("bind"))
sayReady(publisher.lastEndpoint)

const bodies = Array.from({ length: Math.min(topics, MOST_BODIES) }, (_, i) =>
  topicBody((i * STRIDE) % topics, number("size")),
)
const last = topicBody(topics - 1, number("size"))
const going = new AbortController()
void untilGo().then(() => {
  going.abort()
})
while (!going.signal.aborted) {
  for (const body of bodies) await publisher.send(body)
  await publisher.send(last)
  await sleep(PACE_MS)
}
for (;;) for (const body of bodies) await publisher.send(body)
