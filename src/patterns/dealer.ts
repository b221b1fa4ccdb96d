/** DEALER (RFC 28): sends to the next peer that has room, receives from each peer in turn. */
import { EMPTY, type Message } from "../message.js"
import type { Pipe } from "../pipe.js"
import { FairQueue } from "./fair-queue.js"
import { LoadBalancer } from "./load-balancer.js"
import { BasePattern } from "./pattern.js"

/** Options that may change while the socket is in use. */
export interface ProbeOptions {
  /** Send an empty message to each new peer, so that a ROUTER learns of us. */
  readonly probeRouter: boolean
}

export class DealerPattern extends BasePattern {
  protected readonly queue = new FairQueue()
  protected readonly balancer = new LoadBalancer()
  readonly #options: ProbeOptions

  constructor(options: ProbeOptions) {
    super()
    this.#options = options
  }

  attach(pipe: Pipe): void {
    if (this.#options.probeRouter) pipe.outgoing.write([EMPTY])
    this.queue.attach(pipe)
    this.balancer.attach(pipe)
  }

  detach(pipe: Pipe, dropUnread: boolean): void {
    this.queue.detach(pipe, dropUnread)
    this.balancer.detach(pipe)
  }

  override readable(pipe: Pipe): void {
    this.queue.readable(pipe)
  }

  override writable(pipe: Pipe): void {
    this.balancer.writable(pipe)
  }

  override send(message: Message): boolean {
    // hot
    return this.balancer.send(message)
  }

  override receive(): Message | null {
    // hot
    return this.queue.receive()
  }

  override canSend(): boolean {
    return this.balancer.canSend()
  }

  override canReceive(): boolean {
    return this.queue.canReceive()
  }

  override source(): Pipe | null {
    return this.queue.from
  }
}
