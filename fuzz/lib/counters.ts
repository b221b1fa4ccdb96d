/**
 * One counter for each branch of the code under test; what `instrument` puts into it counts here.
 * Knows numbers. Does not know what they stand for.
 */

/** More branches than src has. */
const ROOM = 1 << 16
const WORD_BYTES = 4

/** Counts stop at 255 instead of starting again. */
const counts = new Uint8ClampedArray(ROOM)
const words = new Uint32Array(counts.buffer)
let used = 0

/** The counters of one more file. */
export function counters(count: number): Uint8ClampedArray {
  if (used + count > ROOM) throw new Error(`more than ${String(ROOM)} branches`)
  used += count
  return counts.subarray(used - count, used)
}

/** Branches that there are in the files loaded. */
export function branches(): number {
  return used
}

export function resetCounters(): void {
  counts.fill(0, 0, used)
}

/** Calls for every branch that was taken. */
export function eachTaken(visit: (branch: number, count: number) => void): void {
  const end = Math.ceil(used / WORD_BYTES)
  for (let word = 0; word < end; word++) {
    if (words[word] === 0) continue
    const from = word * WORD_BYTES
    for (let at = from; at < from + WORD_BYTES; at++) if (counts[at] > 0) visit(at, counts[at])
  }
}
