/**
 * The whole way of a message through one side of a connection, from the bytes of a stream to what a pattern gives
 * its socket, and back: engine, connection, decoder or encoder, lane, pattern. The stream is not one of the system.
 */
import { Buffer } from "node:buffer"
import { Engine } from "../../src/link/engine.js"
import type { EngineOwner, PeerEngine } from "../../src/link/peer-engine.js"
import type { Message } from "../../src/message.js"
import type { Pattern } from "../../src/patterns/pattern.js"
import { PullPattern } from "../../src/patterns/pull.js"
import { PushPattern } from "../../src/patterns/push.js"
import { Lane } from "../../src/lane.js"
import { Pipe } from "../../src/pipe.js"
import type { ByteStream, StreamHandler } from "../../src/transports/transport.js"
import { encodeMessage } from "../../src/zmtp/encoder.js"
import type { WireSocketType } from "../../src/zmtp/socket-type.js"
import { WriteBatch } from "../../src/zmtp/write-batch.js"
import { defaultLink } from "./default-link.js"
import type { Making, Micro } from "./harness.js"

const CHUNK_BYTES = 64 * 1024
/** Less than the mark: nothing stops the decoder. */
const MESSAGES = 900
const HIGH_WATER_MARK = 1000

/** A stream that takes everything; it keeps it while somebody asks for it. */
class Sink implements ByteStream {
  handler: StreamHandler | null = null
  readonly localEndpoint = "tcp://127.0.0.1:1"
  readonly remoteEndpoint = "tcp://127.0.0.1:2"
  readonly remoteAddress = "127.0.0.1"
  readonly bytesReceived = 0
  bytesSent = 0
  kept: Buffer[] | null = []

  write(buffers: readonly Buffer[]): boolean {
    for (const buffer of buffers) this.bytesSent += buffer.length
    this.kept?.push(...buffers.map((buffer) => Buffer.from(buffer)))
    return true
  }

  /** What was written since. */
  take(): Buffer[] {
    return this.kept?.splice(0) ?? []
  }

  pause(): void {}
  resume(): void {}
  end(): void {}
  destroy(): void {}
}

/** One side: a pattern with one peer. */
class Side implements EngineOwner {
  readonly stream = new Sink()
  readonly engine: Engine
  readonly pipe = new Pipe(new Lane(HIGH_WATER_MARK, false), new Lane(HIGH_WATER_MARK, false))

  constructor(
    socketType: WireSocketType,
    readonly pattern: Pattern,
  ) {
    this.engine = new Engine(this.stream, defaultLink(socketType), this)
    this.pipe.owner = {
      onReadable: (pipe) => pattern.readable(pipe),
      onWritable: (pipe) => pattern.writable(pipe),
    }
  }

  onReady(engine: PeerEngine): void {
    engine.serve(this.pipe)
    this.pattern.attach(this.pipe)
    this.pattern.connected(this.pipe)
  }

  onEnd(): void {
    throw new Error("the connection ended")
  }
}

/** Both sides, with their handshake done. What they write from then on goes nowhere. */
function connectedSides(): { push: Side; pull: Side } {
  const push = new Side("PUSH", new PushPattern())
  const pull = new Side("PULL", new PullPattern())
  push.engine.start()
  pull.engine.start()
  // Greetings, then READYs. What a turn has to say leaves at its end; there is no end of a turn here.
  for (let i = 0; i < 2; i++) {
    for (const bytes of push.stream.take()) pull.engine.onData(bytes, false)
    for (const bytes of pull.stream.take()) push.engine.onData(bytes, false)
    push.engine.flushNow()
    pull.engine.flushNow()
  }
  if (!push.engine.isReady || !pull.engine.isReady) throw new Error("no handshake")
  push.stream.kept = pull.stream.kept = null
  return { push, pull }
}

function receiving(size: number, parts = 1): Micro {
  const { pull: receiver } = connectedSides()
  const chunks = chunksOf(new Array<Buffer>(parts).fill(Buffer.alloc(size, "x")))
  return {
    name: `receive, ${nameOf(size, parts)}`,
    operations: MESSAGES,
    bytes: size * parts,
    run() {
      let received = 0
      for (const chunk of chunks) {
        receiver.engine.onData(chunk, false)
        while (receiver.pattern.receive() !== null) received += 1
      }
      if (received !== MESSAGES) throw new Error("messages are missing")
      return received
    },
  }
}

function sending(size: number, parts = 1): Micro {
  const { push: sender } = connectedSides()
  const message = new Array<Buffer>(parts).fill(Buffer.alloc(size, "x"))
  return {
    name: `send, ${nameOf(size, parts)}`,
    operations: MESSAGES,
    bytes: size * parts,
    run() {
      const before = sender.stream.bytesSent
      for (let i = 0; i < MESSAGES; i++) {
        if (!sender.pattern.send(message)) throw new Error("there is no room")
      }
      sender.engine.flushNow()
      const sent = sender.stream.bytesSent - before
      if (sent < MESSAGES * size * parts) throw new Error("bytes are missing")
      return sent
    },
  }
}

function chunksOf(message: Message): Buffer[] {
  const batch = new WriteBatch()
  for (let i = 0; i < MESSAGES; i++) encodeMessage(message, batch)
  const bytes = Buffer.concat(batch.seal())
  const chunks: Buffer[] = []
  for (let at = 0; at < bytes.length; at += CHUNK_BYTES) {
    chunks.push(bytes.subarray(at, at + CHUNK_BYTES))
  }
  return chunks
}

function nameOf(size: number, parts: number): string {
  return parts === 1 ? `${String(size)} B` : `${String(parts)} parts of ${String(size)} B`
}

export const paths: readonly Making[] = [
  () => receiving(16),
  () => receiving(128),
  () => receiving(1024),
  () => receiving(16_384),
  () => receiving(16, 10),
  () => sending(16),
  () => sending(128),
  () => sending(1024),
  () => sending(16_384),
  () => sending(16, 10),
]
