/**
 * A lane: one direction of a pipe. Whole messages in order, counted against a high-water mark from when they are
 * written until whoever read them is finished with them.
 * Knows messages and counts. Does not know peers, bytes on a wire, sockets, timers or promises.
 */
import { bytesOf, owned, type Message } from "./message.js"
import { MessageQueue, type MessageRun } from "./message-queue.js"

/** Told that a message waits, after it had found none. */
export interface LaneReader {
  onReadable(): void
}

/** Told that there is room again, after it had found none. */
export interface LaneWriter {
  onWritable(): void
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
  /** Bytes that were delivered and wait. */
  #bytes = 0
  readonly #maxBytes: number
  #finished = 0
  /** Messages that no longer count. */
  #past = 0
  #readerWaits = true
  #writerWaits = false
  /** The reader hands on to a lane in another thread. */
  #lends = false
  /** Messages that are there now. */
  #lent = 0

  /**
   * @param highWaterMark most messages in the lane; 0 for no limit. @param conflate keep the newest only.
   * @param maxBytes there is no room for another delivery once so many bytes wait.
   */
  constructor(highWaterMark: number, conflate: boolean, maxBytes = Infinity) {
    this.#maxBytes = maxBytes
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
    this.#bytes += bytesOf(message)
    this.#enqueue(message)
    if (this.#count < this.#limit && this.#bytes < this.#maxBytes) return true
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
    this.#bytes += run.bytes
    this.#queue.pushRun(run)
    if (this.#readerWaits) this.#wakeReader()
    if (this.#count < this.#limit && this.#bytes < this.#maxBytes) return true
    this.#writerWaits = true
    return false
  }

  /** Takes the next message and is finished with it. Null: none, and `onReadable` will follow. */
  read(): Message | null {
    // hot
    const message = this.#queue.shift()
    if (message === null) this.#readerWaits = true
    else {
      // What was written rather than delivered is not counted.
      if (this.#bytes > 0) this.#bytes -= bytesOf(message)
      this.#free(1)
    }
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
    const dropped = this.#queue.keep((message) => {
      const stays = passes(message)
      if (!stays && this.#bytes > 0) this.#bytes -= bytesOf(message)
      return stays
    })
    this.#free(dropped)
  }

  /** Puts a message in front of all that wait, room or not. */
  deliverFirst(message: Message): void {
    this.#count += 1
    this.#bytes += bytesOf(message)
    this.#queue.unshift(message)
    this.#wakeReader()
  }

  /** Drops everything that waits. */
  clear(): void {
    const dropped = this.#queue.length
    this.#bytes = 0
    this.#queue.clear()
    this.#free(dropped)
  }

  /** Nobody will read it any more: drops everything that waits. Its writer hears of no room: there is none. */
  abandon(): void {
    this.writer = null
    this.clear()
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
    if (!this.#writerWaits || this.#count >= this.#limit || this.#bytes >= this.#maxBytes) return
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
