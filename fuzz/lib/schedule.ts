/** Shares time between targets: each a slice in turn, so that none waits for the end. */
import { setImmediate } from "node:timers/promises"
import type { Campaign } from "./campaign.js"
import type { Plan } from "./plan.js"

const SLICE_MS = 250
/** Executions between two looks at the clock. */
const STEPS = 32

/** A campaign, and how long it has run. */
export interface Timed {
  readonly campaign: Campaign
  ms: number
}

/** Runs a piece of work of a campaign, on its clock. */
export function clocked(timed: Timed, work: () => void): void {
  const start = performance.now()
  work()
  timed.ms += performance.now() - start
}

/** Fuzzes all of them, until the effort is spent. */
export async function spend(all: readonly Timed[], effort: Plan["effort"]): Promise<void> {
  if ("executions" in effort) {
    for (const timed of all) {
      clocked(timed, () => {
        for (let i = 0; i < effort.executions && !timed.campaign.isOver; i++) timed.campaign.step()
      })
      await setImmediate()
    }
    return
  }
  const end = performance.now() + effort.seconds * 1000
  const slice = Math.min(SLICE_MS, (effort.seconds * 1000) / all.length)
  while (performance.now() < end && !all.every(({ campaign }) => campaign.isOver)) {
    for (const timed of all) {
      clocked(timed, () => runFor(timed.campaign, Math.min(performance.now() + slice, end)))
      // What Node has to do in between.
      await setImmediate()
    }
  }
}

function runFor(campaign: Campaign, until: number): void {
  while (!campaign.isOver && performance.now() < until) {
    for (let i = 0; i < STEPS; i++) campaign.step()
  }
}
