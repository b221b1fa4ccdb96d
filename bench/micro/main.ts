/**
 * Micro benchmarks of single parts, without sockets: `npm run bench:micro -- --help`. They run on the sources; what
 * users feel is measured by `npm run bench`.
 */
import { readFileSync, writeFileSync } from "node:fs"
import { parseArgs } from "node:util"
import { describeMachine, machineLine, type Machine } from "../lib/machine.js"
import { balancer } from "./balancer.js"
import { compare, failures, unmatched } from "./comparison.js"
import { decoder } from "./decoder.js"
import { encoder } from "./encoder.js"
import { time, type Making, type Timing } from "./harness.js"
import { changeHead, changeLine, timingLine } from "./lines.js"
import { paths } from "./paths.js"
import { queue } from "./queue.js"
import { topicTree } from "./topic-tree.js"

const PARTS = new Map<string, readonly Making[]>([
  ["encoder", encoder],
  ["decoder", decoder],
  ["queue", queue],
  ["topic-tree", topicTree],
  ["balancer", balancer],
  ["paths", paths],
])

const HELP = `npm run bench:micro -- [part...] [options]

Nanoseconds of one operation in the best of nine samples, and how far the middle sample lies above that: the noise.
Parts: ${[...PARTS.keys()].join(", ")}; all unless named.

  --save <file>         write the timings to a file
  --compare <file>      print what has changed since such a file was written, the slowest change first
  --fail-above <ratio>  with --compare: exit code 1 when something takes so many times as long as before and the
                        noise does not explain it; without it the exit code is 0 whatever has changed
  --help                print this`

/** What is saved. */
interface Saved {
  readonly machine: Machine
  readonly timings: readonly Timing[]
}

function main(): void {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      save: { type: "string" },
      compare: { type: "string" },
      "fail-above": { type: "string" },
      help: { type: "boolean", default: false },
    },
  })
  if (values.help) {
    console.log(HELP)
    return
  }
  const unknown = positionals.find((name) => !PARTS.has(name))
  if (unknown !== undefined) {
    throw new TypeError(`no part is called ${unknown}; there are ${[...PARTS.keys()].join(", ")}`)
  }
  const limit = Number(values["fail-above"] ?? Infinity)
  if (!(limit > 0)) throw new TypeError("--fail-above takes a positive ratio")
  // Before the measurement: a file that is not there should not cost minutes.
  const before = values.compare === undefined ? null : readSaved(values.compare)
  const machine = describeMachine()
  console.log(machineLine(machine))
  const timings = timeAll(positionals)
  if (values.save !== undefined) {
    const saved: Saved = { machine, timings }
    writeFileSync(values.save, JSON.stringify(saved, null, 2) + "\n")
  }
  if (before !== null) printChanges(before, timings, limit, positionals)
}

function timeAll(asked: readonly string[]): Timing[] {
  const timings: Timing[] = []
  for (const [part, makings] of PARTS) {
    if (asked.length > 0 && !asked.includes(part)) continue
    console.log(`\n${part}`)
    for (const making of makings) {
      const micro = making()
      const timing = time(part, micro)
      timings.push(timing)
      console.log(timingLine(micro, timing))
    }
  }
  return timings
}

function printChanges(
  saved: Saved,
  after: readonly Timing[],
  limit: number,
  asked: readonly string[],
): void {
  const isAsked = ({ name }: Timing): boolean =>
    asked.length === 0 || asked.includes(name.slice(0, name.indexOf(":")))
  const before = saved.timings.filter(isAsked)
  console.log(`\nbefore: ${machineLine(saved.machine)}`)
  const changes = compare(before, after)
  console.log(changeHead())
  for (const change of changes) console.log(changeLine(change))
  for (const name of unmatched(before, after)) console.log(`  ${name}: only in one of the two`)
  const failed = failures(changes, limit)
  if (failed.length === 0) return
  console.log(`\n${String(failed.length)} slower than ${String(limit)} times as before`)
  process.exitCode = 1
}

function readSaved(path: string): Saved {
  return JSON.parse(readFileSync(path, "utf8")) as Saved
}

try {
  main()
} catch (error) {
  console.error(error instanceof TypeError ? error.message : error)
  process.exitCode = 1
}
