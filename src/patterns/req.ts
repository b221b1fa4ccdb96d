/**
 * REQ (RFC 28): one request out, its reply in, and so on. The reply comes from the peer that was asked, behind
 * an empty delimiter; whatever else comes is discarded.
 */
import { Buffer } from "node:buffer"
import { ZmqError } from "../errors.js"
import { EMPTY, type Message } from "../message.js"
import type { Pipe } from "../pipe.js"
import { DealerPattern, type ProbeOptions } from "./dealer.js"

/** Options that may change while the socket is in use. */
export interface ReqOptions extends ProbeOptions {
  /** Number the requests, and take only the reply with the number of the last one. */
  readonly correlate: boolean
  /** Let a new request replace one that has no reply yet. */
  readonly relaxed: boolean
}

const NUMBER_BYTES = 4

/** A DEALER with an envelope and a turn. */
export class ReqPattern extends DealerPattern {
  readonly #options: ReqOptions
  #awaitsReply = false
  /** Whom the last request went to; null when that peer is gone. Then any peer's reply is taken, as in libzmq. */
  #asked: Pipe | null = null
  #number: number
  /** A reply that `canReceive` found. */
  #found: Message | null = null

  /** @param firstNumber where request numbers begin; a random one tells two lives of a socket apart. */
  constructor(options: ReqOptions, firstNumber: number) {
    super(options)
    this.#options = options
    this.#number = firstNumber
  }

  override detach(pipe: Pipe, dropUnread: boolean): void {
    super.detach(pipe, dropUnread)
    if (pipe === this.#asked) this.#asked = null
  }

  override send(message: Message): boolean {
    if (this.#awaitsReply && !this.#options.relaxed) throw new ZmqError("EFSM")
    const peer = this.balancer.next()
    if (peer === null) return false
    // Relaxed: the request before is given up, and so are replies to it that are here already. All this comes
    // before the request goes: a peer in this process may answer while it does.
    this.#found = null
    this.#asked = peer
    peer.incoming.clear()
    this.#awaitsReply = true
    return this.balancer.send(this.#envelope(message))
  }

  override receive(): Message | null {
    if (!this.#awaitsReply) throw new ZmqError("EFSM")
    const reply = this.#found ?? this.#nextReply()
    this.#found = null
    if (reply !== null) this.#awaitsReply = false
    return reply
  }

  override canSend(): boolean {
    return (!this.#awaitsReply || this.#options.relaxed) && this.balancer.canSend()
  }

  override canReceive(): boolean {
    if (!this.#awaitsReply) return false
    this.#found ??= this.#nextReply()
    return this.#found !== null
  }

  #envelope(message: Message): Message {
    if (!this.#options.correlate) return [EMPTY, ...message]
    this.#number = (this.#number + 1) >>> 0
    const number = Buffer.alloc(NUMBER_BYTES)
    number.writeUInt32LE(this.#number)
    return [number, EMPTY, ...message]
  }

  #nextReply(): Message | null {
    for (;;) {
      const message = this.queue.receive()
      if (message === null) return null
      if (this.#asked !== null && this.queue.from !== this.#asked) continue
      const reply = this.#open(message)
      if (reply !== null) return reply
    }
  }

  /** What is behind the envelope; null when that is not the one the last request had. */
  #open(message: Message): Message | null {
    let at = 0
    if (this.#options.correlate) {
      const number = message[0]
      if (number.length !== NUMBER_BYTES || number.readUInt32LE() !== this.#number) return null
      at = 1
    }
    // At least one part must follow the delimiter.
    if (message.length < at + 2 || message[at].length !== 0) return null
    return message.slice(at + 1)
  }
}
