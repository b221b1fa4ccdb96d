/**
 * Sockets as streams, Node's and the web's: `purezmq/streams`. A chunk is a message; back pressure is the socket's.
 * Knows what users of sockets know. ZeroMQ has no end of stream: that one side ends is not told to the other.
 *
 * @module purezmq/streams
 */
import type { Buffer } from "node:buffer"
import { Duplex, Readable, Writable } from "node:stream"
import { ReadableStream, WritableStream } from "node:stream/web"
import type {
  BatchReadable,
  BatchWritable,
  Readable as Receives,
  Sendable,
  Writable as Sends,
} from "../api/messaging.js"
import type { Socket } from "../api/socket.js"

/** A socket that can be read from. */
export type ReadableSocket = Socket & Receives & BatchReadable

/** A socket that can be written to. */
export type WritableSocket = Socket & Sends & BatchWritable

/** What all of these functions take. */
export interface StreamOptions {
  /** Close the socket when its stream is over. Default true. */
  autoClose?: boolean
  /** Messages (16 unless given) that the stream itself holds, on top of the socket's own queues. */
  highWaterMark?: number
}

/** What the functions for reading take. */
export interface ReadOptions extends StreamOptions {
  /** Chunks are the parts of messages rather than messages: a stream of bytes. Default false. */
  flat?: boolean
}

const HELD_MESSAGES = 16

/**
 * The messages of a socket as a stream of Node's. It ends when the socket is closed.
 *
 * @example
 * import { Pull, Push } from "purezmq"
 * import { readableFrom, writableTo } from "purezmq/streams"
 * const pull = new Pull()
 * await pull.bind("tcp://127.0.0.1:*")
 * const push = new Push()
 * push.connect(pull.lastEndpoint ?? "")
 * writableTo(push).end(["hello", "stream"])
 * for await (const [first, second] of readableFrom(pull)) {
 *   console.log(String(first), String(second)) // "hello stream"
 *   break
 * }
 */
export function readableFrom(socket: ReadableSocket, options: ReadOptions = {}): Readable {
  return new Readable({ ...modeOf(options), ...new Reading(socket, options).methods() })
}

/**
 * A stream of Node's whose chunks are sent as messages; a chunk is what `send` takes. `end` waits until all is
 * sent. See {@link readableFrom} for an example.
 */
export function writableTo(socket: WritableSocket, options: StreamOptions = {}): Writable {
  return new Writable({ ...modeOf(options), ...new Writing(socket, options).methods() })
}

/**
 * Both directions of a socket, such as a PAIR or a DEALER, as one stream of Node's.
 *
 * @example
 * import { Pair } from "purezmq"
 * import { duplexOf } from "purezmq/streams"
 * const one = new Pair()
 * const other = new Pair()
 * await one.bind("inproc://duplex")
 * other.connect("inproc://duplex")
 * const stream = duplexOf(one)
 * stream.write("ping")
 * console.log(String(await other.receive())) // "ping"
 * stream.destroy()
 * other.close()
 */
export function duplexOf(
  socket: ReadableSocket & WritableSocket,
  options: ReadOptions = {},
): Duplex {
  const reading = new Reading(socket, options)
  const writing = new Writing(socket, options)
  return new Duplex({
    ...modeOf(options),
    ...reading.methods(),
    ...writing.methods(),
    destroy: (error, callback) => {
      writing.stop()
      reading.methods().destroy(error, callback)
    },
  })
}

/**
 * The messages of a socket as a stream of the web's.
 *
 * @example
 * import { Pull, Push } from "purezmq"
 * import { webReadableFrom, webWritableTo } from "purezmq/streams"
 * const pull = new Pull()
 * await pull.bind("tcp://127.0.0.1:*")
 * const push = new Push()
 * push.connect(pull.lastEndpoint ?? "")
 * const writer = webWritableTo(push).getWriter()
 * await writer.write("hello web")
 * const reader = webReadableFrom(pull).getReader()
 * console.log(String((await reader.read()).value)) // "hello web"
 * await reader.cancel()
 * await writer.close()
 */
export function webReadableFrom(
  socket: ReadableSocket,
  options: StreamOptions = {},
): ReadableStream<Buffer[]> {
  const reading = new Reading(socket, options)
  const source = {
    pull: async (controller: { enqueue(message: Buffer[]): void; close(): void }) => {
      const messages = await reading.next()
      if (messages === null) controller.close()
      else for (const message of messages) controller.enqueue(message)
    },
    cancel: () => {
      reading.stop()
    },
  }
  return new ReadableStream(source, { highWaterMark: options.highWaterMark ?? HELD_MESSAGES })
}

/** A stream of the web's whose chunks are sent as messages. See {@link webReadableFrom} for an example. */
export function webWritableTo(
  socket: WritableSocket,
  options: StreamOptions = {},
): WritableStream<Sendable> {
  const writing = new Writing(socket, options)
  const sink = {
    write: (chunk: Sendable) => writing.send([chunk]),
    close: async () => {
      await writing.drain()
      writing.stop()
    },
    abort: () => {
      writing.stop()
    },
  }
  return new WritableStream(sink, { highWaterMark: options.highWaterMark ?? HELD_MESSAGES })
}

type Done = (error?: Error | null) => void

function modeOf({ flat = false, highWaterMark = HELD_MESSAGES }: ReadOptions): object {
  return flat
    ? { writableObjectMode: true, writableHighWaterMark: highWaterMark }
    : { objectMode: true, highWaterMark }
}

/** Reading a socket for a stream. */
class Reading {
  readonly #socket: ReadableSocket
  readonly #options: ReadOptions
  readonly #control = new AbortController()

  constructor(socket: ReadableSocket, options: ReadOptions) {
    this.#socket = socket
    this.#options = options
  }

  /** The next messages; null: there will be no more. */
  async next(): Promise<Buffer[][] | null> {
    if (this.#isOver()) return null
    try {
      return await this.#socket.receiveMany({ signal: this.#control.signal, most: HELD_MESSAGES })
    } catch (error) {
      if (this.#isOver()) return null
      throw error
    }
  }

  #isOver(): boolean {
    return this.#socket.closed || this.#control.signal.aborted
  }

  stop(): void {
    this.#control.abort()
    if (this.#options.autoClose !== false) this.#socket.close()
  }

  methods(): { read(this: Readable): void; destroy(error: Error | null, done: Done): void } {
    const isFlat = this.#options.flat === true
    const pushNext = async (stream: Readable): Promise<void> => {
      for (;;) {
        const messages = await this.next()
        // A stream of bytes has no empty chunks.
        const chunks = isFlat ? messages?.flat().filter(({ length }) => length > 0) : messages
        for (const chunk of chunks ?? []) stream.push(chunk)
        if (messages === null) stream.push(null)
        if (chunks?.length !== 0) return
      }
    }
    const stop = (): void => {
      this.stop()
    }
    return {
      read() {
        pushNext(this).catch((error: unknown) => this.destroy(error as Error))
      },
      destroy(error, done) {
        stop()
        done(error)
      },
    }
  }
}

/** Writing to a socket for a stream. */
class Writing {
  readonly #socket: WritableSocket
  readonly #options: StreamOptions
  readonly #control = new AbortController()

  constructor(socket: WritableSocket, options: StreamOptions) {
    this.#socket = socket
    this.#options = options
  }

  async send(chunks: Iterable<Sendable>): Promise<void> {
    await this.#socket.sendMany(chunks, { signal: this.#control.signal })
  }

  async drain(): Promise<void> {
    await this.#socket.drained({ signal: this.#control.signal })
  }

  stop(): void {
    this.#control.abort()
    if (this.#options.autoClose !== false) this.#socket.close()
  }

  methods(): {
    write(chunk: Sendable, encoding: BufferEncoding, done: Done): void
    writev(chunks: { chunk: Sendable }[], done: Done): void
    final(done: Done): void
    destroy(error: Error | null, done: Done): void
  } {
    return {
      write: (chunk, _encoding, done) => {
        settle(this.send([chunk]), done)
      },
      writev: (chunks, done) => {
        settle(this.send(chunks.map(({ chunk }) => chunk)), done)
      },
      final: (done) => {
        settle(this.drain(), done)
      },
      destroy: (error, done) => {
        this.stop()
        done(error)
      },
    }
  }
}

function settle(promise: Promise<void>, done: Done): void {
  promise.then(() => done(), done)
}
