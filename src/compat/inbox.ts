/**
 * What a v5 socket receives: one message after the other becomes an event, in a tick of its own.
 * Knows when messages may come. Does not know where they come from.
 */
import type { Readable } from "../api/messaging.js"
import { ZmqError } from "../errors.js"
import type { Message } from "../message.js"
import { asError, moves, type Flow } from "./flow.js"

export class Inbox {
  readonly #socket: Readable
  readonly #flow: Flow
  readonly #emit: (message: Message) => void
  /** A message is asked for, or on its way to the listeners. */
  #busy = false
  /** Came while the socket was paused. */
  #held: Message | null = null

  constructor(socket: Readable, flow: Flow, emit: (message: Message) => void) {
    this.#socket = socket
    this.#flow = flow
    this.#emit = emit
  }

  /** Asks for messages, unless that is under way. */
  go(): void {
    if (this.#busy || !moves(this.#flow)) return
    this.#busy = true
    const held = this.#held
    this.#held = null
    if (held === null) this.#socket.receive().then(this.#arrived, this.#failed)
    else this.#arrived(held)
  }

  // A listener that throws is an uncaught exception, as with any event; the messages after it still come.
  readonly #arrived = (message: Message): void => {
    process.nextTick(this.#deliver, message)
  }

  readonly #deliver = (message: Message): void => {
    this.#busy = false
    if (this.#flow.closed) return
    if (this.#flow.paused) {
      this.#held = message
      return
    }
    this.go()
    this.#emit(message)
  }

  readonly #failed = (error: unknown): void => {
    this.#busy = false
    if (this.#flow.closed) return
    this.#flow.report(asError(error))
    if (!(error instanceof ZmqError && error.code === "ENOTSUP")) this.go()
  }
}
