/**
 * All cells of a peer.
 */
import { cellsOf, type Cell } from "./cell.js"
import { exchangeCells } from "./exchange-cells.js"
import type { PeerKind } from "./peer-kind.js"
import { proxyCells } from "./proxy-cells.js"
import { restartCells } from "./restart-cells.js"
import {
  heartbeatCells,
  nonblockingCells,
  refusedCells,
  scenarioCells,
  strangerCells,
} from "./single-cells.js"

const USUAL = [
  exchangeCells,
  nonblockingCells,
  restartCells,
  strangerCells,
  heartbeatCells,
  proxyCells,
  scenarioCells,
]

/** Everything that is tried with this peer, and what is not, for it does not offer it. */
export function plan(kind: PeerKind): Cell[] {
  const wishes = kind.refused === undefined ? USUAL : [refusedCells, scenarioCells]
  return cellsOf(
    kind,
    wishes.flatMap((cells) => cells(kind)),
  )
}
