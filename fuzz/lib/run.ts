/**
 * Runs a plan in a thread of its own, and watches it: an execution that does not end, or that takes the thread down,
 * is a finding, too.
 */
import { Worker } from "node:worker_threads"
import { bundleWorker } from "./bundle.js"
import { CorpusFiles } from "./corpus.js"
import { Heartbeat, sharedMemory } from "./heartbeat.js"
import type { Plan, Result, SavedFinding } from "./plan.js"

const LOOK_MS = 500
/** An execution that takes this long will not end. */
const STUCK_MS = 10_000

/** What came of each target; those that were stuck when the thread had to be stopped are not among them. */
export interface Outcome {
  readonly results: readonly Result[]
  /** What ended the thread; null: it came to its end. */
  readonly fatal: (SavedFinding & { readonly target: string }) | null
}

/** @param nameOf the name of a target by its number. */
export async function run(plan: Plan, nameOf: (number: number) => string): Promise<Outcome> {
  const memory = sharedMemory()
  const heartbeat = new Heartbeat(memory)
  const worker = new Worker(await bundleWorker(), {
    workerData: { plan, memory },
    execArgv: ["--enable-source-maps"],
  })
  const fatal = (kind: string, text: string): Outcome => {
    const { target, input } = heartbeat.look()
    const name = nameOf(target)
    const file = new CorpusFiles(plan.root).saveCrash(name, input)
    return { results: [], fatal: { kind, text, file, target: name } }
  }
  let watch: NodeJS.Timeout | undefined
  try {
    return await new Promise<Outcome>((resolve, reject) => {
      worker.once("message", (results: Result[]) => resolve({ results, fatal: null }))
      worker.once("error", (error) => {
        if (heartbeat.look().count === 0) reject(error)
        else resolve(fatal("crash", error.stack ?? String(error)))
      })
      watch = watchFor(heartbeat, () => {
        resolve(fatal("stuck", `took more than ${String(STUCK_MS)} ms`))
      })
    })
  } finally {
    clearInterval(watch)
    await worker.terminate()
  }
}

/** Calls when one execution runs for too long. */
function watchFor(heartbeat: Heartbeat, onStuck: () => void): NodeJS.Timeout {
  let last = -1
  let since = performance.now()
  return setInterval(() => {
    const { count, isRunning } = heartbeat.look()
    if (count !== last || !isRunning) {
      last = count
      since = performance.now()
    } else if (performance.now() - since > STUCK_MS) onStuck()
  }, LOOK_MS)
}
