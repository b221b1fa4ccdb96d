/**
 * What waits in one direction of a pipe: messages, and runs of messages that nobody has looked at yet.
 * Knows their order and number. Does not know marks, nor what is in a message.
 */
import type { Message } from "./message.js"
import { Queue } from "./queue.js"

/**
 * Several messages that are still bytes. A thousand messages that wait in this form are a few objects rather than
 * thousands, which the garbage collector would have to move; each becomes Buffers when it is taken, and dies young.
 */
export interface MessageRun {
  /** How many are left. */
  readonly left: number
  /** The bytes of all parts there were. */
  readonly bytes: number
  /** The next one; there must be one. */
  next(): Message
}

/** First in, first out. */
export class MessageQueue {
  readonly #queue = new Queue<Message | MessageRun>()
  /** The run whose messages are taken now. */
  #run: MessageRun | null = null
  /** Messages in the runs that wait, beyond the one that the queue counts for each. */
  #more = 0

  /** Messages that wait. */
  get length(): number {
    return this.#queue.length + this.#more + (this.#run === null ? 0 : this.#run.left)
  }

  get isEmpty(): boolean {
    return this.#run === null && this.#queue.length === 0
  }

  push(message: Message): void {
    // hot
    this.#queue.push(message)
  }

  /** Adds a run that has messages left. */
  pushRun(run: MessageRun): void {
    this.#more += run.left - 1
    this.#queue.push(run)
  }

  /** Takes the message at the front; null when there is none. */
  shift(): Message | null {
    // hot
    const run = this.#run
    if (run !== null) return this.#next(run)
    const item = this.#queue.shift()
    if (item === null || Array.isArray(item)) return item
    this.#more -= item.left - 1
    this.#run = item
    return this.#next(item)
  }

  /** Puts a message in front of all others. */
  unshift(message: Message): void {
    const run = this.#run
    if (run !== null) {
      this.#run = null
      this.#more += run.left - 1
      this.#queue.unshift(run)
    }
    this.#queue.unshift(message)
  }

  /** Drops the messages that do not pass; answers how many that were. */
  keep(passes: (message: Message) => boolean): number {
    const before = this.length
    for (let i = 0; i < before; i++) {
      const message = this.shift()
      if (message !== null && passes(message)) this.#queue.push(message)
    }
    return before - this.length
  }

  clear(): void {
    this.#queue.clear()
    this.#run = null
    this.#more = 0
  }

  #next(run: MessageRun): Message {
    // hot
    const message = run.next()
    if (run.left === 0) this.#run = null
    return message
  }
}
