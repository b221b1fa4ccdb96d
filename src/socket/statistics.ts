/**
 * What a socket has done so far, and what waits in it. Counted where it happens, at no cost per message; added
 * up when somebody asks.
 */
import type { Event } from "../events.js"
import type { Pipe } from "../pipe.js"

/** Counts since the socket was made, and what waits now. */
export interface SocketStatistics {
  /** Messages queued for peers; one that goes to three peers counts three times. */
  readonly messagesSent: number
  /** Messages that came from peers, with those that nobody has received yet. */
  readonly messagesReceived: number
  /** Bytes written to connections, with framing and heartbeats; inproc has none. */
  readonly bytesSent: number
  /** Bytes read from connections. */
  readonly bytesReceived: number
  /**
   * Messages dropped since their peer had no room or was not there, and those that still waited when it was gone for good.
   * What nobody has subscribed to is not queued for anybody, and not counted; nor is what `linger` gives up later.
   */
  readonly messagesDropped: number
  /** Attempts to connect again after one failed or a connection was lost. */
  readonly reconnects: number
  /** Peers that are connected now. */
  readonly peers: number
  /** Messages that wait to be sent: here, or in what the operating system has not taken yet. */
  readonly unsent: number
  /** Messages that wait to be received. */
  readonly unread: number
}

/** Keeps what peers that are gone have counted. */
export class Statistics {
  #messagesSent = 0
  #messagesReceived = 0
  #bytesSent = 0
  #bytesReceived = 0
  #reconnects = 0
  #messagesDropped = 0
  /** Gone, but what they sent still waits to be received. */
  #survived: Pipe[] = []
  #pruneAt = 8

  /** A peer is gone for good. @param lingers what waits for it will be sent all the same, if it can be. */
  leave(pipe: Pipe, lingers: boolean): void {
    this.#messagesSent += pipe.outgoing.total
    this.#messagesReceived += pipe.incoming.total
    this.#bytesSent += pipe.bytesSent
    this.#bytesReceived += pipe.bytesReceived
    // On inproc the other socket has them already, and may receive them yet.
    if (!lingers && pipe.otherMarks === null) this.#messagesDropped += pipe.outgoing.pending
    if (pipe.incoming.pending === 0) return
    this.#survived.push(pipe)
    if (this.#survived.length < this.#pruneAt) return
    this.#prune()
    this.#pruneAt = Math.max(8, 2 * this.#survived.length)
  }

  /** Forgets those of whom everything has been received. */
  #prune(): void {
    this.#survived = this.#survived.filter(({ incoming }) => incoming.pending > 0)
  }

  happened(event: Event): void {
    if (event.type === "connect:retry") this.#reconnects += 1
  }

  /** All of it, with these peers that are still there. @param messagesDropped those that were never queued. */
  of(pipes: Iterable<Pipe>, messagesDropped: number): SocketStatistics {
    const sum = {
      messagesSent: this.#messagesSent,
      messagesReceived: this.#messagesReceived,
      bytesSent: this.#bytesSent,
      bytesReceived: this.#bytesReceived,
      messagesDropped: messagesDropped + this.#messagesDropped,
      reconnects: this.#reconnects,
      peers: 0,
      unsent: 0,
      unread: 0,
    }
    for (const pipe of pipes) {
      sum.messagesSent += pipe.outgoing.total
      sum.messagesReceived += pipe.incoming.total
      sum.bytesSent += pipe.bytesSent
      sum.bytesReceived += pipe.bytesReceived
      sum.unsent += pipe.outgoing.pending
      sum.unread += pipe.incoming.pending
      if (pipe.connected) sum.peers += 1
    }
    this.#prune()
    for (const { incoming } of this.#survived) sum.unread += incoming.pending
    return sum
  }
}
