/**
 * REP (RFC 28): a request in, its reply out, and so on. All parts up to and with the first empty one are
 * the way back; a request without one is discarded.
 */
import { ZmqError } from "../errors.js"
import type { Message } from "../message.js"
import type { Pipe } from "../pipe.js"
import { PullPattern } from "./pull.js"

/** A PULL that answers. */
export class RepPattern extends PullPattern {
  /** The request being answered: who asked, and the way back. Null: none. */
  #asker: Pipe | null = null
  #wayBack: Message = []
  /** A request that `canReceive` found. */
  #found: Message | null = null

  override send(message: Message): boolean {
    if (this.#asker === null || this.#found !== null) throw new ZmqError("EFSM")
    // RFC 28: a reply whose peer is gone or has no room is silently discarded.
    const isGone = this.#asker.closed
    if (isGone || !this.#asker.outgoing.write([...this.#wayBack, ...message])) this.dropped += 1
    this.#asker = null
    return true
  }

  override receive(): Message | null {
    if (this.#asker !== null && this.#found === null) throw new ZmqError("EFSM")
    const request = this.#found ?? this.#nextRequest()
    this.#found = null
    return request
  }

  override canSend(): boolean {
    return this.#asker !== null && this.#found === null
  }

  override canReceive(): boolean {
    if (this.#asker !== null) return this.#found !== null
    this.#found = this.#nextRequest()
    return this.#found !== null
  }

  #nextRequest(): Message | null {
    for (;;) {
      const message = this.queue.receive()
      if (message === null) return null
      const delimiter = message.findIndex((part) => part.length === 0)
      if (delimiter === -1 || delimiter === message.length - 1) continue
      this.#asker = this.queue.from
      this.#wayBack = message.slice(0, delimiter + 1)
      return message.slice(delimiter + 1)
    }
  }
}
