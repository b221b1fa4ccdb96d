/**
 * Which cells were asked for.
 */
import type { Arguments } from "./arguments.js"
import type { Cell } from "./cell.js"
import { mixedCells } from "./mixed-cells.js"
import type { PeerKind } from "./peer-kind.js"
import { plan } from "./plan.js"

/** What says which. */
export type Choice = Pick<Arguments, "peers" | "groups" | "cell"> & {
  readonly sample?: number
}

/** Whether something of this peer, or of several, may be among them. */
export function isAskedFor(name: string, { peers, groups, cell }: Choice): boolean {
  if (peers.length > 0 && !peers.includes(name)) return false
  // What several do belongs to no peer.
  if (name !== "mixed" && groups.length === 1 && groups[0] === "mixed") return false
  return cell === null || cell.split("/")[0] === name
}

/** All of them. @param kinds those that are here. */
export function cellsToPlay(kinds: readonly PeerKind[], choice: Choice): Cell[] {
  const own = kinds.filter(({ name }) => isAskedFor(name, choice)).map(plan)
  const mixed = isAskedFor("mixed", choice) ? mixedCells(kinds) : []
  const { groups, cell, sample = 1 } = choice
  // Of each peer's, so that what is played with one does not depend on the others.
  return [...own, mixed].flatMap((cells) =>
    cells
      .filter(({ group }) => groups.length === 0 || groups.includes(group))
      .filter(({ id }) => cell === null || id.startsWith(cell))
      .filter((_, i) => i % sample === 0),
  )
}
