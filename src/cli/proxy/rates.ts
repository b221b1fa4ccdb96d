/**
 * How much passes, as a line on a terminal that is written anew every second.
 * Knows counts. Does not know sockets.
 */
import type { Passed } from "./pump.js"

const EVERY_MS = 1000
const ERASE_LINE = "\r\x1b[K"
const UNITS = ["B", "kB", "MB", "GB"]

/** A direction and its name. */
export type Counter = readonly [name: string, passed: () => Passed]

/** Shows rates from now on; answers what ends that. */
export function showRates(counters: readonly Counter[]): () => void {
  let before = counters.map(([, passed]) => passed())
  let at = performance.now()
  const timer = setInterval(() => {
    const now = performance.now()
    const after = counters.map(([, passed]) => passed())
    const seconds = (now - at) / 1000
    const texts = counters.map(([name], i) => textOf(name, before[i], after[i], seconds))
    process.stderr.write(`${ERASE_LINE}${texts.join("   ")}`)
    before = after
    at = now
  }, EVERY_MS)
  return () => {
    clearInterval(timer)
    process.stderr.write(ERASE_LINE)
  }
}

/** `front > back 1200/s 34.5 kB/s, 5000 in all`. */
export function textOf(name: string, before: Passed, after: Passed, seconds: number): string {
  const messages = Math.round((after.messages - before.messages) / seconds)
  const bytes = (after.bytes - before.bytes) / seconds
  return `${name} ${String(messages)}/s ${sizeOf(bytes)}/s, ${String(after.messages)} in all`
}

function sizeOf(bytes: number): string {
  let value = bytes
  let unit = 0
  while (value >= 1000 && unit < UNITS.length - 1) {
    value /= 1000
    unit += 1
  }
  return `${unit === 0 ? String(Math.round(value)) : value.toFixed(1)} ${UNITS[unit]}`
}
