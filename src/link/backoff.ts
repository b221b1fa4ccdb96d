/**
 * How long to wait before the next attempt to connect, as libzmq does it.
 */

/** Longest delay a timer takes. */
const LONGEST_MS = 0x7fffffff

/** The options that decide it. */
export interface Backoff {
  /** The first delay; -1 and 0: never try again. */
  readonly intervalMs: number
  /** Largest delay when delays double; 0: they do not, and vary at random instead. */
  readonly maxIntervalMs: number
}

/**
 * The delay before attempt number `attempt` (0 is the first after a loss). Without a maximum it lies in
 * [interval, 2 interval); with one it doubles up to it, without chance.
 */
export function nextDelayMs(attempt: number, backoff: Backoff, random: () => number): number {
  const { intervalMs, maxIntervalMs } = backoff
  if (intervalMs === 0) return 0
  if (maxIntervalMs > 0) return Math.min(intervalMs * 2 ** attempt, maxIntervalMs)
  return Math.min(intervalMs + Math.floor(random() * intervalMs), LONGEST_MS)
}
