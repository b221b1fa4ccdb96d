/**
 * A stream that somebody watches: all bytes pass through here, both ways, and are shown to a witness. Made only while
 * there is one: nobody else pays for it.
 * Knows streams. Does not know what bytes mean, nor who watches.
 */
import type { Buffer } from "node:buffer"
import type { ByteStream, StreamHandler } from "../transports/transport.js"

/** Who is shown the bytes of one stream. Their memory is somebody else's when this returns. */
export interface Witness {
  sent(bytes: Buffer): void
  received(bytes: Buffer): void
}

/** The stream with its witness. */
export class WatchedStream implements ByteStream, StreamHandler {
  readonly #stream: ByteStream
  readonly #witness: Witness
  #handler: StreamHandler | null = null

  constructor(stream: ByteStream, witness: Witness) {
    this.#stream = stream
    this.#witness = witness
  }

  get handler(): StreamHandler | null {
    return this.#handler
  }

  set handler(handler: StreamHandler | null) {
    this.#handler = handler
    this.#stream.handler = handler === null ? null : this
  }

  get localEndpoint(): string {
    return this.#stream.localEndpoint
  }

  get remoteEndpoint(): string {
    return this.#stream.remoteEndpoint
  }

  get remoteAddress(): string {
    return this.#stream.remoteAddress
  }

  get bytesSent(): number {
    return this.#stream.bytesSent
  }

  get bytesReceived(): number {
    return this.#stream.bytesReceived
  }

  write(buffers: readonly Buffer[]): boolean {
    for (const buffer of buffers) this.#witness.sent(buffer)
    return this.#stream.write(buffers)
  }

  pause(): void {
    this.#stream.pause()
  }

  resume(): void {
    this.#stream.resume()
  }

  end(): void {
    this.#stream.end()
  }

  destroy(): void {
    this.#stream.destroy()
  }

  onData(chunk: Buffer, mayKeep: boolean): boolean {
    this.#witness.received(chunk)
    return this.#handler?.onData(chunk, mayKeep) ?? false
  }

  onDrain(): void {
    this.#handler?.onDrain()
  }

  onClose(error: Error | null): void {
    this.#handler?.onClose(error)
  }
}
