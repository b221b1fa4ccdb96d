/**
 * One `bind`: accepts peers, and gives each a pipe that is there from its handshake until it leaves.
 */
import { fromSystemError, ZmqError } from "../errors.js"
import { remoteOf, type PeerInfo } from "../peer.js"
import type { Pipe } from "../pipe.js"
import type { AcceptHandler, ByteStream, Listening } from "../transports/transport.js"
import { createEngine } from "./create-engine.js"
import type { EndReason, EngineOwner, PeerEngine } from "./peer-engine.js"
import type { Link, LinkHost, LinkOptions, PeerLink } from "./link.js"
import { noticeConnect, noticeEnd, type Notices } from "./notices.js"
import { emitEnd } from "./peer-events.js"

/** One bound endpoint and the peers it accepted. */
export class Listener implements Link, AcceptHandler {
  readonly #options: LinkOptions
  readonly #host: LinkHost
  readonly #peers = new Set<AcceptedPeer>()
  /** Those of them that are in their handshake, the oldest first. */
  readonly #pending = new Set<AcceptedPeer>()
  #listening: Listening | null = null
  #finishing = false

  constructor(options: LinkOptions, host: LinkHost) {
    this.#options = options
    this.#host = host
  }

  /** The transport has bound. */
  opened(listening: Listening): void {
    this.#listening = listening
    this.#host.emit({ type: "bind", address: listening.endpoint })
  }

  finish(): void {
    if (this.#finishing) return
    this.#finishing = true
    this.#stopListening()
    for (const peer of this.#peers) peer.finish()
    this.#releaseWhenDone()
  }

  destroy(): void {
    this.#finishing = true
    this.#stopListening()
    for (const peer of this.#peers) peer.destroy()
    this.#peers.clear()
    this.#releaseWhenDone()
  }

  onAccept(stream: ByteStream): void {
    if (this.#finishing) {
      stream.destroy()
      return
    }
    const endpoint = this.#listening?.endpoint ?? ""
    const peer = new AcceptedPeer(stream, endpoint, this.#options, this.#host, {
      ready: () => {
        this.#pending.delete(peer)
      },
      gone: () => {
        this.#pending.delete(peer)
        this.#peers.delete(peer)
        if (this.#finishing) this.#releaseWhenDone()
      },
    })
    this.#makeWay()
    this.#pending.add(peer)
    this.#peers.add(peer)
    this.#host.emit({ type: "accept", address: stream.localEndpoint })
    peer.start()
  }

  onError(error: Error): void {
    const address = this.#listening?.endpoint ?? ""
    this.#host.emit({ type: "accept:error", address, error: asZmqError(error) })
  }

  /** Whoever has nothing to say must not keep out who has: the oldest gives way, who had the most time. */
  #makeWay(): void {
    if (this.#pending.size < this.#options.maxPendingHandshakes) return
    for (const oldest of this.#pending) {
      oldest.giveWay()
      return
    }
  }

  #stopListening(): void {
    const listening = this.#listening
    this.#listening = null
    if (listening === null) return
    listening.close()
    this.#host.emit({ type: "close", address: listening.endpoint })
  }

  #releaseWhenDone(): void {
    if (this.#peers.size === 0) this.#host.released(this)
  }
}

/** Told how far an accepted peer has come. */
export interface AcceptedPeerOwner {
  /** The handshake is done. */
  ready(): void
  /** The connection is over. */
  gone(): void
}

/** One accepted peer. Its pipe dies with it, and what was queued for it (RFC 28 to 31). */
export class AcceptedPeer implements EngineOwner {
  readonly #host: LinkHost
  readonly #engine: PeerEngine
  readonly #endpoint: string
  readonly #owner: AcceptedPeerOwner
  readonly #isRaw: boolean
  readonly #notices: Notices
  #pipe: Pipe | null = null

  constructor(
    stream: ByteStream,
    endpoint: string,
    options: LinkOptions,
    host: LinkHost,
    owner: AcceptedPeerOwner,
  ) {
    this.#endpoint = endpoint
    this.#host = host
    this.#owner = owner
    this.#isRaw = options.raw
    this.#notices = options.notices
    this.#engine = createEngine(stream, options, this)
  }

  start(): void {
    this.#engine.start()
  }

  finish(): void {
    this.#detach()
    this.#engine.finish()
  }

  destroy(): void {
    this.#detach()
    this.#engine.destroy()
  }

  /** Ends at once, in the middle of its handshake, for another. */
  giveWay(): void {
    this.#engine.expel({ kind: "crowded out" })
  }

  onReady(engine: PeerEngine, peer: PeerInfo | null): void {
    this.#owner.ready()
    const pipe = (this.#pipe = this.#host.createPipe())
    pipe.peer = peer
    pipe.isMortal = true
    pipe.endpoint = this.#endpoint
    pipe.remote = remoteOf(engine.stream)
    noticeConnect(pipe, this.#notices)
    const link: PeerLink = {
      terminate: () => {
        this.#detach()
        engine.finish()
      },
      refuse: (error) => {
        engine.expel({ kind: "violation", error })
      },
    }
    pipe.link = link
    if (!this.#isRaw) {
      this.#host.emit({ type: "handshake", address: engine.stream.localEndpoint })
    }
    engine.serve(pipe)
    this.#host.attach(pipe)
    // A pattern may have turned the peer away.
    if (!pipe.closed) this.#host.connected(pipe)
  }

  onEnd(engine: PeerEngine, reason: EndReason): void {
    if (reason.kind !== "finished") {
      emitEnd(this.#host, engine.stream.localEndpoint, engine, reason)
      if (this.#pipe !== null) noticeEnd(this.#pipe, this.#notices, "accepted")
    }
    this.#detach()
    this.#owner.gone()
  }

  /** What has arrived can still be received, after an unbind too (as in libzmq). */
  #detach(): void {
    const pipe = this.#pipe
    if (pipe === null) return
    this.#pipe = null
    pipe.closed = true
    pipe.incoming.ended = true
    this.#host.detach(pipe, false)
  }
}

function asZmqError(error: Error): ZmqError {
  return error instanceof ZmqError ? error : fromSystemError(error)
}
