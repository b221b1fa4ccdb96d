/**
 * What is known of the other end of a connection once its handshake is done.
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
