/**
 * Load balancing: each message goes to the next peer that has room (RFC 28, 30).
 * Knows pipes. Does not know sockets, bytes, timers or promises.
 */
import type { Message } from "../message.js"
import type { Pipe } from "../pipe.js"
import { ActivePipes, WRITE_PLACE } from "./active-pipes.js"

/** Writes to many pipes in turn. */
export class LoadBalancer {
  readonly #list = new ActivePipes(WRITE_PLACE)

  attach(pipe: Pipe): void {
    this.#list.add(pipe)
  }

  detach(pipe: Pipe): void {
    this.#list.remove(pipe)
  }

  writable(pipe: Pipe): void {
    if (this.#list.has(pipe)) this.#list.activate(pipe)
  }

  /** Gives the message to the next pipe with room. False: there is none. */
  send(message: Message): boolean {
    // hot
    const list = this.#list
    while (list.active > 0) {
      const pipe = list.pipes[list.turn]
      if (pipe.outgoing.write(message)) {
        list.advance()
        return true
      }
      list.deactivateCurrent()
    }
    return false
  }

  canSend(): boolean {
    return this.next() !== null
  }

  /** Whom the next message goes to; null when no pipe has room. */
  next(): Pipe | null {
    const list = this.#list
    while (list.active > 0) {
      const pipe = list.pipes[list.turn]
      if (pipe.outgoing.hasRoom()) return pipe
      list.deactivateCurrent()
    }
    return null
  }
}
