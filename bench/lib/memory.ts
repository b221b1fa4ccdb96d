/** How much memory this process has. */
import { existsSync, readFileSync } from "node:fs"
import { setTimeout as sleep } from "node:timers/promises"

const STATUS = "/proc/self/status"
/** Time for what was freed to be given back. */
const SETTLE_MS = 300

/** Bytes in memory once garbage is collected; the runner needs --expose-gc. */
export async function settledMemory(): Promise<number> {
  for (let i = 0; i < 2; i++) {
    if (globalThis.gc === undefined) throw new Error("--expose-gc is missing")
    globalThis.gc()
    await sleep(SETTLE_MS)
  }
  return process.memoryUsage.rss()
}

/** Most bytes in memory so far. */
export function peakMemory(): number {
  // Linux' ru_maxrss begins with what the parent had; VmHWM does not.
  if (existsSync(STATUS)) {
    const peak = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(STATUS, "utf8"))
    if (peak !== null) return Number(peak[1]) * 1024
  }
  return process.resourceUsage().maxRSS * 1024
}
