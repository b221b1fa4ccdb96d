/**
 * Our sockets against libzmq's in another process: `npm run demo`. Every message is checked.
 */
import { rmSync } from "node:fs"
import { Peer } from "./peer.js"
import { FOLDER } from "./roles.js"
import { play, SCENARIOS, SETTINGS } from "./scenarios.js"
import { human, paint, Table } from "./table.js"

const table = new Table([
  { title: "pattern", width: 20 },
  { title: "transport", width: 9 },
  { title: "binds", width: 5 },
  { title: "peer", width: 14 },
  { title: "messages", width: 8, align: "right" },
  { title: "rate", width: 12, align: "right" },
  { title: "verified", width: 8 },
])

const start = performance.now()
const peer = await Peer.start()
const { peer: name, excuse } = peer.hello
if (excuse !== null) {
  console.log(`The native package cannot be loaded (${excuse}): ours talk to ours instead.`)
}
console.log(paint(`purezmq here, ${name} in process ${peer.pid}`, "bold"))

const problems: string[] = []
let messages = 0
let rows = 0

table.head()
for (const scenario of SCENARIOS) {
  table.separator()
  for (const setting of SETTINGS) {
    const outcome = await play(scenario, setting, peer)
    const { transport, binds } = setting
    const rate =
      outcome.problem === null ? `${human(outcome.messages / outcome.seconds)} msg/s` : "-"
    const verified = outcome.problem === null ? "yes" : "no"
    table.row(
      [
        scenario.name,
        transport,
        transport === "inproc" ? "-" : binds,
        transport === "inproc" ? "purezmq" : name,
        outcome.messages.toLocaleString("en"),
        rate,
        verified,
      ],
      [null, null, null, null, null, null, verified === "yes" ? "green" : "red"],
    )
    rows += 1
    messages += outcome.messages
    if (outcome.problem !== null) {
      problems.push(`${scenario.name} over ${transport}, ${binds} bind: ${outcome.problem}`)
    }
  }
}
table.foot()
peer.stop()
rmSync(FOLDER, { recursive: true, force: true })

for (const problem of problems) console.log(paint(problem, "red"))
const seconds = ((performance.now() - start) / 1000).toFixed(1)
const sum = `${messages.toLocaleString("en")} messages in ${rows} exchanges, ${seconds} s`
if (problems.length === 0) {
  console.log(paint(`All verified: ${sum}; count, order and content as sent.`, "green"))
} else {
  console.log(paint(`${problems.length} of ${rows} exchanges failed: ${sum}.`, "red"))
  process.exitCode = 1
}
