/**
 * What is new about an execution: a branch that was never taken, or never so often. Numbers of times are put into
 * eight buckets, so that a loop of 50 turns is not 50 discoveries.
 */
import { eachTaken } from "./counters.js"

/** The bucket of each count: 1, 2, 3, 4-7, 8-15, 16-31, 32-127, 128 and more. */
const BUCKET = Uint8Array.from({ length: 256 }, (_, count) => {
  if (count < 4) return Math.max(count - 1, 0)
  if (count < 32) return 29 - Math.clz32(count) + 2
  return count < 128 ? 6 : 7
})
const BUCKETS = 8

/** All that the executions of one target have taken so far. */
export class Coverage {
  /** Branches taken at least once. */
  branches = 0
  readonly #seen = new Uint8Array(1 << 16)

  /** Adds the last execution; answers whether it showed something new. */
  add(): boolean {
    let isNew = false
    eachTaken((branch, count) => {
      const bit = 1 << BUCKET[count]
      const seen = this.#seen[branch]
      if ((seen & bit) !== 0) return
      if (seen === 0) this.branches += 1
      this.#seen[branch] = seen | bit
      isNew = true
    })
    return isNew
  }
}

/** The last execution, as a set of numbers: a branch with its bucket each. */
export function features(): Set<number> {
  const found = new Set<number>()
  eachTaken((branch, count) => found.add(branch * BUCKETS + BUCKET[count]))
  return found
}
