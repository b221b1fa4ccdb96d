/**
 * A peer as users see it.
 * Knows pipes. Does not know messages.
 */
import { Buffer } from "node:buffer"
import type { Pipe } from "../pipe.js"

/** The other end of a connection: what it said of itself in the handshake, and where it is. */
export interface Peer {
  /** Its address without port, such as `192.0.2.7`; null on ipc and inproc. */
  readonly address: string | null
  /**
   * Its end of the connection, such as `tcp://192.0.2.7:50312`; on ipc and inproc the endpoint it was met at. Empty
   * before there is a connection.
   */
  readonly endpoint: string
  /** The type of its socket, such as `DEALER`; null when it did not say, as the peers of a Stream. */
  readonly socketType: string | null
  /** The routing id it announced; empty when it has none. */
  readonly routingId: Buffer
  /** Who it is according to authentication; null without. */
  readonly userId: string | null
  /** All it announced, its application's `X-` properties too. Names ignore case. */
  readonly properties: ReadonlyMap<string, string>
}

/** The peer at the other end of a pipe, as it is now: a dialled one may be another after a reconnect. */
export function describePeer(pipe: Pipe): Peer {
  const { peer, remote } = pipe
  const properties = new Properties(peer?.properties ?? [])
  return {
    address: remote?.address ?? null,
    endpoint: remote?.endpoint ?? "",
    socketType: peer?.socketType ?? null,
    routingId: Buffer.from(peer?.identity ?? []),
    // A peer cannot announce this itself: what is there was found out on our side.
    userId: properties.get("User-Id") ?? null,
    properties,
  }
}

/** Names ignore case (RFC 37). */
class Properties extends Map<string, string> {
  override get(name: string): string | undefined {
    return super.get(name.toLowerCase())
  }

  override has(name: string): boolean {
    return super.has(name.toLowerCase())
  }
}
