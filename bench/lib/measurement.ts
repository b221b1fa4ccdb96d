/** Measures one case: every peer in turn, then every peer again, round after round. */
import { measure, Unavailable } from "./children.js"
import { makeRow, type Row } from "./row.js"
import type { Case, Peer, Reading, Scenario } from "./scenario.js"

/** What starting the processes may take on a machine that is busy. */
const START_MS = 20_000

/** How much is measured. */
export interface Effort {
  readonly rounds: number
  readonly seconds: number
  /** Peers that this machine does not have, and why. */
  readonly absent: Partial<Record<Peer, string>>
  onProgress(text: string): void
  /** A measurement broke: nothing that was expected, unlike a peer that cannot do something. */
  onFailure(text: string): void
}

/** Measures a case and makes its rows. A peer that fails once is not measured again. */
export async function measureCase(scenario: Scenario, one: Case, effort: Effort): Promise<Row[]> {
  const { rounds, absent } = effort
  const missing: Partial<Record<Peer, string>> = {}
  const readings = new Map<Peer, Reading[]>()
  const obstacle = one.obstacle?.() ?? null
  for (const peer of scenario.peers) {
    readings.set(peer, [])
    const reason = obstacle ?? absent[peer]
    if (reason !== undefined) missing[peer] = reason
  }
  for (let round = 1; round <= rounds; round++) {
    for (const peer of scenario.peers) {
      if (missing[peer] !== undefined) continue
      effort.onProgress(
        `${scenario.name}, ${one.figures[0].label}, round ${String(round)}: ${peer}`,
      )
      const outcome = await measureOnce(one, peer, effort)
      if (typeof outcome === "string") missing[peer] = outcome
      else readings.get(peer)!.push(outcome)
    }
  }
  // What a peer could do in some rounds only is no figure.
  for (const peer of scenario.peers) if (missing[peer] !== undefined) readings.delete(peer)
  return one.figures.map((figure) => makeRow(scenario.name, figure, readings, missing))
}

async function measureOnce(one: Case, peer: Peer, effort: Effort): Promise<Reading | string> {
  const timeoutMs = START_MS + (one.limitMs ?? 0) + effort.seconds * 3000
  try {
    return await measure(one.processes(peer, effort.seconds), timeoutMs)
  } catch (error) {
    if (!(error instanceof Error)) throw error
    if (!(error instanceof Unavailable)) effort.onFailure(error.message)
    return error.message
  }
}
