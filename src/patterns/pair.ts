/** PAIR (RFC 31): one peer at a time, both ways. A second one is turned away. */
import type { Message } from "../message.js"
import type { Pipe } from "../pipe.js"
import { BasePattern } from "./pattern.js"

export class PairPattern extends BasePattern {
  #peer: Pipe | null = null
  /** Gone peers whose messages have not all been received: those come first. */
  #former: Pipe[] = []
  #source: Pipe | null = null

  attach(pipe: Pipe): void {
    if (this.#peer === null) this.#peer = pipe
    else pipe.link?.terminate()
  }

  detach(pipe: Pipe, dropUnread: boolean): void {
    const isPeer = pipe === this.#peer
    if (isPeer) this.#peer = null
    // Of one that was turned away nothing is received.
    if (dropUnread || !isPeer) pipe.incoming.abandon()
    else if (!pipe.incoming.isEmpty()) this.#former.push(pipe)
  }

  override send(message: Message): boolean {
    // hot
    return this.#peer?.outgoing.write(message) ?? false
  }

  override receive(): Message | null {
    // hot
    if (this.#former.length > 0) {
      const pipe = this.#former[0]
      const message = pipe.incoming.read()
      if (pipe.incoming.isEmpty()) this.#former.shift()
      this.#source = pipe
      if (message !== null) return message
    }
    this.#source = this.#peer
    return this.#peer?.incoming.read() ?? null
  }

  override canSend(): boolean {
    return this.#peer?.outgoing.hasRoom() ?? false
  }

  override canReceive(): boolean {
    return this.#former.length > 0 || (this.#peer !== null && !this.#peer.incoming.isEmpty())
  }

  override source(): Pipe | null {
    return this.#source
  }
}
