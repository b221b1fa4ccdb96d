/**
 * When all is over, nothing of it is left in this process: no socket, no program.
 */
import { setTimeout as sleep } from "node:timers/promises"

/** What keeps a process alive, as Node names it. */
const KINDS = ["TCPSocketWrap", "TCPServerWrap", "PipeWrap", "PipeServerWrap", "ProcessWrap"]
const PATIENCE_MS = 5000
const STEP_MS = 20

/** What is there before anything begins: standard output, for one. */
const before = count()

/** @throws Error when something stays. */
export async function expectNothingLeft(): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS
  for (;;) {
    const left = remainder()
    if (left.length === 0) return
    if (Date.now() > deadline) throw new Error(`left behind: ${left.join(", ")}`)
    // What was closed goes in a turn or two.
    await sleep(STEP_MS)
  }
}

function remainder(): string[] {
  const now = count()
  return KINDS.filter((kind) => now[kind] > before[kind]).map(
    (kind) => `${now[kind] - before[kind]} ${kind}`,
  )
}

function count(): Record<string, number> {
  const active = process.getActiveResourcesInfo()
  return Object.fromEntries(
    KINDS.map((kind) => [kind, active.filter((name) => name === kind).length]),
  )
}
