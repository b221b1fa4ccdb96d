/** PULL (RFC 30): receives from each peer in turn; sends nothing. */
import type { Message } from "../message.js"
import type { Pipe } from "../pipe.js"
import { FairQueue } from "./fair-queue.js"
import { BasePattern } from "./pattern.js"

export class PullPattern extends BasePattern {
  protected readonly queue = new FairQueue()

  attach(pipe: Pipe): void {
    this.queue.attach(pipe)
  }

  detach(pipe: Pipe, dropUnread: boolean): void {
    this.queue.detach(pipe, dropUnread)
  }

  override readable(pipe: Pipe): void {
    this.queue.readable(pipe)
  }

  override receive(): Message | null {
    // hot
    return this.queue.receive()
  }

  override canReceive(): boolean {
    return this.queue.canReceive()
  }

  override source(): Pipe | null {
    return this.queue.from
  }
}
