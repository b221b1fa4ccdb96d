/**
 * Which peers subscribed to which topics, on the publisher's side. A peer is in a topic once, however often it
 * subscribes: libzmq counts on the subscriber's side only.
 * Knows pipes and topics. Does not know messages.
 */
import type { Buffer } from "node:buffer"
import type { Pipe } from "../pipe.js"
import { topicOf, TopicTree, type TopicNode } from "./topic-tree.js"

/** The peers of one topic. */
type Holders = Pipe[]
/** The topics of one peer, each with the peer's place among its holders. */
type Places = Map<TopicNode<Holders>, number>

/** What taking a subscription back has left. */
export type Removal = "unknown" | "others hold it" | "last"

/** The subscriptions of all peers. */
export class Subscriptions {
  readonly #tree = new TopicTree<Holders>()
  readonly #topicsOf = new Map<Pipe, Places>()
  readonly #found: Holders[] = []
  #mark = 0

  /** Distinct topics. */
  get topics(): number {
    return this.#tree.size
  }

  /** Adds a peer to a topic; true when it is the topic's first. */
  add(pipe: Pipe, topic: Buffer): boolean {
    let node = this.#tree.find(topic)
    const isFirst = node === null
    node ??= this.#tree.add(topic, [])
    const places = this.#topicsOf.get(pipe) ?? this.#firstTopicOf(pipe)
    if (node.value !== null && !places.has(node)) {
      places.set(node, node.value.length)
      node.value.push(pipe)
    }
    return isFirst
  }

  /** Takes a peer out of a topic. */
  remove(pipe: Pipe, topic: Buffer): Removal {
    const node = this.#tree.find(topic)
    const places = this.#topicsOf.get(pipe)
    if (node === null) return "unknown"
    if (!places?.has(node)) return "others hold it"
    const removal = this.#takeOut(node, places)
    if (places.size === 0) this.#topicsOf.delete(pipe)
    return removal
  }

  /** Takes a peer out of all its topics; `removed` hears of each. */
  removeAll(pipe: Pipe, removed: (topic: Buffer, removal: Removal) => void): void {
    const places = this.#topicsOf.get(pipe)
    if (places === undefined) return
    this.#topicsOf.delete(pipe)
    for (const node of places.keys()) {
      const topic = topicOf(node)
      removed(topic, this.#takeOut(node, places))
    }
  }

  /** Puts each peer with a topic that `text` begins with into `pipes`, once; answers how many. */
  collect(text: Buffer, pipes: Pipe[]): number {
    // hot
    const mark = ++this.#mark
    const found = this.#found
    const topics = this.#tree.collect(text, found)
    let count = 0
    for (let t = 0; t < topics; t++) {
      const holders = found[t]
      for (let h = 0; h < holders.length; h++) {
        const pipe = holders[h]
        if (pipe.mark === mark) continue
        pipe.mark = mark
        pipes[count++] = pipe
      }
    }
    return count
  }

  /** Whether the last `collect` chose this pipe. */
  wasChosen(pipe: Pipe): boolean {
    return pipe.mark === this.#mark
  }

  #firstTopicOf(pipe: Pipe): Places {
    const places: Places = new Map()
    this.#topicsOf.set(pipe, places)
    return places
  }

  #takeOut(node: TopicNode<Holders>, places: Places): Removal {
    const holders = node.value ?? []
    const at = places.get(node) ?? 0
    const last = holders.pop()
    if (last !== undefined && at < holders.length) {
      holders[at] = last
      this.#topicsOf.get(last)?.set(node, at)
    }
    places.delete(node)
    if (holders.length > 0) return "others hold it"
    this.#tree.remove(node)
    return "last"
  }
}
