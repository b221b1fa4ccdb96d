/**
 * Messages that tell of connections (libzmq's HELLO_MSG, DISCONNECT_MSG, HICCUP_MSG and ROUTER_NOTIFY): sent to
 * a new peer, or put among what was received of a peer, as if it had said so itself.
 * Knows pipes. Does not know why a connection began or ended.
 */
import { Buffer } from "node:buffer"
import { EMPTY } from "../message.js"
import type { Pipe } from "../pipe.js"

/** What a socket asked for; null: nothing. */
export interface Notices {
  /** Sent to each new peer, before anything else. */
  readonly hello: Buffer | null
  /** Receive an empty message when a connection is up, or over. */
  readonly ofConnects: boolean
  readonly ofDisconnects: boolean
  /** Received when a peer that had connected to us is gone. */
  readonly left: Buffer | null
  /** Received when the connection to a peer that we had connected to is lost. */
  readonly hiccup: Buffer | null
}

/** The connection is up; nothing has come over it yet. */
export function noticeConnect(pipe: Pipe, { ofConnects }: Notices): void {
  if (ofConnects) pipe.incoming.deliver([EMPTY])
}

/** The connection is over, by no wish of ours. */
export function noticeEnd(pipe: Pipe, notices: Notices, side: "dialled" | "accepted"): void {
  if (notices.ofDisconnects) pipe.incoming.deliver([EMPTY])
  const last = side === "accepted" ? notices.left : notices.hiccup
  // A copy: what is received is the program's own.
  if (last !== null) pipe.incoming.deliver([Buffer.from(last)])
}
