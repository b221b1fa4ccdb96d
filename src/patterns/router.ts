/**
 * ROUTER (RFC 28): every message received begins with the routing id of its peer; the first part of every
 * message sent says who gets the rest.
 */
import { Buffer } from "node:buffer"
import { ZmqError } from "../errors.js"
import { EMPTY, type Message } from "../message.js"
import type { Pipe } from "../pipe.js"
import type { ProbeOptions } from "./dealer.js"
import { FairQueue } from "./fair-queue.js"
import { BasePattern } from "./pattern.js"
import { RoutingTable } from "./routing-table.js"

/** Options that may change while the socket is in use. */
export interface RouterOptions extends ProbeOptions {
  /** Tell the sender when a message has no peer or no room, rather than drop it. */
  readonly mandatory: boolean
  /** Let a new peer take the id of an older one. */
  readonly handover: boolean
}

export class RouterPattern extends BasePattern {
  readonly #queue = new FairQueue()
  readonly #table: RoutingTable
  readonly #options: RouterOptions

  constructor(options: RouterOptions, firstId: number) {
    super()
    this.#options = options
    this.#table = new RoutingTable(firstId)
  }

  /** A pipe that was given a routing id for its `connect` is known by it at once. */
  attach(pipe: Pipe): void {
    if (this.#options.probeRouter) pipe.outgoing.write([EMPTY])
    if (pipe.routingId.length > 0) this.#admit(pipe, pipe.routingId)
  }

  override connected(pipe: Pipe): void {
    // A peer that was dialled keeps its id over reconnects, as in libzmq.
    if (pipe.routingId.length > 0) return
    const announced = pipe.peer?.identity ?? EMPTY
    if (announced.length === 0) {
      this.#admit(pipe, this.#table.generate())
      return
    }
    const holder = this.#table.find(announced)
    if (holder === undefined) this.#admit(pipe, announced)
    else if (this.#options.handover) this.#handOver(holder, pipe, announced)
    // Else the newcomer stays connected but mute, as in libzmq: it is neither read nor written.
  }

  detach(pipe: Pipe, dropUnread: boolean): void {
    this.#table.remove(pipe)
    this.#queue.detach(pipe, dropUnread)
  }

  override readable(pipe: Pipe): void {
    this.#queue.readable(pipe)
  }

  override send(message: Message): boolean {
    // hot
    if (message.length < 2) return true // an id and nothing for it
    const pipe = this.#table.find(message[0])
    if (pipe === undefined) {
      if (this.#options.mandatory) throw new ZmqError("EHOSTUNREACH")
      this.dropped += 1
      return true
    }
    if (pipe.outgoing.write(message.slice(1))) return true
    if (this.#options.mandatory) return false
    this.dropped += 1
    return true
  }

  override receive(): Message | null {
    // hot
    const message = this.#queue.receive()
    const from = this.#queue.from
    // A copy: what users do with it must not rename the peer.
    if (message !== null && from !== null) message.unshift(Buffer.from(from.routingId))
    return message
  }

  /** Never blocks unless it is told to: then there is room when any peer has room. */
  override canSend(): boolean {
    if (!this.#options.mandatory) return true
    for (const pipe of this.#table.pipes()) if (pipe.outgoing.hasRoom()) return true
    return false
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

  #admit(pipe: Pipe, id: Buffer): void {
    this.#table.add(pipe, id)
    this.#queue.attach(pipe)
  }

  /** What the old peer sent and nobody has read yet now shows a made-up id, as in libzmq. */
  #handOver(holder: Pipe, pipe: Pipe, id: Buffer): void {
    this.#table.remove(holder)
    this.#table.add(holder, this.#table.generate())
    this.#admit(pipe, id)
    holder.link?.terminate()
  }
}
