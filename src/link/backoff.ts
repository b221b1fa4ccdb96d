/**
 * How long to wait before the next attempt to connect, as libzmq does it.
 */

/** Longest delay a timer takes. */
const LONGEST_MS = 0x7fffffff
/** Longest delay that violations make of a short one, but for chance. */
const LONGEST_SLOW_MS = 30_000

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

/**
 * The delay after a connection that ended by a violation of the protocol, the `violations`th in a row (from 1). Two
 * peers that cannot understand each other need not find that out ten times a second: without a maximum of the user's
 * the interval doubles here, too, up to half a minute, and varies as ever.
 */
export function slowDelayMs(violations: number, backoff: Backoff, random: () => number): number {
  const { intervalMs, maxIntervalMs } = backoff
  if (maxIntervalMs > 0) return nextDelayMs(violations - 1, backoff, random)
  const slowMs = Math.min(intervalMs * 2 ** (violations - 1), LONGEST_SLOW_MS)
  return nextDelayMs(0, { intervalMs: Math.max(intervalMs, slowMs), maxIntervalMs }, random)
}

/** A connection that held for so long was no failure: a violation that ends it is the first one again. */
export const GOOD_WHILE_MS = LONGEST_SLOW_MS
