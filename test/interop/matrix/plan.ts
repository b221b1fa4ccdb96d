/**
 * All cells of a peer.
 */
import { cellsOf, type Cell } from "./cell.js"
import { exchangeCells } from "./exchange-cells.js"
import type { PeerKind } from "./peer-kind.js"

/** Everything that is tried with this peer, and what is not, for it does not offer it. */
export function plan(kind: PeerKind): Cell[] {
  return cellsOf(kind, exchangeCells(kind))
}
