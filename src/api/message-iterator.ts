/**
 * `for await` over a socket.
 */
import { ZmqError } from "../errors.js"
import type { Message } from "../message.js"
import type { SocketCore } from "../socket/core.js"

/** Receives messages one after the other until the socket is closed. */
export class MessageIterator implements AsyncIterator<Message, undefined> {
  /** Its socket; one that is iterated over is still in use. */
  readonly socket: object
  readonly #core: SocketCore

  constructor(socket: object, core: SocketCore) {
    this.socket = socket
    this.#core = core
  }

  next(): Promise<IteratorResult<Message, undefined>> {
    // hot
    const core = this.#core
    if (core.closed) return Promise.resolve({ value: undefined, done: true })
    try {
      if (core.blocked) core.assertUsable()
      const value = core.exchange.receiveNow()
      return value === null ? this.#wait() : Promise.resolve({ value, done: false })
    } catch (error) {
      if (error instanceof ZmqError) return Promise.reject(error)
      throw error
    }
  }

  return(): Promise<IteratorResult<Message, undefined>> {
    return Promise.resolve({ value: undefined, done: true })
  }

  async #wait(): Promise<IteratorResult<Message, undefined>> {
    try {
      return { value: await this.#core.exchange.waitToReceive(undefined), done: false }
    } catch (error) {
      if (this.#core.closed && error instanceof ZmqError && error.code === "EAGAIN") {
        return { value: undefined, done: true }
      }
      throw error
    }
  }
}
