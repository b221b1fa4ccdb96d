/**
 * Micro benchmarks of single parts, without sockets: `npm run bench:micro [-- part...]`. They run on the
 * sources; what users feel is measured by `npm run bench`.
 */
import { describeMachine, machineLine } from "../lib/machine.js"
import { balancer } from "./balancer.js"
import { decoder } from "./decoder.js"
import { encoder } from "./encoder.js"
import { time, type Micro } from "./harness.js"
import { queue } from "./queue.js"
import { topicTree } from "./topic-tree.js"

const PARTS = new Map<string, readonly Micro[]>([
  ["encoder", encoder],
  ["decoder", decoder],
  ["queue", queue],
  ["topic-tree", topicTree],
  ["balancer", balancer],
])

const asked = process.argv.slice(2)
const unknown = asked.find((name) => !PARTS.has(name))
if (unknown !== undefined) {
  console.error(`no part is called ${unknown}; there are ${[...PARTS.keys()].join(", ")}`)
  process.exitCode = 1
} else {
  console.log(machineLine(describeMachine()))
  for (const [name, micros] of PARTS) {
    if (asked.length > 0 && !asked.includes(name)) continue
    console.log(`\n${name}`)
    for (const micro of micros) time(micro)
  }
}
