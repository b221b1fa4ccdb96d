// What is run in one runtime, and what came of it: a map of rows to the reason why they failed, "" when not.
import { spawn } from "node:child_process"
import { join } from "node:path"
import { rowsOfSmoke } from "./smoke.mjs"

const SMOKE_MS = 90_000
const PEER_MS = 30_000

const CROSS = ["tcp", "ipc"].flatMap((transport) => [
  { row: `node20 binds, this connects ${transport}`, role: "connect", transport },
  { row: `this binds, node20 connects ${transport}`, role: "bind", transport },
])
const LEAVES = "exits with open sockets, sends what lingers"
const endsAfter = (entry) => `exits after ${entry}`
const ENTRIES = { import: "smoke-import.mjs", require: "smoke-require.cjs" }

/** All rows of the table. */
export const ROWS = [
  ...rowsOfSmoke(),
  ...Object.keys(ENTRIES).map(endsAfter),
  LEAVES,
  ...CROSS.map(({ row }) => row),
]

/** Tries everything with `runtime`; `partner` is the one to talk to. Both are { path, args }. */
export async function tryRuntime(runtime, partner, project) {
  const reasons = new Map()
  for (const [how, entry] of Object.entries(ENTRIES)) {
    const program = start(runtime, project, [entry], SMOKE_MS)
    const ended = await program.ended
    for (const [row, reason] of readSmoke(program.output(), ended)) {
      if (reason !== "") reasons.set(row, `${how}: ${reason}`)
      else if (!reasons.has(row)) reasons.set(row, "")
    }
    reasons.set(endsAfter(how), ended)
  }
  reasons.set(LEAVES, await meet(project, [partner, "collect", ""], [runtime, "leave"]))
  for (const { row, role, transport } of CROSS) {
    const [binder, connecter] = role === "bind" ? [runtime, partner] : [partner, runtime]
    reasons.set(row, await meet(project, [binder, "bind", transport], [connecter, "connect"]))
  }
  return reasons
}

function readSmoke(output, ended) {
  const lines = output.split("\n").filter((line) => line.startsWith('{"row"'))
  const results = new Map(lines.map((line) => JSON.parse(line)).map((o) => [o.row, o.reason]))
  return rowsOfSmoke().map((row) => [row, results.get(row) ?? `did not run: ${ended}`])
}

/** Runs two peers; the second is given what the first one prints. */
async function meet(project, [first, firstRole, parameter], [second, secondRole]) {
  const one = start(first, project, ["peer.mjs", firstRole, parameter], PEER_MS)
  const endpoints = await one.firstLine
  if (endpoints === null) return `${firstRole}: ${await one.ended}`
  const other = start(second, project, ["peer.mjs", secondRole, endpoints], PEER_MS)
  const [a, b] = await Promise.all([one.ended, other.ended])
  return [a && `${firstRole}: ${a}`, b && `${secondRole}: ${b}`].filter(Boolean).join("; ")
}

/** `ended` settles with "" for a good end, else with what went wrong. */
function start({ path, args }, project, [file, ...parameters], timeoutMs) {
  const child = spawn(path, [...args, join(project, file), ...parameters], {
    cwd: project,
    env: { ...process.env, NODE_OPTIONS: "", NO_COLOR: "1" },
    stdio: ["ignore", "pipe", "pipe"],
  })
  let output = ""
  let errors = ""
  let isLate = false
  const timer = setTimeout(() => {
    isLate = true
    child.kill("SIGKILL")
  }, timeoutMs)
  child.stderr.setEncoding("utf8").on("data", (text) => (errors += text))
  child.stdout.setEncoding("utf8")
  const firstLine = new Promise((resolve) => {
    child.stdout.on("data", (text) => {
      output += text
      if (output.includes("\n")) resolve(output.slice(0, output.indexOf("\n")))
    })
    child.once("close", () => resolve(null))
  })
  const ended = new Promise((resolve) => {
    child.once("error", (error) => resolve(error.message))
    child.once("close", (code, signal) => {
      clearTimeout(timer)
      const why = errors.split("\n").find((line) => /error/i.test(line)) ?? errors.slice(0, 200)
      if (isLate) resolve(`did not end within ${timeoutMs / 1000} s`)
      else resolve(code === 0 ? "" : `ended with ${code ?? signal}: ${why.trim()}`)
    })
  })
  return { output: () => output, firstLine, ended }
}
