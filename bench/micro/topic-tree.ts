/** Topics that match a message: the cost must not follow the number of subscriptions. */
import { Buffer } from "node:buffer"
import { TopicTree } from "../../src/patterns/topic-tree.js"
import type { Making, Micro } from "./harness.js"

const LOOKUPS = 1000

function topic(index: number): Buffer {
  return Buffer.from(`market.${String(index % 97)}.symbol-${String(index)}.`)
}

function treeOf(subscriptions: number): TopicTree<number> {
  const tree = new TopicTree<number>()
  for (let i = 0; i < subscriptions; i++) tree.add(topic(i), i)
  return tree
}

function messages(subscriptions: number): Buffer[] {
  // A stride that is prime to the counts spreads the look-ups over the tree.
  return Array.from({ length: LOOKUPS }, (_, i) =>
    Buffer.concat([topic((i * 7919) % subscriptions), Buffer.from("trade")]),
  )
}

function collecting(subscriptions: number): Micro {
  const tree = treeOf(subscriptions)
  const texts = messages(subscriptions)
  const found: number[] = []
  return {
    name: `collect, ${subscriptions.toLocaleString("en-US")} subscriptions`,
    operations: LOOKUPS,
    run() {
      let count = 0
      for (const text of texts) count += tree.collect(text, found)
      if (count !== LOOKUPS) throw new Error("matches are missing")
      return count
    },
  }
}

function missing(subscriptions: number): Micro {
  const tree = treeOf(subscriptions)
  const text = Buffer.from("market.none")
  return {
    name: `no match, ${subscriptions.toLocaleString("en-US")} subscriptions`,
    operations: LOOKUPS,
    run() {
      let count = 0
      for (let i = 0; i < LOOKUPS; i++) if (tree.matches(text)) count += 1
      return count
    },
  }
}

function changing(subscriptions: number): Micro {
  const tree = treeOf(subscriptions)
  const topics = Array.from({ length: LOOKUPS }, (_, i) => topic(subscriptions + i))
  return {
    name: `add and remove, ${subscriptions.toLocaleString("en-US")} subscriptions`,
    operations: LOOKUPS,
    run() {
      for (const text of topics) tree.remove(tree.add(text, 0))
      return tree.size
    },
  }
}

export const topicTree: readonly Making[] = [
  () => collecting(1),
  () => collecting(10),
  () => collecting(1000),
  () => collecting(100_000),
  () => collecting(1_000_000),
  () => missing(1),
  () => missing(1000),
  () => missing(1_000_000),
  () => changing(1),
  () => changing(1000),
  () => changing(1_000_000),
]
