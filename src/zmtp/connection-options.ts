/**
 * What one side of a connection is told: who it is, and what a peer may demand of it.
 */
import type { Buffer } from "node:buffer"
import type { Properties } from "./metadata.js"
import type { WireSocketType } from "./socket-type.js"

/** How one side of a connection behaves. Every limit may be Infinity. */
export interface ConnectionOptions {
  readonly socketType: WireSocketType
  /** Announced by REQ, DEALER and ROUTER; empty for none. */
  readonly identity: Buffer
  /** Further properties for READY, such as the application's `X-` properties. */
  readonly properties: Properties
  /** Largest frame taken, in bytes. */
  readonly maxMessageBytes: number
  /** Most bytes that the parts of a message may have together. */
  readonly maxMultipartBytes: number
  /** Most parts a message may have; an empty one is 2 bytes on the wire and far more in memory. */
  readonly maxParts: number
  /** Most bytes of commands, in all, that a peer may send before it is known: READY with all its properties. */
  readonly maxHandshakeBytes: number
  /** Most properties a peer may announce; one of no bytes is 6 bytes on the wire and far more in memory. */
  readonly maxProperties: number
}
