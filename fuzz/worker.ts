/**
 * The thread that fuzzes. It runs as one bundled file, in which the code under test counts its branches.
 * `workerData`: the plan, and the memory of the heartbeat. Posts a result for each target.
 */
import { parentPort, workerData } from "node:worker_threads"
import { watchAllocations } from "./lib/allocations.js"
import { Campaign } from "./lib/campaign.js"
import { CorpusFiles } from "./lib/corpus.js"
import { Executor } from "./lib/executor.js"
import { Heartbeat } from "./lib/heartbeat.js"
import type { Plan, Result } from "./lib/plan.js"
import { clocked, spend, type Timed } from "./lib/schedule.js"
import { TARGETS } from "./targets/all.js"

const { plan, memory } = workerData as { plan: Plan; memory: SharedArrayBuffer }
const files = new CorpusFiles(plan.root)
const heartbeat = new Heartbeat(memory)

function begin(name: string): Timed {
  const number = TARGETS.findIndex((target) => target.name === name)
  const target = TARGETS[number]
  const timed = {
    campaign: new Campaign(new Executor(target, number, heartbeat), plan.seed),
    ms: 0,
  }
  clocked(timed, () => timed.campaign.replay([...target.seeds, ...files.load(name)]))
  return timed
}

function finish({ campaign, ms }: Timed): Result {
  const { name, executions, branches, size } = campaign
  if (plan.save) files.save(name, campaign.distilled())
  const findings = campaign.findings.map(({ kind, text, input }) => ({
    kind,
    text,
    file: files.saveCrash(name, input),
  }))
  return { name, executions, seconds: ms / 1000, branches, inputs: size, findings }
}

watchAllocations()
const all = plan.targets.map(begin)
await spend(all, plan.effort)
parentPort?.postMessage(all.map(finish))
