/**
 * A ByteStream over a `net.Socket`: what tcp and ipc have in common.
 * Knows Node's sockets. Does not know addresses or frames.
 */
import type { Socket } from "node:net"
import type { Intake, IntakeSink } from "./intake.js"
import type { ByteStream, StreamHandler } from "./transport.js"

/** How long a peer may go on sending after we have said our last. */
const GOODBYE_MS = 1000

/** The ends of a stream as endpoints. */
export interface StreamNames {
  readonly localEndpoint: string
  readonly remoteEndpoint: string
  readonly remoteAddress: string
}

/** A connected socket as a stream of bytes. */
export class NetStream implements ByteStream, IntakeSink {
  handler: StreamHandler | null = null
  readonly localEndpoint: string
  readonly remoteEndpoint: string
  readonly remoteAddress: string
  readonly #socket: Socket
  #error: Error | null = null
  #stalled = false
  #ending = false
  readonly #onWritten: () => void

  /** @param intake where the socket's bytes arrive, as it was made with. */
  constructor(socket: Socket, names: StreamNames, intake: Intake) {
    this.#socket = socket
    this.localEndpoint = names.localEndpoint
    this.remoteEndpoint = names.remoteEndpoint
    this.remoteAddress = names.remoteAddress
    this.#onWritten = () => {
      this.#written()
    }
    socket.unref()
    intake.open(socket, this)
    socket.on("error", (error: Error) => {
      this.#error = error
    })
    socket.on("close", () => {
      this.#close()
    })
  }

  get bytesSent(): number {
    return this.#socket.bytesWritten
  }

  get bytesReceived(): number {
    return this.#socket.bytesRead
  }

  write(buffers: readonly Buffer[]): boolean {
    const socket = this.#socket
    // Dead, and `onClose` is about to say so. What was to follow stays in its queue, for the next connection.
    if (socket.destroyed || socket.writableEnded) {
      this.#stalled = true
      return false
    }
    if (buffers.length === 1) socket.write(buffers[0], this.#onWritten)
    else {
      socket.cork()
      const last = buffers.length - 1
      for (let i = 0; i < last; i++) socket.write(buffers[i])
      socket.write(buffers[last], this.#onWritten)
      socket.uncork()
    }
    // libuv tries to write at once. If nothing is left in Node's own buffer, the kernel has all of it.
    this.#stalled = socket.writableLength > 0
    return !this.#stalled
  }

  onData(chunk: Buffer, mayKeep: boolean): boolean {
    // hot
    if (this.#ending || this.handler === null) return false
    return this.handler.onData(chunk, mayKeep)
  }

  pause(): void {
    this.#socket.pause()
  }

  resume(): void {
    this.#socket.resume()
  }

  end(): void {
    if (this.#ending) return
    this.#ending = true
    // Closing a socket with unread input resets the connection, and what we sent last may be lost to the
    // peer. So its input is read and dropped until it closes too.
    this.#socket.resume()
    this.#socket.end()
    const timer = setTimeout(() => this.#socket.destroy(), GOODBYE_MS)
    timer.unref()
    this.#socket.once("close", () => {
      clearTimeout(timer)
    })
  }

  destroy(): void {
    this.#socket.destroy()
  }

  #written(): void {
    const { destroyed, writableEnded, writableLength } = this.#socket
    // Node also calls this for what a socket that broke has not written. And a peer that has hung up may still take
    // bytes, to drop them: then there is room for nothing more (Node has ended our side, too).
    if (!this.#stalled || destroyed || writableEnded || writableLength > 0) return
    this.#stalled = false
    this.handler?.onDrain()
  }

  #close(): void {
    const handler = this.handler
    this.handler = null
    handler?.onClose(this.#error)
  }
}
