/**
 * STREAM: raw TCP peers. Every message is [routing id, bytes]; empty bytes tell of a connect or a disconnect,
 * and ask for one when sent.
 */
import { Buffer } from "node:buffer"
import { ZmqError } from "../errors.js"
import { EMPTY, type Message } from "../message.js"
import type { Pipe } from "../pipe.js"
import { FairQueue } from "./fair-queue.js"
import { BasePattern } from "./pattern.js"
import { RoutingTable } from "./routing-table.js"

/** Options that may change while the socket is in use. */
export interface StreamOptions {
  /** Deliver an empty message when a peer connects or disconnects. */
  readonly notify: boolean
}

export class StreamPattern extends BasePattern {
  readonly #queue = new FairQueue()
  readonly #table: RoutingTable
  readonly #options: StreamOptions
  /** Peers whose connect the user was told of, and whose disconnect not yet. */
  readonly #up = new Set<Pipe>()

  constructor(options: StreamOptions, firstId: number) {
    super()
    this.#options = options
    this.#table = new RoutingTable(firstId)
  }

  attach(pipe: Pipe): void {
    const id = pipe.routingId.length > 0 ? pipe.routingId : this.#table.generate()
    this.#table.add(pipe, id)
    this.#queue.attach(pipe)
  }

  override connected(pipe: Pipe): void {
    this.#up.add(pipe)
    if (this.#options.notify) pipe.incoming.deliver([EMPTY])
  }

  override disconnected(pipe: Pipe): void {
    if (this.#up.delete(pipe) && this.#options.notify) pipe.incoming.deliver([EMPTY])
  }

  detach(pipe: Pipe, dropUnread: boolean): void {
    this.#table.remove(pipe)
    this.disconnected(pipe)
    this.#queue.detach(pipe, dropUnread)
  }

  override readable(pipe: Pipe): void {
    this.#queue.readable(pipe)
  }

  override send(message: Message): boolean {
    const pipe = this.#table.find(message[0])
    if (pipe === undefined) throw new ZmqError("EHOSTUNREACH")
    if (message.length < 2) return true
    if (message[1].length === 0) {
      pipe.link?.terminate()
      return true
    }
    return pipe.outgoing.write([message[1]])
  }

  override receive(): Message | null {
    const message = this.#queue.receive()
    const from = this.#queue.from
    if (message !== null && from !== null) message.unshift(Buffer.from(from.routingId))
    return message
  }

  override canSend(): boolean {
    return true
  }

  override canReceive(): boolean {
    return this.#queue.canReceive()
  }

  override source(): Pipe | null {
    return this.#queue.from
  }

  override hasPeer(routingId: Buffer): boolean {
    return this.#table.find(routingId) !== undefined
  }
}
