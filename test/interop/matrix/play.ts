/**
 * Plays cells, some at a time, and says how each went.
 */
import type { BuiltPeer } from "./built-peer.js"
import type { Cell } from "./cell.js"
import { Stage } from "./stage.js"

/** How a cell went. */
export interface Result {
  readonly cell: Cell
  readonly outcome: "passed" | "failed" | "not offered"
  /** Why, unless it passed. */
  readonly reason: string
  readonly ms: number
}

/** Whom and where to play with. */
export interface Playing {
  readonly peers: ReadonlyMap<string, BuiltPeer>
  readonly jobs: number
  /** For socket files. */
  readonly folder: string
  /** How long a cell may take. */
  readonly patienceMs?: number | undefined
  /** Hears of each as it ends. */
  readonly told: (result: Result) => void
}

/** Plays all of them. */
export async function playAll(
  cells: readonly Cell[],
  { peers, jobs, folder, patienceMs, told }: Playing,
): Promise<void> {
  let next = 0
  const work = async () => {
    while (next < cells.length) {
      const cell = cells[next++]
      const players = cell.peers.flatMap((name) => peers.get(name) ?? [])
      told(await playOne(cell, players, folder, patienceMs))
    }
  }
  await Promise.all(Array.from({ length: jobs }, work))
}

/** Plays one. */
export async function playOne(
  cell: Cell,
  peers: readonly BuiltPeer[],
  folder: string,
  patienceMs?: number,
): Promise<Result> {
  if (cell.notOffered !== null) {
    return { cell, outcome: "not offered", reason: cell.notOffered, ms: 0 }
  }
  const begin = performance.now()
  const since = () => Math.round(performance.now() - begin)
  const stage = new Stage(folder, patienceMs)
  try {
    await stage.play(() => cell.run(stage, peers))
    return { cell, outcome: "passed", reason: "", ms: since() }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    return { cell, outcome: "failed", reason, ms: since() }
  }
}
