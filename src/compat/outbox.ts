/**
 * What a v5 socket has to send: a queue without end in front of a socket that makes its senders wait.
 * Knows messages and their callbacks. Does not know where messages go.
 */
import type { MessageLike, Writable } from "../api/messaging.js"
import { ZmqError } from "../errors.js"
import { Queue } from "../queue.js"
import { asError, moves, type Flow } from "./flow.js"

/** Called when a message was handed over, or could not be. */
export type Callback = (error?: Error) => void

/** A message, complete or growing. */
interface Batch {
  readonly parts: MessageLike[]
  readonly callbacks: Callback[]
}

export class Outbox {
  readonly #socket: Writable
  readonly #flow: Flow
  readonly #queue = new Queue<Batch>()
  /** Takes parts until one comes without SNDMORE. */
  #growing: Batch = { parts: [], callbacks: [] }
  /** The socket is busy with a message that has to wait. */
  #stuck = false

  constructor(socket: Writable, flow: Flow) {
    this.#socket = socket
    this.#flow = flow
  }

  /** Adds parts to the message under way, and sends it unless there is more to come. */
  add(parts: readonly MessageLike[], more: boolean, callback: Callback | undefined): void {
    for (const part of parts) this.#growing.parts.push(part)
    if (callback !== undefined) this.#growing.callbacks.push(callback)
    if (more) return
    this.#queue.push(this.#growing)
    this.#growing = { parts: [], callbacks: [] }
    if (this.#flow.closed) this.drop()
    else this.go()
  }

  /** Hands over what the socket takes. */
  go(): void {
    while (!this.#stuck && moves(this.#flow)) {
      const batch = this.#queue.shift()
      if (batch === null) return
      this.#handOver(batch)
    }
  }

  /** The socket is closed: what is still here is not sent. */
  drop(): void {
    for (let batch = this.#queue.shift(); batch !== null; batch = this.#queue.shift()) {
      this.#failed(batch, new ZmqError("EBADF"))
    }
  }

  #handOver(batch: Batch): void {
    if (batch.parts.length === 0) {
      this.#sent(batch)
      return
    }
    try {
      this.#socket.send(batch.parts).then(
        () => {
          this.#sent(batch)
          this.#next()
        },
        (error: unknown) => {
          this.#failed(batch, asError(error))
          this.#next()
        },
      )
    } catch (error) {
      if (error instanceof ZmqError && error.code === "EBUSY") {
        this.#queue.unshift(batch)
        this.#stuck = true
      } else this.#failed(batch, asError(error))
    }
  }

  #next(): void {
    this.#stuck = false
    this.go()
  }

  #sent({ callbacks }: Batch): void {
    for (const callback of callbacks) process.nextTick(callback)
  }

  #failed({ callbacks }: Batch, error: Error): void {
    for (const callback of callbacks) process.nextTick(callback, error)
    if (callbacks.length === 0 && !this.#flow.closed) this.#flow.report(error)
  }
}
