/**
 * What links - dialers, listeners, inproc - and the socket they serve know of each other.
 */
import type { Buffer } from "node:buffer"
import type { Event } from "../events.js"
import type { Pipe, PipeLink } from "../pipe.js"
import type { ByteStream, StreamOptions } from "../transports/transport.js"
import type { ConnectionOptions } from "../zmtp/connection-options.js"
import { ProtocolError } from "../zmtp/errors.js"
import type { Mechanism } from "../zmtp/mechanisms/mechanism.js"
import type { Backoff } from "./backoff.js"
import type { HeartbeatOptions } from "./heartbeat.js"
import type { InprocNames } from "./inproc-link.js"
import type { Notices } from "./notices.js"
import type { Witness } from "./watched-stream.js"

/** What ends a `connect` for good, beside its end. */
export interface ReconnectStops {
  readonly connectionRefused: boolean
  readonly handshakeFailed: boolean
  /** What `disconnect` leaves to be sent does not make it dial again. */
  readonly afterDisconnect: boolean
}

/** How clients are let in (RFC 27). */
export interface ZapOptions {
  /** Named to the handler; may be empty. */
  readonly domain: Buffer
  /** Without a handler nobody comes in, unless there is no domain either. */
  readonly enforceDomain: boolean
  /** Where the handler is found. */
  readonly names: InprocNames
}

/** A socket's options as they were when the link was made. */
export interface LinkOptions {
  readonly stream: StreamOptions
  readonly connection: ConnectionOptions
  readonly backoff: Backoff
  readonly reconnectStops: ReconnectStops
  readonly heartbeat: HeartbeatOptions
  /** Most time for greeting and handshake; 0: no limit. */
  readonly handshakeMs: number
  /** Most bytes of replies that a peer may leave unread before it is read no further. */
  readonly maxPongBytes: number
  /** Most accepted peers of one bind that are in their handshake. */
  readonly maxPendingHandshakes: number
  /** Have no pipe while there is no connection. */
  readonly immediate: boolean
  /** Plain bytes, no ZMTP: the STREAM socket. */
  readonly raw: boolean
  readonly notices: Notices
  /** The security mechanism of one connection. */
  readonly createMechanism: () => Mechanism
  /** Resolves when mechanisms can do their work; null: they can. */
  readonly loadMechanism: () => Promise<void> | null
  readonly zap: ZapOptions
  /** Who watches the bytes of a new stream; null: nobody. */
  readonly witness: (stream: ByteStream) => Witness | null
}

/** The socket that a link serves. */
export interface LinkHost {
  /** A new pipe with the socket's high-water marks. */
  createPipe(): Pipe
  attach(pipe: Pipe): void
  connected(pipe: Pipe): void
  disconnected(pipe: Pipe): void
  detach(pipe: Pipe, dropUnread: boolean): void
  emit(event: Event): void
  /** The link is over and has nothing left to do. `gaveUp`: nobody asked for that, its peer made it so. */
  released(link: Link, gaveUp?: boolean): void
}

/** One `bind` or `connect`. */
export interface Link {
  /** Sends what waits, then ends; the host hears `released`. */
  finish(): void
  /** Ends at once. */
  destroy(): void
}

/** A link to a peer that may be a stranger. */
export interface PeerLink extends PipeLink {
  /** Ends the connection and says why, as for any other violation of the protocol. */
  refuse(error: ProtocolError): void
}

/** Ends the connection of a peer that asks too much. False: it is in this process, and may. */
export function refusePeer({ link }: Pipe, why: string): boolean {
  if (link === null || !isPeerLink(link)) return false
  link.refuse(new ProtocolError("ERR_ZMTP_UNSPECIFIED", why))
  return true
}

function isPeerLink(link: PipeLink): link is PeerLink {
  return "refuse" in link
}
