/**
 * The processes that a measurement consists of. None outlives its measurement, whatever happens.
 */
import { spawn, type ChildProcess } from "node:child_process"
import { once } from "node:events"
import { createInterface } from "node:readline"
import { fileURLToPath } from "node:url"
import type { Reading } from "./meter.js"

const ROOT = fileURLToPath(new URL("../../", import.meta.url))

/** A program and its arguments. */
export type Command = readonly [string, ...string[]]

/** The one that listens and the one that connects to it; either measures. */
export interface Pair {
  readonly listens: Command
  readonly connects: Command | null
}

const running = new Set<ChildProcess>()

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.once(signal, () => {
    killAll()
    process.kill(process.pid, signal)
  })
}
process.once("exit", killAll)

/** Runs a pair until one of them has measured. Rejects when one ends before, or when it takes too long. */
export async function measure(pair: Pair, timeoutMs: number): Promise<Reading> {
  try {
    const first = new Runner(pair.listens, timeoutMs)
    if (pair.connects === null) return await first.result
    const second = new Runner([...pair.connects, await first.ready], timeoutMs)
    return await Promise.race([first.result, second.result])
  } finally {
    await reap()
  }
}

/** A running process and what it says. */
class Runner {
  /** Where it listens. */
  readonly ready: Promise<string>
  /** What it measured. */
  readonly result: Promise<Reading>
  readonly #name: string
  #onReady: (endpoint: string) => void = () => {}
  #onResult: (reading: Reading) => void = () => {}

  constructor(command: Command, timeoutMs: number) {
    const [program, ...rest] = command
    this.#name = command.join(" ")
    const child = spawn(program, rest, {
      cwd: ROOT,
      stdio: ["ignore", "pipe", "inherit"],
      timeout: timeoutMs,
      killSignal: "SIGKILL",
    })
    running.add(child)
    child.once("exit", () => running.delete(child)).once("error", () => running.delete(child))
    const ended = this.#failure(child)
    this.ready = settled(ended, (resolve) => (this.#onReady = resolve))
    this.result = settled(ended, (resolve) => (this.#onResult = resolve))
    createInterface(child.stdout).on("line", (line) => this.#read(line))
  }

  #read(line: string): void {
    const [word, first, second] = line.split(" ")
    if (word === "ready") this.#onReady(first)
    else if (word === "result") this.#onResult({ count: Number(first), seconds: Number(second) })
  }

  /** Rejects when the process is over. */
  async #failure(child: ChildProcess): Promise<never> {
    const [code, signal] = (await once(child, "exit")) as [number | null, string | null]
    throw new Error(`${this.#name} ended with ${String(code ?? signal)} before it had measured`)
  }
}

/** A promise that its owner resolves, unless `failure` comes first. Nobody need look at it. */
function settled<T>(
  failure: Promise<never>,
  start: (resolve: (value: T) => void) => void,
): Promise<T> {
  const promise = Promise.race([failure, new Promise<T>(start)])
  promise.catch(() => {})
  return promise
}

function killAll(): void {
  for (const child of running) child.kill("SIGKILL")
}

async function reap(): Promise<void> {
  const exits = [...running].map((child) => once(child, "exit"))
  killAll()
  await Promise.allSettled(exits)
}
