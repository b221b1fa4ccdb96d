/**
 * Bytes to frames to messages (RFC 37, "Framing"). It can be stopped after any message, in the middle of
 * a chunk, and goes on from there.
 * Knows frames and limits. Does not know what commands mean, nor where bytes come from.
 */
import { Buffer, constants } from "node:buffer"
import { EMPTY, type Message } from "../message.js"
import type { MessageRun } from "../message-queue.js"
import { sharedBytes } from "../shared-memory.js"
import { BodyBuffer } from "./body-buffer.js"
import { BodyCopies } from "./body-copies.js"
import { COMMAND, LONG, MORE } from "./encoder.js"
import { ProtocolError } from "./errors.js"
import { FrameRun, LARGEST_RUN_BYTES, RunFinder } from "./frame-run.js"

const TWO_TO_32 = 2 ** 32
const LARGEST_HEADER = 9
/** After so many frames it wants others to have their turn: a read is 64 KiB, and libuv makes up to 32 of them in one. */
const FRAMES_AT_ONCE = 1024

/** Where decoded frames go. */
export interface FrameSink {
  /** A whole message. False: stop here until `resume`. */
  onMessage(message: Message): boolean
  /** How many messages it would take as a run now; less than two: none. */
  roomForRun(): number
  /** Several whole messages, no more than there was room for. False: stop here until `resume`. */
  onRun(run: MessageRun): boolean
  /** The body of a command frame. It is only valid during the call. */
  onCommand(body: Buffer): void
  /** The body of a sealed frame: from here to there in `bytes`, which are only valid during the call. */
  onSealed(bytes: Buffer, from: number, to: number): void
}

/** Turns the chunks of one connection into calls of its sink. Throws ProtocolError, and nothing else. */
export class Decoder {
  /** Largest frame body taken; checked before any memory is set aside for it. */
  maxFrameBytes: number
  /** Most parts a message may have. */
  maxParts: number
  /** Most bytes that the parts of a message may have together. */
  maxMultipartBytes = Infinity
  /** Only commands may come: the handshake is not done. */
  commandsOnly = true
  /** Every frame is sealed: whatever its flags say, what counts is inside. */
  sealed = false
  /** The sink said stop: bytes are kept and nothing is decoded until `resume`. */
  stopped = false
  /** Nobody else stopped it: it goes on as soon as others have had their turn. */
  isTired = false
  #framesLeft = FRAMES_AT_ONCE
  readonly #sink: FrameSink
  readonly #copies = new BodyCopies()
  readonly #finder = new RunFinder()
  #chunk: Buffer = EMPTY
  #at = 0
  #later: Buffer[] = []
  /** The parts of a message that has begun; null between messages. */
  #parts: Message | null = null
  /** The bytes of those parts. */
  #partBytes = 0
  /** A header cut by the end of a chunk. */
  readonly #header = Buffer.alloc(LARGEST_HEADER)
  #headerBytes = 0
  /** A body cut by the end of a chunk. */
  #body: BodyBuffer | null = null
  #bodyFlags = 0

  constructor(sink: FrameSink, maxFrameBytes: number, maxParts: number) {
    this.#sink = sink
    this.maxFrameBytes = maxFrameBytes
    this.maxParts = maxParts
  }

  /**
   * Decodes the next chunk. Unless `mayKeep`, its memory is the caller's again when this returns. Answers whether
   * some of it is kept, or would be.
   */
  receive(chunk: Buffer, mayKeep = false): boolean {
    if (this.stopped) {
      this.#later.push(mayKeep ? chunk : Buffer.from(chunk))
      return true
    }
    this.#copies.keeps = false
    this.#begin(chunk, mayKeep)
    this.#decode()
    if (this.#at === this.#chunk.length) return this.#copies.keeps
    if (!mayKeep) this.#begin(Buffer.from(this.#chunk.subarray(this.#at)), true)
    return true
  }

  /** Goes on after a stop, until all bytes are decoded or the sink stops it again. */
  resume(): void {
    this.#setStopped(false)
    for (let next = 0; ; next++) {
      this.#decode()
      if (this.stopped || next === this.#later.length) {
        this.#later.splice(0, next)
        return
      }
      this.#begin(this.#later[next], true)
    }
  }

  #setStopped(stopped: boolean): void {
    this.stopped = stopped
    this.isTired = false
  }

  /** Stops, unless it is stopped. */
  #tire(): void {
    this.#framesLeft = FRAMES_AT_ONCE
    if (this.stopped) return
    this.stopped = true
    this.isTired = true
  }

  #begin(chunk: Buffer, mayKeep = true): void {
    this.#chunk = chunk
    this.#at = 0
    this.#copies.begin(chunk, mayKeep)
  }

  #decode(): void {
    // hot
    if (this.#body !== null && !this.#fillBody(this.#body)) return
    if (this.#headerBytes > 0 && !this.#fillHeader()) return
    const chunk = this.#chunk
    const end = chunk.length
    while (!this.stopped && this.#at < end) {
      if (this.#takeRun()) continue
      const at = this.#at
      const flags = chunk[at]
      // Flags 0 and 1 are short message frames, nearly all of the traffic.
      if (flags > MORE || this.commandsOnly) this.#checkFlags(flags)
      const headerBytes = (flags & LONG) === 0 ? 2 : LARGEST_HEADER
      if (end - at < headerBytes) {
        this.#keepHeader()
        return
      }
      const size = headerBytes === 2 ? chunk[at + 1] : readSize(chunk, at + 1)
      if (size > this.maxFrameBytes) throw tooLarge(size, this.maxFrameBytes)
      if (this.#partBytes + size > this.maxMultipartBytes) this.#checkMultipart(flags, size)
      const from = at + headerBytes
      if (end - from < size) {
        this.#at = from
        this.#keepBody(flags, size)
        return
      }
      this.#at = from + size
      if (this.sealed) this.#sink.onSealed(chunk, from, from + size)
      else this.#onFrame(flags, this.#copies.copy(from, size))
      if (--this.#framesLeft === 0) this.#tire()
    }
    if (this.#at >= end) this.#begin(EMPTY)
  }

  /** Hands on the whole messages that come next without looking into them. False: there are no two of them. */
  #takeRun(): boolean {
    // hot
    if (this.commandsOnly || this.#parts !== null || this.#countsBytes) return false
    const room = this.#sink.roomForRun()
    if (room < 2) return false
    const finder = this.#finder
    finder.find(this.#chunk, this.#at, room, this.maxFrameBytes, this.maxParts)
    if (finder.messages < 2) return false
    const bytes = sharedBytes(finder.end - this.#at)
    this.#chunk.copy(bytes, 0, this.#at, finder.end)
    this.#at = finder.end
    if (!this.#sink.onRun(new FrameRun(bytes, finder.messages, finder.bytes))) this.stopped = true
    return true
  }

  #onFrame(flags: number, body: Buffer): void {
    // hot
    if (flags === 0 || flags === LONG) {
      let message = this.#parts
      if (message === null) message = [body]
      else {
        message.push(body)
        this.#parts = null
        this.#partBytes = 0
      }
      if (!this.#sink.onMessage(message)) this.stopped = true
    } else if ((flags & COMMAND) !== 0) {
      // RFC 37: a command stands between messages; libzmq also puts PING and PONG between two frames of one.
      this.#sink.onCommand(body)
    } else {
      if (this.#parts === null) this.#parts = [body]
      else this.#parts.push(body)
      this.#partBytes += body.length
      if (this.#parts.length >= this.maxParts) {
        throw violation(`message has more than ${String(this.maxParts)} parts`)
      }
    }
  }

  #checkFlags(flags: number): void {
    if (flags > (MORE | LONG | COMMAND))
      throw violation(`reserved flag bits are set: ${String(flags)}`)
    if ((flags & COMMAND) === 0) {
      if (this.commandsOnly) {
        throw new ProtocolError("ERR_ZMTP_UNEXPECTED_COMMAND", "message frame during the handshake")
      }
    } else if ((flags & MORE) !== 0) throw violation("command frame has the MORE flag")
  }

  /** The limit is less than what a run may have. */
  get #countsBytes(): boolean {
    return this.maxMultipartBytes < LARGEST_RUN_BYTES
  }

  /** Commands and sealed frames are no parts; who opens the latter counts those. */
  #checkMultipart(flags: number, size: number): void {
    if (this.sealed || (flags & COMMAND) !== 0) return
    throw tooLong(this.#partBytes + size)
  }

  /** Keeps a header that the chunk's end has cut. */
  #keepHeader(): void {
    const left = this.#chunk.length - this.#at
    this.#chunk.copy(this.#header, 0, this.#at)
    this.#headerBytes = left
    this.#begin(EMPTY)
  }

  /** Completes a cut header from this chunk. False: more bytes are needed. */
  #fillHeader(): boolean {
    const header = this.#header
    const needed = (header[0] & LONG) === 0 ? 2 : LARGEST_HEADER
    while (this.#headerBytes < needed) {
      if (this.#at === this.#chunk.length) {
        this.#begin(EMPTY)
        return false
      }
      header[this.#headerBytes++] = this.#chunk[this.#at++]
    }
    this.#headerBytes = 0
    const size = needed === 2 ? header[1] : readSize(header, 1)
    if (size > this.maxFrameBytes) throw tooLarge(size, this.maxFrameBytes)
    if (this.#partBytes + size > this.maxMultipartBytes) this.#checkMultipart(header[0], size)
    this.#body = new BodyBuffer(size)
    this.#bodyFlags = header[0]
    return this.#fillBody(this.#body)
  }

  /** Keeps a body that the chunk's end has cut. */
  #keepBody(flags: number, size: number): void {
    this.#body = new BodyBuffer(size)
    this.#bodyFlags = flags
    this.#fillBody(this.#body)
  }

  /** Completes a cut body from this chunk. False: more bytes are needed, or the sink stopped us. */
  #fillBody(body: BodyBuffer): boolean {
    this.#at += body.append(this.#chunk, this.#at)
    if (!body.isComplete) {
      this.#begin(EMPTY)
      return false
    }
    this.#body = null
    if (this.sealed) this.#sink.onSealed(body.bytes, 0, body.bytes.length)
    else this.#onFrame(this.#bodyFlags, body.bytes)
    return !this.stopped
  }
}

/** RFC 37: 64 bits, big-endian, the top bit must be 0. Sizes past what a Buffer can be are refused. */
function readSize(bytes: Buffer, at: number): number {
  const high = bytes.readUInt32BE(at)
  if (high >= 0x80000000) throw violation("frame size has its top bit set")
  const size = high * TWO_TO_32 + bytes.readUInt32BE(at + 4)
  if (size > constants.MAX_LENGTH) throw tooLarge(size, constants.MAX_LENGTH)
  return size
}

function violation(text: string): ProtocolError {
  return new ProtocolError("ERR_ZMTP_MALFORMED_COMMAND_MESSAGE", text)
}

/** A message's parts are more, together, than is taken. */
export function tooLong(bytes: number): ProtocolError {
  return violation(`message of ${String(bytes)} bytes or more: that is too much`)
}

function tooLarge(size: number, limit: number): ProtocolError {
  return violation(`frame of ${String(size)} bytes, at most ${String(limit)} are taken`)
}
