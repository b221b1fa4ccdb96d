/**
 * What a socket type is: which peer a message goes to, which peer is read next.
 *
 * | type   | sends to                           | receives from       | without room           |
 * |--------|------------------------------------|---------------------|------------------------|
 * | PAIR   | its one peer                       | its one peer        | waits                  |
 * | PUSH   | the next peer with room            | -                   | waits                  |
 * | PULL   | -                                  | each peer in turn   | -                      |
 * | PUB    | every peer with a matching topic   | -                   | drops for that peer    |
 * | SUB    | -                                  | each peer in turn   | -                      |
 * | XPUB   | as PUB                             | subscriptions       | drops, or waits        |
 * | XSUB   | every peer                         | each peer in turn   | drops for that peer    |
 * | REQ    | the next peer with room            | the peer asked      | waits                  |
 * | REP    | the peer that asked                | each peer in turn   | drops                  |
 * | DEALER | the next peer with room            | each peer in turn   | waits                  |
 * | ROUTER | the peer named in the first part   | each peer in turn   | drops, or waits        |
 * | STREAM | the peer named in the first part   | each peer in turn   | waits                  |
 *
 * Patterns know pipes and messages. They do not know sockets, bytes, timers or promises.
 */
import type { Buffer } from "node:buffer"
import { ZmqError } from "../errors.js"
import type { Message } from "../message.js"
import type { Pipe } from "../pipe.js"

/** One socket's choice of peers. Every call is synchronous and total. */
export interface Pattern {
  /** What the last `send` was worth in work, where 1 is a message to one peer. */
  readonly cost: number
  /** Messages that `send` gave up since a peer had no room, or was not there. */
  readonly dropped: number
  /**
   * Set by the socket: ends the connection of a peer that asks too much, which detaches its pipe at once. False: this
   * peer may.
   */
  refuse: ((pipe: Pipe, why: string) => boolean) | null
  /** A new peer. A dialled one may not be connected yet; messages can wait for it. */
  attach(pipe: Pipe): void
  /** The pipe's handshake is done: `pipe.peer` is known. Again after each reconnect. */
  connected(pipe: Pipe): void
  /** The pipe lost its connection but stays, since it is dialled again. */
  disconnected(pipe: Pipe): void
  /** The peer is gone for good. Unless `dropUnread`, what it sent can still be received. */
  detach(pipe: Pipe, dropUnread: boolean): void
  /** Goes on to forget peers that were detached, no more than one turn has time for; true when that is all. */
  sweep(): boolean
  /** A message waits in a pipe that had none. */
  readable(pipe: Pipe): void
  /** There is room in a pipe that had none. */
  writable(pipe: Pipe): void
  /** Takes the message, or answers false when it would have to wait. @throws ZmqError when it never can. */
  send(message: Message): boolean
  /** The next message; null when none waits. @throws ZmqError when it is not the time to receive. */
  receive(): Message | null
  canSend(): boolean
  canReceive(): boolean
  /** Whether a peer has this routing id. */
  hasPeer(routingId: Buffer): boolean
  /** Whom the last message received came from; null: nobody yet. */
  source(): Pipe | null
  /** Distinct topics subscribed to, here or by peers. */
  readonly topics: number
}

/** What most patterns answer to most calls. */
export abstract class BasePattern implements Pattern {
  cost = 1
  dropped = 0
  refuse: ((pipe: Pipe, why: string) => boolean) | null = null

  abstract attach(pipe: Pipe): void
  abstract detach(pipe: Pipe, dropUnread: boolean): void

  connected(_pipe: Pipe): void {}

  disconnected(_pipe: Pipe): void {}

  sweep(): boolean {
    return true
  }

  readable(_pipe: Pipe): void {}

  writable(_pipe: Pipe): void {}

  send(_message: Message): boolean {
    throw new ZmqError("ENOTSUP")
  }

  receive(): Message | null {
    throw new ZmqError("ENOTSUP")
  }

  canSend(): boolean {
    return false
  }

  canReceive(): boolean {
    return false
  }

  hasPeer(_routingId: Buffer): boolean {
    return false
  }

  source(): Pipe | null {
    return null
  }

  get topics(): number {
    return 0
  }
}
