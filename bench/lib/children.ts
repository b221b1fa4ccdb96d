/**
 * The processes that a measurement consists of. None outlives its measurement, whatever happens.
 */
import { spawn, type ChildProcess, type ChildProcessByStdio } from "node:child_process"
import { once } from "node:events"
import { createInterface } from "node:readline"
import type { Readable, Writable } from "node:stream"
import { fileURLToPath } from "node:url"
import type { Command, Processes, Reading } from "./scenario.js"

const ROOT = fileURLToPath(new URL("../../", import.meta.url))

/** A peer that cannot do what is measured; the message says why. */
export class Unavailable extends Error {}

const running = new Set<ChildProcess>()

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.once(signal, () => {
    killAll()
    process.exit(1)
  })
}
process.once("exit", killAll)

/** Runs processes until as many as should have told what they measured. Rejects when one fails, or takes too long. */
export async function measure(processes: Processes, timeoutMs: number): Promise<Reading> {
  const { listens, connects, results = 1 } = processes
  const runners: Runner[] = []
  const readings: Reading[] = []
  try {
    return await new Promise<Reading>((resolve, reject) => {
      const listener: RunnerListener = {
        onReady(endpoint) {
          for (const [program, ...rest] of connects) {
            const command: Command = [program, ...rest, `endpoint=${endpoint}`]
            runners.push(new Runner(command, timeoutMs, listener))
          }
        },
        onGo(from) {
          for (const runner of runners) if (runner !== from) runner.go()
        },
        onResult(reading) {
          readings.push(reading)
          if (readings.length === results) resolve(Object.assign({}, ...readings) as Reading)
        },
        onFailure: reject,
      }
      runners.push(new Runner(listens, timeoutMs, listener))
    })
  } finally {
    await reap()
  }
}

/** Told what a process says. */
interface RunnerListener {
  onReady(endpoint: string): void
  onGo(from: Runner): void
  onResult(reading: Reading): void
  onFailure(error: Error): void
}

/** A running process. */
class Runner {
  readonly #name: string
  readonly #child: ChildProcessByStdio<Writable, Readable, null>
  readonly #listener: RunnerListener
  #hasTold = false

  constructor(command: Command, timeoutMs: number, listener: RunnerListener) {
    const [program, ...rest] = command
    this.#name = command.join(" ").replaceAll(ROOT, "")
    this.#listener = listener
    const child = (this.#child = spawn(program, rest, {
      cwd: ROOT,
      stdio: ["pipe", "pipe", "inherit"],
      timeout: timeoutMs,
      killSignal: "SIGKILL",
    }))
    running.add(child)
    child.once("error", (error) => {
      running.delete(child)
      listener.onFailure(error)
    })
    // Not "exit": what it said last may still be on its way.
    child.once("close", (code, signal) => {
      running.delete(child)
      this.#onClose(code, signal)
    })
    // It may be over before it reads what it is told.
    child.stdin.on("error", () => {})
    createInterface(child.stdout).on("line", (line) => this.#read(line))
  }

  /** Tells it that all is set up. */
  go(): void {
    this.#child.stdin.write("go\n")
  }

  #read(line: string): void {
    const at = `${line} `.indexOf(" ")
    const rest = line.slice(at + 1)
    const word = line.slice(0, at)
    if (word === "ready") this.#listener.onReady(rest)
    else if (word === "go") this.#listener.onGo(this)
    else if (word === "unavailable") this.#listener.onFailure(new Unavailable(rest))
    else if (word === "result") {
      this.#hasTold = true
      this.#listener.onResult(readingOf(rest))
    }
  }

  #onClose(code: number | null, signal: string | null): void {
    if (this.#hasTold && code === 0) return
    const how =
      signal === "SIGKILL"
        ? "took too long, or was killed,"
        : `ended with ${String(code ?? signal)}`
    this.#listener.onFailure(new Error(`${this.#name} ${how} before all was measured`))
  }
}

function readingOf(text: string): Reading {
  const pairs = text.split(" ").map((word) => word.split("="))
  return Object.fromEntries(pairs.map(([name, value]) => [name, Number(value)]))
}

function killAll(): void {
  for (const child of running) child.kill("SIGKILL")
}

async function reap(): Promise<void> {
  const ends = [...running].map((child) => once(child, "close"))
  killAll()
  await Promise.allSettled(ends)
}
