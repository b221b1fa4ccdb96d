/**
 * What a runner and the benchmark that started it say to each other. The programs in bench/c take the same
 * arguments and print the same lines.
 */
import type { Reading } from "./meter.js"

/** A runner that nobody ended: the benchmark itself was killed. */
const DEADLINE_MS = 60_000

/** What a runner is told on its command line. */
export interface RunnerArguments {
  /** Which library, or which way of doing it. */
  readonly what: string
  /** Bytes of a message. */
  readonly size: number
  /** How long to measure. */
  readonly seconds: number
  /** Where to connect; empty for the runner that listens. */
  readonly endpoint: string
}

/** Reads the command line, and sees to it that the process ends some day. */
export function runnerArguments(): RunnerArguments {
  setTimeout(() => process.exit(1), DEADLINE_MS).unref()
  const [what, size, seconds, endpoint] = process.argv.slice(2)
  return { what, size: Number(size), seconds: Number(seconds), endpoint }
}

/** Tells where this runner listens. */
export function sayReady(endpoint: string | null): void {
  console.log(`ready ${String(endpoint)}`)
}

/** Tells what was measured. The benchmark ends the process. */
export function sayResult({ count, seconds }: Reading): void {
  console.log(`result ${String(count)} ${String(seconds)}`)
}
