/**
 * Drives one plain byte stream for one pipe of a STREAM socket: each chunk that comes is a message, the bytes
 * of each message are written as they are.
 * Knows the stream and the pipe. Does not know ZMTP.
 */
import { Buffer } from "node:buffer"
import type { Carrier, Pipe } from "../pipe.js"
import type { ByteStream, StreamHandler } from "../transports/transport.js"
import type { EndReason, EngineOwner, PeerEngine } from "./peer-engine.js"

/** A peer without ZMTP. */
export class RawEngine implements PeerEngine, StreamHandler, Carrier {
  readonly stream: ByteStream
  isReady = false
  readonly #owner: EngineOwner
  #pipe: Pipe | null = null
  #stalled = false
  #finishing = false
  #ended = false

  constructor(stream: ByteStream, owner: EngineOwner) {
    this.stream = stream
    this.#owner = owner
  }

  get bytesSent(): number {
    return this.stream.bytesSent
  }

  get bytesReceived(): number {
    return this.stream.bytesReceived
  }

  start(): void {
    this.stream.handler = this
    this.isReady = true
    this.#owner.onReady(this, null)
  }

  serve(pipe: Pipe): void {
    this.#pipe = pipe
    pipe.join(this, null)
    this.flushNow()
  }

  finish(): void {
    this.#finishing = true
    this.flushNow()
  }

  expel(reason: EndReason): void {
    this.#end(reason)
  }

  destroy(): void {
    this.#release(false)
  }

  onData(chunk: Buffer, mayKeep: boolean): boolean {
    if (this.#pipe === null || this.#finishing) return false
    if (!this.#pipe.incoming.deliver([mayKeep ? chunk : Buffer.from(chunk)])) this.stream.pause()
    return true
  }

  onDrain(): void {
    this.#stalled = false
    this.#pipe?.outgoing.release(1)
    this.flushNow()
  }

  onClose(error: Error | null): void {
    this.#end({ kind: "peer closed", error, isGreeted: true })
  }

  onReadable(): void {
    this.flushNow()
  }

  onWritable(): void {
    this.stream.resume()
  }

  flushNow(): void {
    while (!this.#stalled && !this.#ended) {
      const message = this.#pipe?.outgoing.begin() ?? null
      if (message === null) break
      if (message[0].length > 0 && !this.stream.write(message)) this.#stalled = true
      else this.#pipe?.outgoing.release(1)
    }
    if (this.#finishing && !this.#stalled) this.#end({ kind: "finished" })
  }

  #end(reason: EndReason): void {
    if (this.#ended) return
    this.#release(reason.kind === "finished")
    this.#owner.onEnd(this, reason)
  }

  #release(politely: boolean): void {
    if (this.#ended) return
    this.#ended = true
    this.stream.handler = null
    if (politely) this.stream.end()
    else this.stream.destroy()
    const pipe = this.#pipe
    this.#pipe = null
    pipe?.part(this.#stalled ? 1 : 0)
  }
}
