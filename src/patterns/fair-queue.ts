/**
 * Fair queueing: one message from each peer that has some, in turn (RFC 28, 29, 30).
 * Knows pipes. Does not know sockets, bytes, timers or promises.
 */
import type { Message } from "../message.js"
import type { Pipe } from "../pipe.js"
import { ActivePipes, READ_PLACE } from "./active-pipes.js"

/** Reads from many pipes in turn. */
export class FairQueue {
  readonly #list = new ActivePipes(READ_PLACE)
  /** Whom the last message came from. */
  from: Pipe | null = null

  attach(pipe: Pipe): void {
    this.#list.add(pipe)
  }

  /** Lets a pipe go: at once, or when all it holds has been read. What a pipe holds that was never let in is dropped. */
  detach(pipe: Pipe, dropUnread: boolean): void {
    if (dropUnread || !this.#list.has(pipe)) pipe.incoming.abandon()
    if (pipe.incoming.isEmpty()) this.#list.remove(pipe)
  }

  readable(pipe: Pipe): void {
    if (this.#list.has(pipe)) this.#list.activate(pipe)
  }

  /** The next message; null when no pipe has one. */
  receive(): Message | null {
    // hot
    const list = this.#list
    while (list.active > 0) {
      const pipe = list.pipes[list.turn]
      const message = pipe.incoming.read()
      if (message !== null) {
        this.from = pipe
        list.advance()
        return message
      }
      this.#rest(pipe)
    }
    return null
  }

  canReceive(): boolean {
    const list = this.#list
    while (list.active > 0) {
      const pipe = list.pipes[list.turn]
      if (!pipe.incoming.isEmpty()) return true
      this.#rest(pipe)
    }
    return false
  }

  #rest(pipe: Pipe): void {
    if (pipe.incoming.ended) this.#list.remove(pipe)
    else this.#list.deactivateCurrent()
  }
}
