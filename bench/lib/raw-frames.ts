/**
 * The least that can put ZMTP frames on a `net.Socket` and take them off again: no queues, no patterns, no
 * high-water marks, no errors. What it reaches is the practical limit for JavaScript on this machine.
 */
import { Buffer } from "node:buffer"
import type { Socket } from "node:net"

const BLOCK_BYTES = 64 * 1024
/** Larger bodies are written from where they are. */
const COPIED_BYTES = 2048
const LONG = 2
const DONE = Promise.resolve()

/** Sends frames: one write for 64 KiB of them, or for what a turn of the event loop made. */
export class FrameWriter {
  readonly #socket: Socket
  #block = Buffer.allocUnsafeSlow(BLOCK_BYTES)
  #at = 0
  #sealed = 0
  #chunks: Buffer[] = []
  #bytes = 0
  #scheduled = false
  #resume: (() => void) | null = null

  constructor(socket: Socket) {
    this.#socket = socket
  }

  /** Appends a frame. False: the kernel is behind, wait for `drained`. */
  append(body: Buffer): boolean {
    const size = body.length
    const copied = size <= COPIED_BYTES
    if (BLOCK_BYTES - this.#at < 9 + (copied ? size : 0)) this.#write()
    this.#header(size)
    if (copied) {
      this.#block.set(body, this.#at)
      this.#at += size
    } else {
      this.#seal()
      this.#chunks.push(body)
    }
    this.#bytes += size
    if (this.#bytes >= BLOCK_BYTES) this.#write()
    else if (!this.#scheduled) this.#schedule()
    return this.#socket.writableLength === 0
  }

  /** As `append`, the way a socket's `send` is used. */
  send(body: Buffer): Promise<void> {
    return this.append(body) ? DONE : this.drained()
  }

  /** Resolves when the kernel has taken everything. */
  drained(): Promise<void> {
    return new Promise((resume) => {
      this.#resume = resume
    })
  }

  #header(size: number): void {
    const block = this.#block
    if (size <= 255) {
      block[this.#at] = 0
      block[this.#at + 1] = size
      this.#at += 2
    } else {
      block[this.#at] = LONG
      block.writeUInt32BE(0, this.#at + 1)
      block.writeUInt32BE(size, this.#at + 5)
      this.#at += 9
    }
  }

  #seal(): void {
    if (this.#at === this.#sealed) return
    this.#chunks.push(this.#block.subarray(this.#sealed, this.#at))
    this.#sealed = this.#at
  }

  #schedule(): void {
    this.#scheduled = true
    setImmediate(() => {
      this.#scheduled = false
      this.#write()
    })
  }

  #write(): void {
    this.#seal()
    if (this.#chunks.length === 0) return
    const socket = this.#socket
    socket.cork()
    for (const chunk of this.#chunks) socket.write(chunk, this.#onWritten)
    socket.uncork()
    // What the kernel has not taken yet still lies in the block.
    if (socket.writableLength > 0) this.#block = Buffer.allocUnsafeSlow(BLOCK_BYTES)
    this.#chunks = []
    this.#at = this.#sealed = this.#bytes = 0
  }

  readonly #onWritten = (): void => {
    if (this.#resume === null || this.#socket.writableLength > 0) return
    const resume = this.#resume
    this.#resume = null
    resume()
  }
}

/** Receives frames: views of each chunk; only what a chunk's end has cut is copied. */
export class FrameReader {
  readonly #onMessage: (body: Buffer) => void
  #header: Buffer | null = null
  #body: Buffer | null = null
  #filled = 0

  constructor(onMessage: (body: Buffer) => void) {
    this.#onMessage = onMessage
  }

  receive(data: Buffer): void {
    let at = 0
    if (this.#body !== null) {
      at = data.copy(this.#body, this.#filled)
      this.#filled += at
      if (this.#filled < this.#body.length) return
      const body = this.#body
      this.#body = null
      this.#onMessage(body)
    }
    const chunk = this.#header === null ? data : Buffer.concat([this.#header, data])
    this.#header = null
    while (at < chunk.length) {
      const headerBytes = (chunk[at] & LONG) === 0 ? 2 : 9
      const from = at + headerBytes
      if (from > chunk.length) {
        this.#header = chunk.subarray(at)
        return
      }
      const size = headerBytes === 2 ? chunk[at + 1] : chunk.readUInt32BE(at + 5)
      at = from + size
      if (at > chunk.length) {
        this.#body = Buffer.allocUnsafe(size)
        this.#filled = chunk.copy(this.#body, 0, from)
        return
      }
      this.#onMessage(chunk.subarray(from, at))
    }
  }
}

/** Messages for a `for await` loop: an array and a promise for each, as with a socket. */
export class MessageStream implements AsyncIterable<Buffer[]>, AsyncIterator<Buffer[]> {
  #messages: Buffer[][] = []
  #at = 0
  #waiting: ((result: IteratorResult<Buffer[]>) => void) | null = null

  push(body: Buffer): void {
    if (this.#waiting === null) {
      this.#messages.push([body])
      return
    }
    const waiting = this.#waiting
    this.#waiting = null
    waiting({ value: [body], done: false })
  }

  next(): Promise<IteratorResult<Buffer[]>> {
    if (this.#at < this.#messages.length) {
      return Promise.resolve({ value: this.#messages[this.#at++], done: false })
    }
    this.#messages = []
    this.#at = 0
    return new Promise((resolve) => {
      this.#waiting = resolve
    })
  }

  [Symbol.asyncIterator](): this {
    return this
  }
}
