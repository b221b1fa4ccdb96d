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
/** The topics of one peer. */
interface Held {
  /** Each with the peer's place among its holders. */
  readonly places: Map<TopicNode<Holders>, number>
  /** What they count for. */
  weight: number
}

/** A topic of so many bytes more counts for one more. */
const BYTES_A_UNIT = 1024

/** What taking a subscription back has left. */
export type Removal = "unknown" | "others hold it" | "last"

/** Hears of each topic that a peer is taken out of. */
export type Removed = (topic: Buffer, removal: Removal, pipe: Pipe) => void

/** No search chooses a pipe with this mark. */
const GONE = Infinity

/** The subscriptions of all peers. */
export class Subscriptions {
  readonly #tree = new TopicTree<Holders>()
  readonly #topicsOf = new Map<Pipe, Held>()
  /** Gone, but not yet out of all their topics. */
  readonly #leaving: Pipe[] = []
  readonly #found: Holders[] = []
  #mark = 0

  /** Distinct topics. */
  get topics(): number {
    return this.#tree.size
  }

  /** Whether a peer may subscribe to this topic, too, with at most so many subscriptions; 0: any number. */
  hasRoomFor(pipe: Pipe, topic: Buffer, most: number): boolean {
    const held = this.#topicsOf.get(pipe)
    if (most === 0 || (held?.weight ?? 0) + weightOf(topic) <= most) return true
    // Once more what it has already costs nothing.
    const node = this.#tree.find(topic)
    return node !== null && (held?.places.has(node) ?? false)
  }

  /** Adds a peer to a topic; true when it is the topic's first. */
  add(pipe: Pipe, topic: Buffer): boolean {
    let node = this.#tree.find(topic)
    const isFirst = node === null
    node ??= this.#tree.add(topic, [])
    const held = this.#topicsOf.get(pipe) ?? this.#firstTopicOf(pipe)
    if (node.value !== null && !held.places.has(node)) {
      held.places.set(node, node.value.length)
      held.weight += weightOf(topic)
      node.value.push(pipe)
    }
    return isFirst
  }

  /** Takes a peer out of a topic. */
  remove(pipe: Pipe, topic: Buffer): Removal {
    const node = this.#tree.find(topic)
    const held = this.#topicsOf.get(pipe)
    if (node === null) return "unknown"
    if (!held?.places.has(node)) return "others hold it"
    const removal = this.#takeOut(node, held)
    held.weight -= weightOf(topic)
    if (held.places.size === 0) this.#topicsOf.delete(pipe)
    return removal
  }

  /** Takes a peer out of all its topics; `removed`, if it is there, hears of each. */
  removeAll(pipe: Pipe, removed: Removed | null): void {
    this.#takeOutOfMost(pipe, Infinity, removed)
  }

  /**
   * A peer is gone for good: from now on it is not found. It may have had a million topics, which take seconds to
   * forget: `sweep` does so little by little, and until then they count.
   */
  leave(pipe: Pipe): void {
    pipe.mark = GONE
    if (this.#topicsOf.has(pipe)) this.#leaving.push(pipe)
  }

  /** Takes those that have left out of so many topics; `removed`, if it is there, hears of each. True when none is left. */
  sweep(most: number, removed: Removed | null): boolean {
    while (this.#leaving.length > 0) {
      most = this.#takeOutOfMost(this.#leaving[0], most, removed)
      if (this.#topicsOf.has(this.#leaving[0])) return false
      this.#leaving.shift()
    }
    return true
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
        if (pipe.mark >= mark) continue
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

  #firstTopicOf(pipe: Pipe): Held {
    const held: Held = { places: new Map(), weight: 0 }
    this.#topicsOf.set(pipe, held)
    return held
  }

  /** Takes a peer out of so many topics; answers how many more it could have been. */
  #takeOutOfMost(pipe: Pipe, most: number, removed: Removed | null): number {
    const held = this.#topicsOf.get(pipe)
    if (held === undefined) return most
    for (const node of held.places.keys()) {
      if (most === 0) return 0
      most -= 1
      if (removed === null) this.#takeOut(node, held)
      else {
        const topic = topicOf(node)
        removed(topic, this.#takeOut(node, held), pipe)
      }
    }
    this.#topicsOf.delete(pipe)
    return most
  }

  #takeOut(node: TopicNode<Holders>, { places }: Held): Removal {
    const holders = node.value ?? []
    const at = places.get(node) ?? 0
    const last = holders.pop()
    if (last !== undefined && at < holders.length) {
      holders[at] = last
      this.#topicsOf.get(last)?.places.set(node, at)
    }
    places.delete(node)
    if (holders.length > 0) return "others hold it"
    this.#tree.remove(node)
    return "last"
  }
}

function weightOf(topic: Buffer): number {
  return 1 + Math.floor(topic.length / BYTES_A_UNIT)
}
