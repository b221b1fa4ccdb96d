/**
 * Drives one ZMTP connection over one byte stream, for one pipe: the only place where bytes, timers and
 * pipes meet. It gathers what is sent in one turn of the event loop into one write.
 * Knows the stream, the connection and the pipe. Does not know patterns or sockets.
 */
import type { Buffer } from "node:buffer"
import type { ZmqError } from "../errors.js"
import type { Message } from "../message.js"
import type { MessageRun } from "../message-queue.js"
import type { PeerInfo } from "../peer.js"
import type { LaneTap } from "../lane.js"
import type { Carrier, Pipe } from "../pipe.js"
import type { ByteStream, StreamHandler } from "../transports/transport.js"
import { Connection, type ConnectionHandler } from "../zmtp/connection.js"
import { ProtocolError } from "../zmtp/errors.js"
import type { Credentials, Verdict } from "../zmtp/mechanisms/mechanism.js"
import { BATCH_BYTES, WriteBatch } from "../zmtp/write-batch.js"
import { Heartbeat } from "./heartbeat.js"
import type { LinkOptions } from "./link.js"
import type { EndReason, EngineOwner, PeerEngine } from "./peer-engine.js"
import { inquire, type Inquirer, type Inquiry } from "./zap-inquiry.js"

/** Batches written in one go before others get their turn. */
const BATCHES_PER_TURN = 16

/** A ZMTP peer. */
export class Engine
  implements PeerEngine, StreamHandler, ConnectionHandler, Inquirer, Carrier, LaneTap
{
  readonly stream: ByteStream
  isReady = false
  readonly #options: LinkOptions
  readonly #owner: EngineOwner
  readonly #batch = new WriteBatch()
  readonly #connection: Connection
  readonly #heartbeat: Heartbeat
  readonly #hello: Buffer | null
  #handshakeTimer: NodeJS.Timeout | null = null
  /** It is asked whether the peer may come in. */
  #inquiry: Inquiry | null = null
  #pipe: Pipe | null = null
  /** Messages in the batch, or written and not yet taken by the operating system. */
  #inFlight = 0
  /** The operating system has not taken all of the last write. */
  #stalled = false
  #flushDue = false
  #paused = false
  #finishing = false
  #ended = false

  constructor(stream: ByteStream, options: LinkOptions, owner: EngineOwner) {
    this.stream = stream
    this.#options = options
    this.#owner = owner
    this.#hello = options.notices.hello
    const mechanism = options.createMechanism()
    this.#connection = new Connection(options.connection, mechanism, this, this.#batch)
    this.#heartbeat = new Heartbeat(options.heartbeat, {
      ping: (ttlMs) => {
        if (!this.#stalled) this.#connection.ping(ttlMs)
        this.#flushSoon()
      },
      mayJudge: () => !this.#paused && this.#connection.answersPings,
      giveUp: () => {
        this.#end({ kind: "timeout" })
      },
    })
  }

  get bytesSent(): number {
    return this.stream.bytesSent
  }

  get bytesReceived(): number {
    return this.stream.bytesReceived
  }

  start(): void {
    this.stream.handler = this
    const { handshakeMs } = this.#options
    if (handshakeMs > 0) {
      this.#handshakeTimer = setTimeout(() => {
        this.#end({ kind: "timeout" })
      }, handshakeMs).unref()
    }
    const loading = this.#options.loadMechanism()
    if (loading === null) this.#begin()
    else {
      this.stream.pause()
      void loading.then(() => {
        if (this.#ended) return
        this.stream.resume()
        this.#begin()
      })
    }
  }

  serve(pipe: Pipe): void {
    // Past the queue: it is said once on each connection, and is no message of the program.
    if (this.#hello !== null) {
      this.#encode([this.#hello])
      this.#inFlight -= 1
    }
    this.#pipe = pipe
    pipe.join(this, this)
    this.#flushSoon()
  }

  finish(): void {
    if (this.#ended || this.#finishing) return
    this.#finishing = true
    if (this.#connection.stopped) this.onWritable()
    // What is written now goes out; without a handshake there is nothing that could.
    if (this.isReady) this.#flushSoon()
    else this.#end({ kind: "finished" })
  }

  expel(reason: EndReason): void {
    this.#end(reason)
  }

  destroy(): void {
    // What can go without waiting still goes, as libzmq's I/O thread would have sent it by now.
    if (this.isReady && !this.#ended) this.#flush()
    this.#release(!this.#stalled)
  }

  // --- from the stream

  onData(chunk: Buffer, mayKeep: boolean): boolean {
    // hot
    this.#heartbeat.heard()
    let keeps = false
    try {
      keeps = this.#connection.receive(chunk, mayKeep)
    } catch (error) {
      this.#violated(error)
      return false
    }
    this.#received()
    return keeps
  }

  onDrain(): void {
    this.#stalled = false
    this.#taken()
    this.#flush()
    this.#resumeWhenRelieved()
  }

  onClose(error: Error | null): void {
    // What has arrived whole is delivered, past the high-water mark if need be: it is a chunk or two.
    try {
      this.#connection.drain()
    } catch (violation) {
      this.#violated(violation)
      return
    }
    this.#end({ kind: "peer closed", error, isGreeted: this.#connection.isGreeted })
  }

  // --- from the connection

  onReady(peer: PeerInfo): void {
    if (this.#handshakeTimer !== null) clearTimeout(this.#handshakeTimer)
    this.#handshakeTimer = null
    this.isReady = true
    this.#heartbeat.start()
    this.#owner.onReady(this, peer)
  }

  onAuthenticate(credentials: Credentials): void {
    const answer = inquire(this.#options, credentials, this.stream.remoteAddress, this)
    if ("status" in answer) this.#connection.judged(answer)
    else this.#inquiry = answer
  }

  onMessage(message: Message): boolean {
    // hot
    if (this.#pipe === null || this.#finishing) return true
    return this.#pipe.incoming.deliver(message)
  }

  roomForRun(): number {
    return this.#pipe === null || this.#finishing ? 0 : this.#pipe.incoming.roomForRun()
  }

  onRun(run: MessageRun): boolean {
    return this.#pipe === null || this.#pipe.incoming.deliverRun(run)
  }

  onPing(ttlMs: number): void {
    this.#heartbeat.peerTtl(ttlMs)
  }

  // --- from the ZAP handler

  judged(verdict: Verdict): void {
    this.#inquiry = null
    try {
      this.#connection.judged(verdict)
    } catch (error) {
      this.#violated(error)
      return
    }
    this.#received()
  }

  failed(error: ProtocolError | ZmqError): void {
    this.#inquiry = null
    if (error instanceof ProtocolError) this.#violated(error)
    else this.#end({ kind: "not judged", error })
  }

  /** Others have had their turn. */
  readOn(): void {
    if (this.#connection.isTired) this.onWritable()
  }

  // --- from the pipe

  /** There is room for input again. */
  onWritable(): void {
    if (this.#ended) return
    try {
      this.#connection.resume()
    } catch (error) {
      this.#violated(error)
      return
    }
    this.#received()
    this.#resumeWhenRelieved()
  }

  /** Messages wait in the pipe. */
  onReadable(): void {
    this.#flushSoon()
  }

  /** Encodes a message past the pipe's queue, when nothing is in the way. */
  take(message: Message): boolean {
    // hot
    if (this.#stalled || this.#ended) return false
    this.#encode(message)
    if (this.#batch.bytes >= BATCH_BYTES) this.#write()
    else this.#flushSoon()
    return true
  }

  // --- inside

  #begin(): void {
    this.#connection.start()
    this.#write()
  }

  /** After input: replies may be due, and the source may have to be held back. */
  #received(): void {
    if (this.#batch.bytes > 0) this.#flushSoon()
    if (this.#ended) return
    if (this.#connection.isTired) setImmediate(readOn, this)
    if (this.#paused) return
    // Either our user does not keep up, or the peer asks for replies and does not read them.
    if (this.#connection.stopped || this.#isOverloaded()) {
      this.#paused = true
      this.stream.pause()
    }
  }

  #resumeWhenRelieved(): void {
    if (!this.#paused || this.#ended || this.#connection.stopped || this.#isOverloaded()) return
    this.#paused = false
    this.stream.resume()
  }

  /** False: it cannot be sealed, for want of memory perhaps; the connection is over. */
  #encode(message: Message): boolean {
    // hot
    this.#inFlight += 1
    try {
      this.#connection.send(message)
      return true
    } catch (error) {
      // Half of it may be in the batch.
      this.#failSoon(error)
      return false
    }
  }

  /** Nothing goes out any more, and the connection ends: not at once, for a pattern may be calling. */
  #failSoon(error: unknown): void {
    this.#stalled = true
    setImmediate(() => {
      if (!this.#ended) this.#violated(error)
    })
  }

  #isOverloaded(): boolean {
    return this.#stalled && this.#batch.bytes > this.#options.maxPongBytes
  }

  #flushSoon(): void {
    // hot
    if (this.#flushDue || this.#ended) return
    this.#flushDue = true
    // Not a microtask: in a loop of awaited sends that would come after the first one, this comes after all.
    process.nextTick(flushDue, this)
  }

  /** Called once the turn's sends are done. */
  flushNow(): void {
    this.#flushDue = false
    if (!this.#ended) this.#flush()
  }

  #flush(): void {
    const outgoing = this.#pipe?.outgoing ?? null
    for (let batches = 0; !this.#stalled && !this.#ended; batches++) {
      if (batches === BATCHES_PER_TURN) {
        this.#flushDue = true
        setImmediate(flushDue, this)
        return
      }
      while (outgoing !== null && this.#batch.bytes < BATCH_BYTES) {
        const message = outgoing.begin()
        if (message === null) break
        if (!this.#encode(message)) return
      }
      if (this.#batch.bytes === 0) break
      this.#write()
    }
    if (this.#finishing && !this.#stalled && !this.#ended) this.#end({ kind: "finished" })
  }

  #write(): void {
    if (this.#stalled || this.#batch.bytes === 0) return
    if (!this.#batch.isWhole) {
      // A header in it announces bytes that are not there any more: nothing that is sent now would be understood.
      this.#batch.clear(false)
      this.#failSoon(new Error("the memory of a part was transferred before it was sent"))
      return
    }
    const taken = this.stream.write(this.#batch.seal())
    this.#batch.clear(taken)
    if (taken) this.#taken()
    else this.#stalled = true
  }

  /** The operating system has all that was written: these messages no longer count. */
  #taken(): void {
    const messages = this.#inFlight
    this.#inFlight = 0
    if (messages > 0) this.#pipe?.outgoing.release(messages)
  }

  #violated(error: unknown): void {
    const violation = error instanceof ProtocolError ? error : ours(error)
    // An ERROR command for the peer may be in the batch.
    if (!this.#stalled) this.#write()
    this.#end({ kind: "violation", error: violation })
  }

  #end(reason: EndReason): void {
    if (this.#ended) return
    this.#release(reason.kind === "finished" || reason.kind === "violation")
    this.#owner.onEnd(this, reason)
  }

  /** Lets go of everything. What was encoded and not sent is lost with the connection, never sent twice. */
  #release(politely = false): void {
    if (this.#ended) return
    this.#ended = true
    if (this.#handshakeTimer !== null) clearTimeout(this.#handshakeTimer)
    this.#inquiry?.cancel()
    this.#heartbeat.stop()
    this.stream.handler = null
    if (politely) this.stream.end()
    else this.stream.destroy()
    this.#batch.clear(false)
    this.#connection.destroy()
    const pipe = this.#pipe
    this.#pipe = null
    pipe?.part(this.#inFlight)
  }
}

/** A mistake of ours that some peer's bytes have found: its connection ends, as if it were the peer's. */
function ours(error: unknown): ProtocolError {
  process.emitWarning(error instanceof Error ? error : String(error))
  return new ProtocolError("ERR_ZMTP_UNSPECIFIED", `error in this library: ${String(error)}`)
}

function readOn(engine: Engine): void {
  engine.readOn()
}

function flushDue(engine: Engine): void {
  engine.flushNow()
}
