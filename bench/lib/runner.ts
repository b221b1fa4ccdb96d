/**
 * What a runner and the benchmark that started it say to each other, one line each. The programs in bench/c take
 * the same arguments and print the same lines.
 */
import { once } from "node:events"
import type { Reading } from "./scenario.js"

/** A runner that nobody ended: the benchmark itself was killed. */
const DEADLINE_MS = 300_000

/** The `name=value` arguments of this process. */
export interface RunnerArguments {
  /** @throws Error when it is missing. */
  readonly text: (name: string) => string
  /** @throws Error when it is missing or no number. */
  readonly number: (name: string) => number
  /** Empty when it is missing. */
  readonly optional: (name: string) => string
}

/** Reads the command line, and sees to it that the process ends some day. */
export function runnerArguments(): RunnerArguments {
  setTimeout(() => process.exit(1), DEADLINE_MS).unref()
  const given = new Map<string, string>()
  for (const word of process.argv.slice(2)) {
    const at = word.indexOf("=")
    given.set(word.slice(0, at), word.slice(at + 1))
  }
  const text = (name: string): string => {
    const value = given.get(name)
    if (value === undefined) throw new Error(`${name}= is missing`)
    return value
  }
  return {
    text,
    number(name) {
      const value = Number(text(name))
      if (Number.isNaN(value)) throw new Error(`${name}= is no number`)
      return value
    },
    optional: (name) => given.get(name) ?? "",
  }
}

/** Tells where this runner listens. */
export function sayReady(endpoint: string | null): void {
  console.log(`ready ${String(endpoint)}`)
}

/** Tells the others that all is set up; their `untilGo` resolves. */
export function sayGo(): void {
  console.log("go")
}

/** Resolves when another process said go. */
export async function untilGo(): Promise<void> {
  await once(process.stdin, "data")
  process.stdin.pause()
}

/** Tells what was measured. The benchmark ends the process. */
export function sayResult(reading: Reading): void {
  const words = Object.entries(reading).map(([name, value]) => `${name}=${String(value)}`)
  console.log(`result ${words.join(" ")}`)
}

/** Tells why there is nothing to measure, and ends the process. */
export function sayUnavailable(reason: string): never {
  console.log(`unavailable ${reason.replaceAll("\n", " ")}`)
  process.exit(0)
}
