/**
 * A pipe: one peer as a socket sees it. Two lanes of whole messages, one each way.
 * The contract between what moves messages (a connection, or another socket) and what chooses peers.
 * Knows messages and counts. Does not know bytes, frames, sockets, timers or promises.
 */
import type { Buffer } from "node:buffer"
import type { Lane, LaneReader, LaneTap, LaneWriter } from "./lane.js"
import { EMPTY } from "./message.js"
import type { PeerInfo, Remote } from "./peer.js"

/** What carries a pipe's messages over bytes, and how many those were. */
export interface Carrier extends LaneReader, LaneWriter {
  readonly bytesSent: number
  readonly bytesReceived: number
  /** Hands to the operating system what that takes at once, or a good part of it. */
  flushNow(): void
}

/** The socket that a pipe belongs to. */
export interface PipeOwner {
  onReadable(pipe: Pipe): void
  onWritable(pipe: Pipe): void
}

/** The high-water marks of one socket. */
export interface HighWaterMarks {
  readonly send: number
  readonly receive: number
}

/** What carries a pipe's messages away: a connection, a dialer, or another socket. */
export interface PipeLink {
  /** Ends the connection to this peer; its owner sees the pipe detached. */
  terminate(): void
}

/** One peer: what it sent us, and what we have for it. */
export class Pipe implements LaneReader, LaneWriter {
  /** The name a ROUTER or STREAM knows this peer by; empty when it has none yet. */
  routingId: Buffer = EMPTY
  /** What the peer said of itself; null until its handshake is done. */
  peer: PeerInfo | null = null
  /** Where the peer is; null until there is a connection. */
  remote: Remote | null = null
  /** A connection is up behind this pipe. */
  connected = false
  /** The connection is gone for good: nothing more can be sent. */
  closed = false
  /** It ends with its connection. Else it waits for the next one, and keeps what is queued. */
  isMortal = false
  owner: PipeOwner | null = null
  /** The endpoint of ours that it came to be by, as `lastEndpoint` showed it. */
  endpoint = ""
  link: PipeLink | null = null
  /** Tells the marks of the socket at the other end, which add to ours; null: there are bytes in between. */
  otherMarks: (() => HighWaterMarks) | null = null
  /** Hears of new marks of this end's socket; null: nobody has to. */
  onMarks: ((marks: HighWaterMarks) => void) | null = null
  /** Where this pipe stands in the lists of its socket's pattern, by list; -1: not in it. */
  readonly places: [number, number] = [-1, -1]
  /** The last publication that chose this pipe, so that two matching topics send it one copy. */
  mark = 0
  #carrier: Carrier | null = null
  #pastBytesSent = 0
  #pastBytesReceived = 0

  constructor(
    readonly incoming: Lane,
    readonly outgoing: Lane,
  ) {
    incoming.reader = this
    outgoing.writer = this
  }

  /** Bytes written to the operating system for this peer, over all connections; 0 on inproc. */
  get bytesSent(): number {
    return this.#pastBytesSent + (this.#carrier?.bytesSent ?? 0)
  }

  /** Bytes that came from this peer, over all connections; 0 on inproc. */
  get bytesReceived(): number {
    return this.#pastBytesReceived + (this.#carrier?.bytesReceived ?? 0)
  }

  /** Applies the marks of its socket. */
  setHighWaterMarks(marks: HighWaterMarks): void {
    const { send, receive } = marks
    const other = this.otherMarks === null ? null : this.otherMarks()
    this.outgoing.setHighWaterMark(other === null ? send : sumOfMarks(send, other.receive))
    this.incoming.setHighWaterMark(other === null ? receive : sumOfMarks(other.send, receive))
    if (this.onMarks !== null) this.onMarks(marks)
  }

  /** A connection carries the messages from now on; `tap`: those that need not be queued, too. */
  join(carrier: Carrier, tap: LaneTap | null): void {
    this.connected = true
    this.#carrier = carrier
    this.incoming.writer = carrier
    this.outgoing.reader = carrier
    this.outgoing.tap = tap
  }

  /** The connection is over; it had begun with that many messages and not finished them. */
  part(unfinished: number): void {
    this.connected = false
    this.#pastBytesSent = this.bytesSent
    this.#pastBytesReceived = this.bytesReceived
    this.#carrier = null
    this.incoming.writer = null
    this.outgoing.reader = null
    this.outgoing.tap = null
    // The room that this makes is none: who waits to send must not be given it.
    if (this.isMortal) this.outgoing.writer = null
    this.outgoing.release(unfinished)
  }

  /** Hands on what can go without waiting. */
  flush(): void {
    const { outgoing } = this
    let before: number
    do {
      before = outgoing.pending
      this.#carrier?.flushNow()
    } while (outgoing.pending < before)
  }

  onReadable(): void {
    this.owner?.onReadable(this)
  }

  onWritable(): void {
    this.owner?.onWritable(this)
  }
}

/** The mark of a direction between two sockets: no limit on either side is no limit at all. */
export function sumOfMarks(send: number, receive: number): number {
  return send === 0 || receive === 0 ? 0 : send + receive
}
