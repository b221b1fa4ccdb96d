/**
 * A peer whose program is there.
 */
import type { PeerKind } from "./peer-kind.js"

/** A stack, ready to be started. */
export interface BuiltPeer {
  readonly kind: PeerKind
  /** What the program says of itself. */
  readonly version: string
  /** The program, and the arguments that come before the peer's own. */
  readonly command: readonly [string, ...string[]]
}
