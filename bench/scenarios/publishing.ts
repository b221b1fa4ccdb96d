/** PUB with many subscribers, and with a subscriber of many topics. */
import { freshEndpoint, script } from "../lib/commands.js"
import { atLeast, countName, rate, rowKey, type Case, type Scenario } from "../lib/scenario.js"

const SIZE = 64
const SUBSCRIBERS = [1, 10, 100, 1000]
const TOPICS = [1, 1000, 1_000_000]
/** The share of our own rate that must be left when there is much more of something. */
const LEAST_LEFT = 0.5
const SETUP_MS = 90_000

export const fanOut: Scenario = {
  name: "fan-out",
  title: `PUB to many SUBs in one other process over tcp, ${String(SIZE)} B, deliveries to all of them`,
  axis: "subscribers",
  peers: ["ours", "native"],
  cases: () => [
    ...SUBSCRIBERS.map((count) => fanOutCase(count, "all match", 1)),
    ...SUBSCRIBERS.map((count) => fanOutCase(count, "1 % match", 100)),
  ],
}

export const subscriptions: Scenario = {
  name: "subscriptions",
  title: `PUB to one subscriber with many topics over tcp, ${String(SIZE)} B, one topic matches`,
  axis: "subscriptions",
  peers: ["ours", "native"],
  cases: () => TOPICS.map(subscriptionsCase),
}

function fanOutCase(subscribers: number, way: string, topics: number): Case {
  const label = (count: number): string => `${countName(count)}, ${way}`
  const isNamed = subscribers === 100 && topics === 1
  const growth = atLeast(LEAST_LEFT, { row: rowKey("fan-out", label(100)) })
  return {
    quick: subscribers === 1 || subscribers === 100,
    limitMs: SETUP_MS,
    figures: [
      {
        label: label(subscribers),
        unit: "deliveries/s",
        curve: { name: way, x: subscribers },
        targets: isNamed ? [atLeast(5, "native")] : subscribers === 1000 ? [growth] : [],
        of: rate,
      },
    ],
    processes(peer, seconds) {
      const given = { what: peer, size: SIZE, topics }
      return {
        listens: script("publisher", { ...given, bind: freshEndpoint("tcp") }),
        connects: [script("subscribers", { ...given, subscribers, seconds })],
      }
    },
  }
}

function subscriptionsCase(topics: number): Case {
  const growth = atLeast(LEAST_LEFT, { row: rowKey("subscriptions", countName(TOPICS[0])) })
  return {
    quick: topics < 1_000_000,
    limitMs: SETUP_MS,
    figures: [
      {
        label: countName(topics),
        unit: "msg/s",
        curve: { name: "", x: topics },
        targets: topics > 1 ? [growth] : [],
        of: rate,
      },
    ],
    processes(peer, seconds) {
      const given = { what: peer, size: SIZE, topics }
      return {
        listens: script("publisher", { ...given, bind: freshEndpoint("tcp") }),
        connects: [script("many-topics", { ...given, seconds })],
      }
    },
  }
}
