/**
 * The fuzzer: `npm run fuzz -- --help`.
 */
import { readFileSync } from "node:fs"
import { basename, dirname } from "node:path"
import { readArguments, UsageError, type Arguments } from "./lib/arguments.js"
import { Executor } from "./lib/executor.js"
import { watchAllocations } from "./lib/allocations.js"
import { Heartbeat, sharedMemory } from "./lib/heartbeat.js"
import { printOutcome } from "./lib/report.js"
import { run } from "./lib/run.js"
import { TARGETS } from "./targets/all.js"

const NAMES = TARGETS.map(({ name }) => name)

async function main(): Promise<void> {
  const given = readArguments(NAMES)
  if (given === null) return
  if (given.list) console.log(NAMES.join("\n"))
  else if (given.reproduce !== null) reproduce(given.reproduce)
  else await fuzz(given)
}

async function fuzz({ targets, seed, seconds, save }: Arguments): Promise<void> {
  console.log(`fuzz: seed ${String(seed)}, ${String(seconds)} s, ${String(targets.length)} targets`)
  const root = import.meta.dirname
  const outcome = await run({ targets, seed, effort: { seconds }, save, root }, (n) => NAMES[n])
  console.log(printOutcome(outcome))
  const isClean = outcome.results.every(({ findings }) => findings.length === 0)
  if (!isClean || outcome.fatal !== null) process.exitCode = 1
}

/** Runs one file; which target it is for, its name or its folder says. Here the code is as it is in src. */
function reproduce(file: string): void {
  const folder = basename(dirname(file))
  const name = folder === "crashes" ? basename(file).replace(/-[0-9a-f]+\.bin$/, "") : folder
  const target = TARGETS.find((one) => one.name === name)
  if (target === undefined) throw new UsageError(`${file}: for none of ${NAMES.join(", ")}`)
  watchAllocations()
  const executor = new Executor(target, 0, new Heartbeat(sharedMemory()))
  const fault = executor.run(readFileSync(file))
  console.log(`${target.name}: ${fault?.text ?? "nothing is wrong"}`)
  if (fault !== null) process.exitCode = 1
}

try {
  await main()
} catch (error) {
  const isUsage = error instanceof UsageError || (error instanceof TypeError && "code" in error)
  console.error(isUsage ? error.message : error)
  process.exitCode = 1
}
