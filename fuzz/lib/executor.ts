/**
 * Runs one input on one target and judges it: nothing thrown, in time, and no more memory asked for than allowed.
 */
import { forgetAllocations, largestAllocation } from "./allocations.js"
import { resetCounters } from "./counters.js"
import type { Heartbeat } from "./heartbeat.js"
import type { Target } from "./target.js"

/** Longer than this is a finding, if it happens again. */
export const MOST_MS = 1000
const TRIES_TOO_SLOW = 3
/** The first step of a body that arrives in pieces, and blocks of a batch. */
const MOST_ALLOCATED = 1024 * 1024
const MOST_ALLOCATED_PER_BYTE = 4

/** What is wrong with an input. */
export interface Fault {
  /** The same for the same mistake, however the input is made. */
  readonly kind: string
  readonly text: string
}

const NOT_AGAIN: Fault = {
  kind: "not again",
  text: "something was wrong, and the same input once more was fine",
}
const STACK_LINES = 12

/** Runs inputs of one target. */
export class Executor {
  executions = 0
  readonly target: Target
  readonly #number: number
  readonly #heartbeat: Heartbeat

  /** @param number what the heartbeat calls the target. */
  constructor(target: Target, number: number, heartbeat: Heartbeat) {
    this.target = target
    this.#number = number
    this.#heartbeat = heartbeat
  }

  /** What is wrong with an input; null: nothing. The counters then have its branches. */
  run(input: Buffer): Fault | null {
    for (let tries = 1; ; tries++) {
      const start = performance.now()
      const isWrong = this.#runOnce(input, 0) !== null
      // Once more, for the sake of the stack: many errors are thrown on the way, and stacks take time.
      if (isWrong) return this.#runOnce(input, STACK_LINES) ?? NOT_AGAIN
      if (performance.now() - start < MOST_MS) return null
      // The machine may have been busy with something else.
      if (tries === TRIES_TOO_SLOW) {
        return {
          kind: "slow",
          text: `took more than ${String(MOST_MS)} ms, ${String(tries)} times`,
        }
      }
    }
  }

  #runOnce(input: Buffer, stackLines: number): Fault | null {
    const { stackTraceLimit } = Error
    Error.stackTraceLimit = stackLines
    this.executions += 1
    resetCounters()
    forgetAllocations()
    this.#heartbeat.begin(this.#number, input)
    try {
      this.target.run(input)
    } catch (error) {
      return faultOf(error)
    } finally {
      this.#heartbeat.end()
      Error.stackTraceLimit = stackTraceLimit
    }
    const most =
      this.target.mostAllocated ?? MOST_ALLOCATED + MOST_ALLOCATED_PER_BYTE * input.length
    const largest = largestAllocation()
    if (largest <= most) return null
    const text = `asked for ${String(largest)} bytes at once, input has ${String(input.length)}`
    return { kind: "memory", text }
  }
}

/** What was thrown, in words; one kind for each place and message, numbers and quotations left out. */
function faultOf(error: unknown): Fault {
  if (!(error instanceof Error)) return { kind: `threw ${String(error)}`, text: String(error) }
  const stack = error.stack ?? error.message
  const place = /\((?!node:).*?\)|at (?!node:)\S+$/m.exec(stack)?.[0] ?? ""
  const words = error.message.replaceAll(/"(?:[^"\\]|\\.)*"|\d+|true|false/g, "*")
  return { kind: `${error.name}: ${words} ${place}`, text: stack }
}
