/**
 * What is known of the other end of a connection: what it said of itself in its handshake, and where it is.
 */
import type { Buffer } from "node:buffer"

/** The peer as its handshake described it. */
export interface PeerInfo {
  /** The `Socket-Type` it announced; null when it announced none (RFC 37 only says SHOULD). */
  readonly socketType: string | null
  /** The `Identity` it announced; empty when it has none. */
  readonly identity: Buffer
  /** Every property it announced, first value wins, names in lower case (names ignore case, RFC 37). */
  readonly properties: ReadonlyMap<string, string>
}

/** Where the other end is. */
export interface Remote {
  /** Its address without port, as in libzmq's `Peer-Address`; null on ipc and inproc. */
  readonly address: string | null
  /** Its end of the connection as an endpoint; on ipc and inproc the name it was met by. */
  readonly endpoint: string
}

/** Where a stream leads. */
export function remoteOf(stream: { remoteAddress: string; remoteEndpoint: string }): Remote {
  const { remoteAddress, remoteEndpoint } = stream
  return { address: remoteAddress === "" ? null : remoteAddress, endpoint: remoteEndpoint }
}
