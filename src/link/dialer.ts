/**
 * One `connect`: dials, serves the connection, and dials again when it is lost. Its pipe is there from the
 * beginning and outlives every connection (RFC 28 to 31), unless `immediate` is set.
 */
import { remoteOf, type PeerInfo } from "../peer.js"
import type { Pipe } from "../pipe.js"
import type { ByteStream, Dial, DialHandler, Transport } from "../transports/transport.js"
import { GOOD_WHILE_MS, nextDelayMs, slowDelayMs } from "./backoff.js"
import { createEngine } from "./create-engine.js"
import type { EndReason, EngineOwner, PeerEngine } from "./peer-engine.js"
import type { Link, LinkHost, LinkOptions, PeerLink } from "./link.js"
import { noticeConnect, noticeEnd } from "./notices.js"
import { emitEnd } from "./peer-events.js"
import type { ProtocolError } from "../zmtp/errors.js"

/** Where and how to dial. */
export interface DialerTarget {
  /** The endpoint as the user gave it. */
  readonly endpoint: string
  readonly transport: Transport
  readonly address: string
  /** A name for the peer, given with `connect`; null for none. */
  readonly routingId: Buffer | null
}

/** One dialled endpoint. */
export class Dialer implements Link, PeerLink, DialHandler, EngineOwner {
  readonly #target: DialerTarget
  readonly #options: LinkOptions
  readonly #host: LinkHost
  #state: "dialing" | "open" | "waiting" | "closed" = "waiting"
  #dial: Dial | null = null
  #engine: PeerEngine | null = null
  #timer: NodeJS.Timeout | null = null
  #pipe: Pipe | null = null
  /** The socket no longer uses the pipe; it only has to run empty. */
  #finishing = false
  #isDisconnecting = false
  /** Attempts since the last completed handshake. */
  #attempts = 0
  /** Connections in a row that a violation has ended. */
  #violations = 0
  /** When the last handshake was completed. */
  #readyAt = 0

  constructor(target: DialerTarget, options: LinkOptions, host: LinkHost) {
    this.#target = target
    this.#options = options
    this.#host = host
  }

  start(): void {
    if (!this.#options.immediate) this.#openPipe()
    // A PAIR that has its peer turns every other away.
    if (this.#state !== "closed") this.#dialNow()
  }

  /** `disconnect` was called; `finish` or `destroy` follows. */
  disconnecting(): void {
    this.#isDisconnecting = true
  }

  finish(): void {
    if (this.#state === "closed" || this.#finishing) return
    this.#finishing = true
    this.#closePipe(true)
    // In the middle of a handshake, what waits still has its chance: `onReady` goes on from here.
    if (this.#engine?.isReady) this.#engine.finish()
    else if (this.#isDone() || (this.#engine === null && this.#mayNotDial())) this.destroy()
  }

  destroy(): void {
    if (this.#state === "closed") return
    this.#close(true)
  }

  /** The pattern wants this peer gone. */
  terminate(): void {
    this.finish()
  }

  /** Has the connection end as one that the peer has violated. */
  refuse(error: ProtocolError): void {
    this.#engine?.expel({ kind: "violation", error })
  }

  // --- from the dial

  onConnect(stream: ByteStream): void {
    this.#dial = null
    this.#state = "open"
    this.#host.emit({ type: "connect", address: this.#target.endpoint })
    this.#engine = createEngine(stream, this.#options, this)
    this.#engine.start()
  }

  onFail(error: Error): void {
    this.#dial = null
    this.#violations = 0
    this.#host.emit({ type: "close", address: this.#target.endpoint, cause: error })
    const isRefused = "code" in error && error.code === "ECONNREFUSED"
    if (isRefused && this.#options.reconnectStops.connectionRefused) this.#close(false)
    else this.#redialLater()
  }

  // --- from the engine

  onReady(engine: PeerEngine, peer: PeerInfo | null): void {
    this.#attempts = 0
    this.#readyAt = performance.now()
    const isNew = this.#pipe === null
    const pipe = this.#pipe ?? this.#createPipe()
    pipe.peer = peer
    pipe.remote = remoteOf(engine.stream)
    if (!this.#finishing) noticeConnect(pipe, this.#options.notices)
    if (!this.#options.raw) {
      this.#host.emit({ type: "handshake", address: this.#target.endpoint })
    }
    engine.serve(pipe)
    if (this.#finishing) engine.finish()
    else {
      if (isNew) this.#host.attach(pipe)
      this.#host.connected(pipe)
    }
  }

  onEnd(engine: PeerEngine, reason: EndReason): void {
    this.#engine = null
    if (reason.kind === "finished") {
      this.#close(false)
      return
    }
    emitEnd(this.#host, this.#target.endpoint, engine, reason)
    this.#judge(engine, reason)
    if (this.#finishing && this.#isDone()) this.#close(false)
    else if (reason.kind === "violation" && reason.error.remedy === "give up") {
      this.#close(false, !this.#options.reconnectStops.handshakeFailed)
    } else if (engine.isReady) {
      this.#lost()
      this.#redialLater()
    } else if (this.#options.reconnectStops.handshakeFailed) this.#close(false)
    else this.#redialLater()
  }

  // --- inside

  /** Counts the violations in a row. A handshake alone does not make up for them, a connection that held does. */
  #judge(engine: PeerEngine, reason: EndReason): void {
    const held = engine.isReady && performance.now() - this.#readyAt >= GOOD_WHILE_MS
    if (reason.kind !== "violation") this.#violations = 0
    else this.#violations = held ? 1 : this.#violations + 1
  }

  #dialNow(): void {
    this.#timer = null
    this.#state = "dialing"
    const { endpoint, transport, address } = this.#target
    this.#dial = transport.dial(address, this.#options.stream, this)
    if (transport.scheme === "tcp") this.#host.emit({ type: "connect:delay", address: endpoint })
  }

  #redialLater(): void {
    const { backoff } = this.#options
    if (backoff.intervalMs <= 0 || this.#mayNotDial()) {
      this.#close(false)
      return
    }
    const interval =
      this.#violations > 0
        ? slowDelayMs(this.#violations, backoff, Math.random)
        : nextDelayMs(this.#attempts, backoff, Math.random)
    this.#attempts += 1
    this.#state = "waiting"
    this.#host.emit({ type: "connect:retry", address: this.#target.endpoint, interval })
    this.#timer = setTimeout(() => {
      this.#dialNow()
    }, interval).unref()
  }

  #mayNotDial(): boolean {
    return this.#isDisconnecting && this.#options.reconnectStops.afterDisconnect
  }

  /** The connection is lost, the endpoint is not. */
  #lost(): void {
    if (this.#pipe === null || this.#finishing) return
    noticeEnd(this.#pipe, this.#options.notices, "dialled")
    if (this.#options.immediate) this.#closePipe(false)
    else this.#host.disconnected(this.#pipe)
  }

  #createPipe(): Pipe {
    const pipe = this.#host.createPipe()
    pipe.link = this
    pipe.isMortal = this.#options.immediate
    pipe.endpoint = this.#target.endpoint
    if (this.#target.routingId !== null) pipe.routingId = this.#target.routingId
    this.#pipe = pipe
    return pipe
  }

  #openPipe(): void {
    this.#host.attach(this.#createPipe())
  }

  /** The socket lets go of the pipe; what it still holds to be sent stays when we are finishing. */
  #closePipe(dropUnread: boolean): void {
    const pipe = this.#pipe
    if (pipe === null || pipe.closed) return
    pipe.closed = true
    pipe.incoming.ended = true
    this.#host.detach(pipe, dropUnread)
    if (!this.#finishing) this.#pipe = null
  }

  #isDone(): boolean {
    return this.#pipe === null || this.#pipe.outgoing.pending === 0
  }

  #close(dropUnread: boolean, gaveUp = false): void {
    this.#state = "closed"
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#dial?.abort()
    // First off the pattern, so that nothing is given to it any more.
    this.#closePipe(dropUnread)
    this.#engine?.destroy()
    this.#timer = this.#dial = this.#engine = null
    this.#pipe = null
    this.#host.released(this, gaveUp)
  }
}
