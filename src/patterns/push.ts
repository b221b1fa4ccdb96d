/** PUSH (RFC 30): sends to the next peer that has room; receives nothing. */
import type { Message } from "../message.js"
import type { Pipe } from "../pipe.js"
import { LoadBalancer } from "./load-balancer.js"
import { BasePattern } from "./pattern.js"

export class PushPattern extends BasePattern {
  readonly #balancer = new LoadBalancer()

  attach(pipe: Pipe): void {
    this.#balancer.attach(pipe)
  }

  detach(pipe: Pipe): void {
    this.#balancer.detach(pipe)
  }

  /** A PULL has nothing to say. What it sends all the same must not wait in memory. */
  override readable(pipe: Pipe): void {
    pipe.incoming.clear()
    pipe.incoming.isEmpty()
  }

  override writable(pipe: Pipe): void {
    this.#balancer.writable(pipe)
  }

  override send(message: Message): boolean {
    // hot
    return this.#balancer.send(message)
  }

  override canSend(): boolean {
    return this.#balancer.canSend()
  }
}
