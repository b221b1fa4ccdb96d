// Does the package work where it may be installed? Packs it, installs it into an empty project, and runs every
// pattern there in Node 20, 22, 24 and the newest, in Bun and in Deno, alone and against Node 20.
// `--only bun,node22` takes some of them, `--fresh` fetches them again.
import { execFileSync } from "node:child_process"
import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { parseArgs } from "node:util"
import { DEVIATIONS } from "./runtimes/deviations.mjs"
import { fetchRuntime, RUNTIMES } from "./runtimes/fetch.mjs"
import { ROWS, tryRuntime } from "./runtimes/try.mjs"

const root = join(dirname(fileURLToPath(import.meta.url)), "..")
const cache = join(root, "node_modules/.cache/purezmq-runtimes")

function readOptions() {
  const options = { only: { type: "string" }, fresh: { type: "boolean", default: false } }
  const { only, fresh } = parseArgs({ options }).values
  const names = only?.split(",") ?? RUNTIMES.map(({ name }) => name)
  const unknown = names.filter((name) => !RUNTIMES.some((runtime) => runtime.name === name))
  if (unknown.length > 0) {
    const known = RUNTIMES.map(({ name }) => name).join(", ")
    console.error(`runtimes: ${unknown.join(", ")} is none of ${known}`)
    process.exit(2)
  }
  return { names: new Set(names), fresh }
}

/** An empty project with the packed library and the programs. */
function makeProject() {
  const project = mkdtempSync(join(tmpdir(), "purezmq-runtimes-"))
  const npm = (cwd, ...args) => execFileSync("npm", args, { cwd, encoding: "utf8" })
  const [{ filename }] = JSON.parse(
    npm(root, "pack", "--json", "--silent", "--pack-destination", project),
  )
  cpSync(join(root, "scripts/runtimes"), project, { recursive: true })
  writeFileSync(join(project, "package.json"), '{ "name": "empty", "private": true }\n')
  npm(project, "install", "--silent", "--no-audit", "--no-fund", "--offline", `./${filename}`)
  const smoke = 'import("./smoke.mjs").then(({ smoke }) => smoke(zmq))'
  writeFileSync(join(project, "smoke-import.mjs"), `import * as zmq from "purezmq"\nawait ${smoke}`)
  writeFileSync(join(project, "smoke-require.cjs"), `const zmq = require("purezmq")\n${smoke}`)
  return project
}

/** Each reason as a cell of the table. Failures and deviations are explained below it. */
function judge({ name, label }, reasons, notes) {
  return ROWS.map((row) => {
    const reason = reasons.get(row)
    const deviation = DEVIATIONS[name]?.[row]
    if (reason === "") {
      if (deviation) notes.push(`${label}, ${row}: no longer deviates; deviations.mjs says it does`)
      return "ok"
    }
    if (deviation?.says.test(reason)) {
      notes.push(`${label}, ${row}: a known deviation: ${deviation.text}`)
      return "deviation"
    }
    notes.push(`${label}, ${row}: FAILED: ${reason}`)
    return "FAILED"
  })
}

function printTable(columns) {
  const first = Math.max(...ROWS.map(({ length }) => length))
  const widths = columns.map(({ label }) => Math.max(label.length, "deviation".length))
  const line = (head, cells) =>
    [head.padEnd(first), ...cells.map((cell, i) => cell.padEnd(widths[i]))].join("  ").trimEnd()
  console.log(
    `\n${line(
      "",
      columns.map(({ label }) => label),
    )}`,
  )
  ROWS.forEach((row, i) =>
    console.log(
      line(
        row,
        columns.map(({ cells }) => cells[i]),
      ),
    ),
  )
}

const { names, fresh } = readOptions()
if (fresh) rmSync(cache, { recursive: true, force: true })
const project = makeProject()
const columns = []
const notes = []
const skipped = []
try {
  let partner = null
  for (const runtime of RUNTIMES) {
    if (partner !== null && !names.has(runtime.name)) continue
    const found = await fetchRuntime(runtime, cache)
    if (found.missing === undefined) partner ??= { ...runtime, ...found }
    else {
      partner ??= { path: process.execPath, args: [] }
      const asked = names.has(runtime.name)
      console.log(
        `${runtime.name} ${asked ? "SKIPPED" : "replaced by this Node"}: ${found.missing}`,
      )
      if (asked) skipped.push(runtime.name)
    }
    if (!names.has(runtime.name) || found.missing !== undefined) continue
    console.log(`trying ${found.label}`)
    const reasons = await tryRuntime({ ...runtime, ...found }, partner, project)
    columns.push({ label: found.label, cells: judge({ ...runtime, ...found }, reasons, notes) })
  }
} finally {
  rmSync(project, { recursive: true, force: true })
}

if (columns.length > 0) printTable(columns)
if (notes.length > 0) console.log(`\n${notes.join("\n")}`)
const failed = columns.filter(({ cells }) => cells.includes("FAILED")).length
const counts = [columns.length - failed, failed, skipped.length]
console.log(`\nruntimes: ${counts[0]} passed, ${counts[1]} failed, ${counts[2]} skipped`)
process.exitCode = failed > 0 ? 1 : 0
