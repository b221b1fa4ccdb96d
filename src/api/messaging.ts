/**
 * What users send and receive, and what sockets that do so can be asked.
 */
import type { Buffer } from "node:buffer"
import type { MessagePart } from "../message.js"
import type { CallOptions } from "../socket/waiting.js"
import type { ReceiveOptions, SendOptions } from "./option-types.js"

export type { CallOptions }

/** What `receiveMany` takes. */
export interface BatchOptions extends CallOptions {
  /** Most messages to take; never more than 512 at a time. */
  most?: number | undefined
}

/** What `connected` takes. */
export interface ConnectedOptions extends CallOptions {
  /** The endpoint of ours that the peer has to be connected by. */
  address?: string | undefined
}

/** One part of a message that was received. */
export type Message = Buffer

/** What `send` takes as one part of a message. */
export type MessageLike = MessagePart

/** What can be sent: one part, or several. */
export type Sendable = MessageLike | readonly MessageLike[]

/** A socket one can send on. */
export interface Writable<M = Sendable> extends SendOptions {
  /**
   * Sends a message, all its parts or none. Resolves when the message is queued for its peer; waits while every
   * peer is at its high-water mark. Rejects with EAGAIN after `sendTimeout` ms.
   * @throws ZmqError EBADF when the socket is closed, EBUSY while another send waits.
   */
  send(message: M, options?: CallOptions): Promise<void>
}

/** A socket one can receive from. */
export interface Readable<M extends object[] = Buffer[]> extends ReceiveOptions, AsyncIterable<M> {
  /**
   * The parts of the next message. Rejects with EAGAIN after `receiveTimeout` ms, or when the socket is closed.
   * @throws ZmqError EBADF when the socket is closed, EBUSY while another receive waits.
   */
  receive(options?: CallOptions): Promise<M>
  /** All messages to come, until the socket is closed. Leaving the loop does not close it. */
  [Symbol.asyncIterator](): AsyncIterator<M, undefined>
}

/** Sends many messages with one promise. */
export interface BatchWritable<M = Sendable> {
  /**
   * Sends messages one after the other, each as soon as there is room for it, with one promise for all of them.
   * `timeout` is for all of them together. Rejects as `send`; such an error has `sent`, the number of messages that
   * were sent before it.
   * @throws TypeError for what is no iterable of messages: a text, bytes, an asynchronous iterable.
   *
   * @example
   * import { Pull, Push } from "purezmq"
   * const pull = new Pull()
   * const push = new Push()
   * await pull.bind("tcp://127.0.0.1:*")
   * push.connect(pull.lastEndpoint ?? "")
   * await push.sendMany(["one", "two", ["three", "of two parts"]])
   * let received = 0
   * while (received < 3) received += (await pull.receiveMany()).length
   * console.log(received) // "3"
   * push.close()
   * pull.close()
   */
  sendMany(messages: Iterable<M>, options?: CallOptions): Promise<void>
}

/** Receives many messages with one promise. */
export interface BatchReadable<M extends Buffer[] = Buffer[]> {
  /**
   * The messages that are here, at least one and at most 512: waits as `receive` does when there is none. See
   * `sendMany` for an example.
   * @throws ZmqError EINVAL when `most` is less than one.
   */
  receiveMany(options?: BatchOptions): Promise<M[]>
}
