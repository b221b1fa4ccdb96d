/**
 * One target being fuzzed: its inputs so far, which is changed next, and what has been found.
 * Knows nothing of time: who calls `step` decides how long.
 */
import { cover } from "./corpus.js"
import { features, Coverage } from "./coverage.js"
import type { Executor, Fault } from "./executor.js"
import { minimise } from "./minimiser.js"
import { Mutator } from "./mutator.js"
import { Random } from "./random.js"

/** What is wrong, and the smallest input that shows it. */
export interface Finding extends Fault {
  readonly input: Buffer
}

/** After so many different findings a target is left alone. */
const MOST_FINDINGS = 5
const MINIMISER_TRIES = 3000
const TRIM_TRIES = 400
/** The newest inputs get half of the changes. */
const NEWEST = 16
const MOST_KEPT = 16

/** Fuzzes one target. */
export class Campaign {
  readonly findings: Finding[] = []
  readonly #executor: Executor
  readonly #coverage = new Coverage()
  readonly #inputs: Buffer[] = []
  readonly #random: Random
  readonly #mutator: Mutator

  constructor(executor: Executor, seed: number) {
    this.#executor = executor
    this.#random = new Random(seed, executor.target.name)
    this.#mutator = new Mutator(this.#random, executor.target)
  }

  get name(): string {
    return this.#executor.target.name
  }

  get executions(): number {
    return this.#executor.executions
  }

  get branches(): number {
    return this.#coverage.branches
  }

  get size(): number {
    return this.#inputs.length
  }

  get isOver(): boolean {
    return this.findings.length >= MOST_FINDINGS
  }

  /** Runs inputs as they are. */
  replay(inputs: readonly Buffer[]): void {
    for (const input of inputs) this.#try(input)
    if (this.#inputs.length === 0) this.#inputs.push(Buffer.alloc(0))
  }

  /** Makes one new input and runs it. */
  step(): void {
    this.#try(this.#mutator.mutate(this.#choose(), this.#random.pick(this.#inputs)))
  }

  /** The fewest and smallest inputs that take all the branches taken so far. */
  distilled(): Buffer[] {
    const measured = this.#inputs.map((bytes) => ({ bytes, features: this.#featuresOf(bytes) }))
    return cover(measured, MOST_KEPT).map((bytes) => this.#trim(bytes))
  }

  /** The smaller of two: it takes less time. */
  #choose(): Buffer {
    const random = this.#random
    const inputs = this.#inputs
    const newest = Math.min(inputs.length, NEWEST)
    const one = random.oneIn(2) ? inputs[inputs.length - 1 - random.below(newest)] : null
    const [a, b] = [one ?? random.pick(inputs), random.pick(inputs)]
    return a.length <= b.length || random.oneIn(4) ? a : b
  }

  #try(input: Buffer): void {
    const fault = this.#executor.run(input)
    // A mutation may share memory with the input it was made of.
    if (fault === null) {
      if (this.#coverage.add()) this.#inputs.push(Buffer.from(input))
    } else if (!this.findings.some(({ kind }) => kind === fault.kind)) {
      this.findings.push(this.#minimised(Buffer.from(input), fault))
    }
  }

  #minimised(input: Buffer, fault: Fault): Finding {
    // What takes a second each time is not tried thousands of times.
    if (fault.kind === "slow") return { ...fault, input }
    const isSame = (candidate: Buffer): boolean =>
      this.#executor.run(candidate)?.kind === fault.kind
    const smallest = minimise(input, isSame, MINIMISER_TRIES)
    return {
      kind: fault.kind,
      text: this.#executor.run(smallest)?.text ?? fault.text,
      input: smallest,
    }
  }

  #trim(input: Buffer): Buffer {
    const wanted = this.#featuresOf(input)
    const hasAll = (candidate: Buffer): boolean => {
      const found = this.#featuresOf(candidate)
      for (const feature of wanted) if (!found.has(feature)) return false
      return true
    }
    return minimise(input, hasAll, TRIM_TRIES)
  }

  #featuresOf(input: Buffer): Set<number> {
    this.#executor.run(input)
    return features()
  }
}
