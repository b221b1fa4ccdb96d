/** Runs an example, and looks whether it does what it says. Knows processes; does not know what is printed where. */
import { spawn } from "node:child_process"
import { once } from "node:events"
import { readFileSync } from "node:fs"
import { basename } from "node:path"
import { complaint, expectationOf, suits } from "./expectation.js"

export interface Outcome {
  readonly result: "passed" | "failed" | "skipped"
  /** Why it failed or was skipped. */
  readonly why: string
  readonly seconds: number
}

/** How long an example may take on a machine that is busy with other things. */
const LIMIT_MS = 60_000

export async function runExample(file: string, limit = LIMIT_MS): Promise<Outcome> {
  const start = performance.now()
  const outcome = (result: Outcome["result"], why = ""): Outcome => {
    return { result, why, seconds: (performance.now() - start) / 1000 }
  }
  try {
    const expectation = expectationOf(readFileSync(file, "utf8"), basename(file, ".ts"))
    if (!suits(expectation, process.versions.node)) {
      const least = expectation.needs.map((each) => each.join(".")).join(" or ")
      return outcome("skipped", `it needs Node ${least}, this is ${process.versions.node}`)
    }
    const { code, signal, output, errors } = await execute(file, limit)
    const ending =
      signal !== null
        ? `it did not end by itself within ${limit / 1000} s`
        : code === 0
          ? null
          : `it ended with ${String(code)}`
    const wrong = ending ?? complaint(expectation, output.trimEnd().split(/\r?\n/))
    if (wrong === null) return outcome("passed")
    return outcome("failed", `${wrong}; it printed\n\n${output}${errors}`)
  } catch (error) {
    if (error instanceof Error) return outcome("failed", error.message)
    throw error
  }
}

interface Execution {
  code: number | null
  signal: NodeJS.Signals | null
  output: string
  errors: string
}

async function execute(file: string, limit: number): Promise<Execution> {
  const child = spawn(process.execPath, ["--import", "tsx", file], {
    stdio: ["ignore", "pipe", "pipe"],
    timeout: limit,
    killSignal: "SIGKILL",
  })
  let output = ""
  let errors = ""
  child.stdout.on("data", (chunk) => (output += String(chunk)))
  child.stderr.on("data", (chunk) => (errors += String(chunk)))
  const [code, signal] = (await once(child, "close")) as [number | null, NodeJS.Signals | null]
  return { code, signal, output, errors }
}
