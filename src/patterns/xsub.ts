/**
 * SUB and XSUB (RFC 29): receive from each publisher in turn, and tell all publishers what is wanted.
 * Subscriptions are counted here; each topic is said again to every publisher that (re)connects.
 */
import type { Buffer } from "node:buffer"
import { ZmqError } from "../errors.js"
import type { Message } from "../message.js"
import type { Pipe } from "../pipe.js"
import { FairQueue } from "./fair-queue.js"
import { BasePattern } from "./pattern.js"
import { isSubscriptionForm, subscriptionForm } from "./subscription-form.js"
import { TopicTree } from "./topic-tree.js"

/** Options that may change while the socket is in use. */
export interface SubscribeOptions {
  /** Receive what was not subscribed to. */
  readonly invertMatching: boolean
  /** Send every cancellation upstream, not only the last of a topic. */
  readonly verboseUnsubscribe: boolean
  /** Look for subscriptions in the further parts of a message only when its first part is one. */
  readonly onlyFirstSubscribe: boolean
}

/** How often a topic was subscribed to. */
interface Count {
  times: number
}

/** XSUB: the user sends 01 topic and 00 topic, or messages to all publishers. */
export class XSubPattern extends BasePattern {
  protected readonly options: SubscribeOptions
  protected readonly topicTree = new TopicTree<Count>()
  protected readonly queue = new FairQueue()
  readonly #peers = new Set<Pipe>()

  constructor(options: SubscribeOptions) {
    super()
    this.options = options
  }

  /** Distinct topics subscribed to. */
  override get topics(): number {
    return this.topicTree.size
  }

  attach(pipe: Pipe): void {
    this.#peers.add(pipe)
    this.queue.attach(pipe)
  }

  /** Says all subscriptions, before anything that waits. What waits of older ones is out of date. */
  override connected(pipe: Pipe): void {
    pipe.outgoing.keep((message) => message.length > 1 || !isSubscriptionForm(message[0]))
    const forms = this.topicTree.topics().map((topic) => [subscriptionForm(1, topic)])
    if (pipe.outgoing.length === 0) for (const form of forms) pipe.outgoing.deliver(form)
    else for (const form of forms.reverse()) pipe.outgoing.deliverFirst(form)
  }

  detach(pipe: Pipe, dropUnread: boolean): void {
    this.#peers.delete(pipe)
    this.queue.detach(pipe, dropUnread)
  }

  override readable(pipe: Pipe): void {
    this.queue.readable(pipe)
  }

  override send(message: Message): boolean {
    if (message.length > 1) this.#sendToAll(this.#severalParts(message))
    else if (!isSubscriptionForm(message[0])) this.#sendToAll(message)
    else if (message[0][0] === 1) this.subscribe(message[0].subarray(1))
    else this.unsubscribe(message[0].subarray(1))
    return true
  }

  override receive(): Message | null {
    // hot
    return this.queue.receive()
  }

  override canSend(): boolean {
    return true
  }

  override canReceive(): boolean {
    return this.queue.canReceive()
  }

  override source(): Pipe | null {
    return this.queue.from
  }

  /** Adds a topic, and tells all publishers, even when it is not new (as libzmq does). */
  subscribe(topic: Buffer): void {
    this.#add(topic)
    this.#tell(subscriptionForm(1, topic))
  }

  /** Takes one subscription back; publishers hear of the last. An unknown topic is no error. */
  unsubscribe(topic: Buffer): void {
    if (this.#remove(topic)) this.#tell(subscriptionForm(0, topic))
  }

  #add(topic: Buffer): void {
    const node = this.topicTree.find(topic)
    if (node?.value) node.value.times += 1
    else this.topicTree.add(topic, { times: 1 })
  }

  /** Whether publishers shall hear of it. */
  #remove(topic: Buffer): boolean {
    const node = this.topicTree.find(topic)
    const isLast = node?.value?.times === 1
    if (node?.value) {
      node.value.times -= 1
      if (isLast) this.topicTree.remove(node)
    }
    return isLast || this.options.verboseUnsubscribe
  }

  /** As libzmq: each part may be a subscription. Answers the parts that publishers shall see. */
  #severalParts(message: Message): Message {
    if (this.options.onlyFirstSubscribe && !isSubscriptionForm(message[0])) return message
    return message.filter((part) => {
      if (!isSubscriptionForm(part)) return true
      const topic = part.subarray(1)
      if (part[0] === 0) return this.#remove(topic)
      this.#add(topic)
      return true
    })
  }

  #sendToAll(message: Message): void {
    if (message.length === 0) return
    for (const pipe of this.#peers) if (!pipe.outgoing.write(message)) this.dropped += 1
  }

  // A subscription is never dropped: it passes the high-water mark, and the user's memory bounds their number.
  #tell(form: Buffer): void {
    for (const pipe of this.#peers) if (pipe.connected) pipe.outgoing.deliver([form])
  }
}

/** SUB: only what was subscribed to is received, whatever a publisher sends. */
export class SubPattern extends XSubPattern {
  /** A message that `canReceive` found. */
  #found: Message | null = null

  override send(_message: Message): boolean {
    throw new ZmqError("ENOTSUP")
  }

  override canSend(): boolean {
    return false
  }

  override receive(): Message | null {
    // hot
    const found = this.#found
    if (found !== null) {
      this.#found = null
      return found
    }
    for (;;) {
      const message = this.queue.receive()
      if (message === null) return null
      if (this.topicTree.matches(message[0]) !== this.options.invertMatching) return message
    }
  }

  override canReceive(): boolean {
    this.#found ??= this.receive()
    return this.#found !== null
  }
}
