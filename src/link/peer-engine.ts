/**
 * What dialers and listeners see of an engine: it moves one peer's bytes, and says how that went.
 */
import type { ZmqError } from "../errors.js"
import type { PeerInfo } from "../peer.js"
import type { Pipe } from "../pipe.js"
import type { ByteStream } from "../transports/transport.js"
import type { ProtocolError } from "../zmtp/errors.js"

/** Why a connection ended. */
export type EndReason =
  | { readonly kind: "finished" }
  /** It had, or had not yet, said its greeting. */
  | { readonly kind: "peer closed"; readonly error: Error | null; readonly isGreeted: boolean }
  | { readonly kind: "timeout" }
  /** Others were waiting to shake hands, too. */
  | { readonly kind: "crowded out" }
  | { readonly kind: "violation"; readonly error: ProtocolError }
  /** Nobody could say whether the peer may come in. */
  | { readonly kind: "not judged"; readonly error: ZmqError }

/** Who made the engine: a dialer or a listener. */
export interface EngineOwner {
  /** The handshake is done; the owner calls `serve`. */
  onReady(engine: PeerEngine, peer: PeerInfo | null): void
  /** The connection is over; the engine has let go of its pipe. */
  onEnd(engine: PeerEngine, reason: EndReason): void
}

/** What a dialer or a listener needs of an engine. */
export interface PeerEngine {
  readonly stream: ByteStream
  /** The handshake was completed. */
  readonly isReady: boolean
  start(): void
  /** Moves this pipe's messages from now on. */
  serve(pipe: Pipe): void
  /** Sends what the pipe holds, then ends; nothing more is received. */
  finish(): void
  /** Ends at once, and tells the owner this reason. */
  expel(reason: EndReason): void
  /** Ends at once, without telling the owner. */
  destroy(): void
}
