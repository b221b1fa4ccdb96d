/**
 * One direction of a proxy: takes what one socket has received, and sends it by another.
 * Knows two sockets. Does not know the other direction.
 */
import type { Buffer } from "node:buffer"
import type { Socket } from "../../index.js"
import { interrupted } from "../interrupt.js"
import { receiving, sending } from "../session/open.js"

/** What has passed. */
export interface Passed {
  readonly messages: number
  readonly bytes: number
}

/** Passes messages for ever. */
export class Pump {
  #messages = 0
  #bytes = 0
  readonly #from: Socket
  readonly #to: Socket
  readonly #capture: Socket | null

  constructor(from: Socket, to: Socket, capture: Socket | null) {
    this.#from = from
    this.#to = to
    this.#capture = capture
  }

  get passed(): Passed {
    return { messages: this.#messages, bytes: this.#bytes }
  }

  /** Never resolves; rejects when it cannot go on, or with Ctrl-C. */
  async run(): Promise<never> {
    const options = { signal: interrupted }
    for (;;) {
      const messages = await receiving(this.#from).receiveMany(options)
      if (this.#capture !== null) await sending(this.#capture).sendMany(messages, options)
      await sending(this.#to).sendMany(messages, options)
      this.#messages += messages.length
      for (const message of messages) this.#bytes += sizeOf(message)
    }
  }
}

function sizeOf(message: readonly Buffer[]): number {
  let size = 0
  for (const part of message) size += part.length
  return size
}
