/**
 * A pipe: one peer as a socket sees it. Two lanes of whole messages, one each way, with high-water marks.
 * The contract between what moves messages (a connection, or another socket) and what chooses peers.
 * Knows messages and counts. Does not know bytes, frames, sockets, timers or promises.
 */
import type { Buffer } from "node:buffer"
import { EMPTY, owned, type Message } from "./message.js"
import type { PeerInfo, Remote } from "./peer.js"
import { MessageQueue, type MessageRun } from "./message-queue.js"

/** Told that a message waits, after it had found none. */
export interface LaneReader {
  onReadable(): void
}

/** Told that there is room again, after it had found none. */
export interface LaneWriter {
  onWritable(): void
}

/** What carries a pipe's messages over bytes, and how many those were. */
export interface Carrier extends LaneReader, LaneWriter {
  readonly bytesSent: number
  readonly bytesReceived: number
}

/** A reader that can take a message at once, past the queue. It answers false when it cannot. */
export interface LaneTap {
  take(message: Message): boolean
}

/**
 * One direction of a pipe. It counts every message from `write` until `release`, so what a reader has
 * taken but not finished (bytes the kernel has not accepted yet) still counts against the mark.
 * Credit returns to the writer in steps of half the mark, as in libzmq.
 */
export class Lane {
  reader: LaneReader | null = null
  writer: LaneWriter | null = null
  tap: LaneTap | null = null
  /** No more will be written: the writer is gone. What is queued can still be read. */
  ended = false
  /** Called when nothing is pending any more; null: nobody asks. */
  whenEmpty: (() => void) | null = null
  /** Told how many messages are finished with, in the steps in which credit returns; null: nobody asks. */
  onFinished: ((messages: number) => void) | null = null
  #queue = new MessageQueue()
  #limit: number
  #lowWater: number
  #conflate: boolean
  #count = 0
  #finished = 0
  /** Messages that no longer count. */
  #past = 0
  #readerWaits = true
  #writerWaits = false
  /** The reader hands on to a lane in another thread. */
  #lends = false
  /** Messages that are there now. */
  #lent = 0

  /** @param highWaterMark most messages in the lane; 0 for no limit. @param conflate keep the newest only. */
  constructor(highWaterMark: number, conflate: boolean) {
    this.#limit = limitOf(highWaterMark)
    this.#lowWater = lowWaterOf(highWaterMark)
    this.#conflate = conflate
  }

  /** Messages waiting to be read. */
  get length(): number {
    return this.#queue.length
  }

  /** Messages written, and neither finished with nor in another thread's hands. */
  get pending(): number {
    return this.#count - this.#finished - this.#lent
  }

  /** Messages written so far. */
  get total(): number {
    return this.#past + this.#count
  }

  /** True when a message could be written now. Asking registers the writer for `onWritable` if not. */
  hasRoom(): boolean {
    if (this.#count < this.#limit || this.#conflate) return true
    this.#writerWaits = true
    return false
  }

  /**
   * Writes a message that belongs to the caller: small parts are copied before this returns.
   * False: full; nothing was taken, and `onWritable` will follow.
   */
  write(message: Message): boolean {
    // hot
    if (this.#conflate) return this.#replace(owned(message))
    if (this.#count >= this.#limit) {
      this.#writerWaits = true
      return false
    }
    this.#count += 1
    const tap = this.tap
    if (tap !== null && this.#queue.isEmpty && tap.take(message)) return true
    this.#enqueue(owned(message))
    return true
  }

  /**
   * Puts in a message that nobody else will touch, room or not. Answers whether there is room for more;
   * if not, `onWritable` will follow.
   */
  deliver(message: Message): boolean {
    // hot
    if (this.#conflate) return this.#replace(message)
    this.#count += 1
    this.#enqueue(message)
    if (this.#count < this.#limit) return true
    this.#writerWaits = true
    return false
  }

  /** How many messages `deliverRun` may bring now. */
  roomForRun(): number {
    return this.#conflate ? 0 : this.#limit - this.#count
  }

  /** The same as `deliver`, for several messages for which there is room. */
  deliverRun(run: MessageRun): boolean {
    this.#count += run.left
    this.#queue.pushRun(run)
    if (this.#readerWaits) this.#wakeReader()
    if (this.#count < this.#limit) return true
    this.#writerWaits = true
    return false
  }

  /** Takes the next message and is finished with it. Null: none, and `onReadable` will follow. */
  read(): Message | null {
    // hot
    const message = this.#queue.shift()
    if (message === null) this.#readerWaits = true
    else this.#free(1)
    return message
  }

  /** Takes the next message, which counts until `release`. Null: none, and `onReadable` will follow. */
  begin(): Message | null {
    // hot
    const message = this.#queue.shift()
    if (message === null) this.#readerWaits = true
    return message
  }

  /** True when nothing waits. Asking registers the reader for `onReadable`. */
  isEmpty(): boolean {
    if (!this.#queue.isEmpty) return false
    this.#readerWaits = true
    return true
  }

  /** The reader is finished with that many messages it took with `begin` or through its tap. */
  release(messages: number): void {
    // hot
    if (!this.#lends) this.#free(messages)
    else {
      this.#lent += messages
      if (this.whenEmpty !== null && this.pending === 0) this.whenEmpty()
    }
  }

  /** From now on, what the reader releases has gone to a lane in another thread, and counts until `settle`. */
  lend(): void {
    this.#lends = true
  }

  /** So many messages are finished with where they went: there it was that steps were waited for. */
  settle(messages: number): void {
    this.#lent -= messages
    this.#count -= messages
    this.#past += messages
    this.#wakeWriter()
  }

  /** Applies a new high-water mark at once. Lowering it drops nothing. */
  setHighWaterMark(highWaterMark: number): void {
    this.#limit = limitOf(highWaterMark)
    this.#lowWater = lowWaterOf(highWaterMark)
    this.#free(0)
    this.#wakeWriter()
  }

  /** Drops the queued messages that do not pass. */
  keep(passes: (message: Message) => boolean): void {
    this.#free(this.#queue.keep(passes))
  }

  /** Puts a message in front of all that wait, room or not. */
  deliverFirst(message: Message): void {
    this.#count += 1
    this.#queue.unshift(message)
    this.#wakeReader()
  }

  /** Drops everything that waits. */
  clear(): void {
    const dropped = this.#queue.length
    this.#queue.clear()
    this.#free(dropped)
  }

  #free(messages: number): void {
    // hot
    this.#finished += messages
    if (this.#finished < this.#lowWater && this.#finished < this.#count) return
    const step = this.#finished
    this.#count -= step
    this.#past += step
    this.#finished = 0
    if (this.#writerWaits) this.#wakeWriter()
    if (this.whenEmpty !== null && this.pending === 0) this.whenEmpty()
    if (this.onFinished !== null && step > 0) this.onFinished(step)
  }

  #replace(message: Message): boolean {
    if (!this.#queue.isEmpty) {
      this.#queue.clear()
      this.#count -= 1
      this.#past += 1
      if (this.onFinished !== null) this.onFinished(1)
    }
    this.#count += 1
    this.#enqueue(message)
    return true
  }

  #enqueue(message: Message): void {
    // hot
    this.#queue.push(message)
    if (this.#readerWaits) this.#wakeReader()
  }

  #wakeWriter(): void {
    if (!this.#writerWaits || this.#count >= this.#limit) return
    this.#writerWaits = false
    this.writer?.onWritable()
  }

  #wakeReader(): void {
    if (!this.#readerWaits) return
    this.#readerWaits = false
    this.reader?.onReadable()
  }
}

function limitOf(highWaterMark: number): number {
  return highWaterMark === 0 ? Infinity : highWaterMark
}

function lowWaterOf(highWaterMark: number): number {
  return highWaterMark === 0 ? 1 : (highWaterMark + 1) >> 1
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
    this.outgoing.release(unfinished)
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
