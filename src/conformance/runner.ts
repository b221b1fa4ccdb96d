/**
 * Runs cases against a peer: several at a time, each with a time limit, a good client after each.
 * Knows cases and verdicts. Does not know what cases do, nor who reads the results.
 */
import type { CurveCrypto } from "../zmtp/mechanisms/curve-crypto.js"
import { Bench } from "./bench.js"
import { whyNot, type Case, type Section } from "./case.js"
import { aborted, endedBy } from "./ending.js"
import { cryptography } from "./keys.js"
import { observe, whyDown, type Prober } from "./probe.js"
import { Random } from "./random.js"
import { Unreachable, type Place, type Reach } from "./reach.js"
import type { CaseResult, RunResult } from "./result.js"
import type { Observed, Target } from "./target.js"
import { Transcript } from "./transcript.js"
import { Deviation, isFailure, judgementOf, judgementOfError, type Judgement } from "./verdict.js"
import { Wire, type Patience } from "./wire.js"

/** Why nothing is tried after a case that has crashed the peer. */
export const NO_LONGER_SERVES = "the peer no longer serves"
/** Why nothing is tried after a case after which it need not come back. */
const GAVE_UP = "the peer does not come back, as it need not: --exec runs it anew for each case"

/** How long after its last peer is gone a PAIR may take to notice; whoever comes meanwhile it leaves mute. */
const CHANGE_OF_PEER_MS = 50
/** A case is given up after so many timeouts. */
const TIMEOUTS_OF_A_CASE = 5

/** What to run, and how. */
export interface RunOptions {
  readonly peer: string
  readonly sections: readonly Section[]
  /** Which of their cases; all unless said. */
  readonly selects?: (one: Case) => boolean
  readonly target: Target
  readonly reach: Reach
  readonly patience: Patience
  /** How long a peer may take to be there for its first connection. */
  readonly startMs: number
  readonly jobs: number
  readonly seed: number
  /** SHOULD counts like MUST, for `bail`. */
  readonly strict: boolean
  /** Stop at the first failure. */
  readonly bail: boolean
  /** Cases at which `bail` does not stop: that they fail is known. */
  readonly known?: ReadonlySet<string>
  /** Ends the run at once: what has been opened is broken, and `run` rejects with its reason. */
  readonly signal?: AbortSignal
  readonly onBegin?: (cases: readonly Case[], observed: Observed) => void
  readonly onResult?: (result: CaseResult) => void
}

/** Runs them. Rejects with `Unreachable` when the peer cannot be reached, or is not what it was declared to be. */
export async function run(options: RunOptions): Promise<RunResult> {
  const { signal, reach } = options
  const crypto = options.target.mechanism === "CURVE" ? await cryptography() : null
  if (signal === undefined) return new Run(options, crypto).all()
  const ending = { ...options, reach: endedBy(signal, reach) }
  return Promise.race([aborted(signal), new Run(ending, crypto).all()])
}

class Run {
  readonly #options: RunOptions
  readonly #prober: Prober
  #observed: Observed = { version: [3, 1], answersPing: false }
  readonly #results = new Map<Case, CaseResult>()
  readonly #running = new Map<Case, Promise<void>>()
  /** Why nothing more is tried. */
  #stopped: string | null = null

  constructor(options: RunOptions, crypto: CurveCrypto | null) {
    this.#options = options
    const { target, patience, startMs } = options
    this.#prober = { target, crypto, patience, startMs }
  }

  async all(): Promise<RunResult> {
    const { sections, selects = () => true, reach, onBegin } = this.#options
    const startedAt = new Date()
    const begin = performance.now()
    const place = await reach.begin()
    try {
      this.#observed = await observe(this.#prober, place)
    } catch (error) {
      const fall = await place.fallen()
      if (!(error instanceof Unreachable) || fall === null) throw error
      throw new Unreachable(`${error.message}; ${fall.text}`)
    } finally {
      await place.end()
    }
    const cases = sections.flatMap((section) => section.cases).filter(selects)
    onBegin?.(cases, this.#observed)
    for (const one of this.#inOrder(cases)) await this.#start(one)
    await Promise.all(this.#running.values())
    return {
      peer: this.#options.peer,
      target: this.#options.target,
      observed: this.#observed,
      seed: this.#options.seed,
      startedAt,
      ms: performance.now() - begin,
      sections: sections.map(({ id, title }) => ({ id, title })),
      results: cases.flatMap((one) => this.#results.get(one) ?? []),
    }
  }

  /** Nothing can be tried at a peer that has given up, unless it is run anew: what it may give up at comes last. */
  #inOrder(cases: readonly Case[]): readonly Case[] {
    if (!this.#options.reach.isAwaited) return cases
    const isFinal = ({ final = false }: Case): boolean => final
    return [...cases.filter((one) => !isFinal(one)), ...cases.filter(isFinal)]
  }

  /** Waits until there is room for it, and lets it run. */
  async #start(one: Case): Promise<void> {
    this.#options.signal?.throwIfAborted()
    const reason = this.#stopped ?? whyNot(one, this.#options.target)
    if (reason !== null) {
      this.#record(one, { verdict: "skipped", note: reason }, 0, null)
      return
    }
    const others = one.alone === true && !this.#options.reach.isFresh ? 1 : this.#options.jobs
    while (this.#running.size >= others) await Promise.race(this.#running.values())
    const done = this.#try(one)
      .catch((error: unknown) => {
        // Whoever waits for the run has been told why it is over.
        if (this.#options.signal?.aborted !== true) throw error
      })
      .finally(() => this.#running.delete(one))
    this.#running.set(one, done)
    if (others === 1) await done
  }

  async #try(one: Case): Promise<void> {
    if (this.#stopped !== null) {
      this.#record(one, { verdict: "skipped", note: this.#stopped }, 0, null)
      return
    }
    const begin = performance.now()
    const transcript = new Transcript()
    const place = await this.#options.reach.begin()
    try {
      const judgement = await this.#judge(one, place, transcript)
      const crash = await this.#crashOf(one, place)
      this.#record(one, crash ?? judgement, performance.now() - begin, transcript)
    } finally {
      await place.end()
    }
  }

  async #judge(one: Case, place: Place, transcript: Transcript): Promise<Judgement> {
    const wires: Wire[] = []
    const { target, patience, startMs, seed, reach } = this.#options
    const openMs = reach.isFresh ? startMs : patience.timeoutMs
    const pauseMs = target.socketType === "PAIR" && target.role === "binds" ? CHANGE_OF_PEER_MS : 0
    const bench = new Bench({
      target,
      observed: this.#observed,
      crypto: this.#prober.crypto,
      random: new Random(seed, one.id),
      transcript,
      patience,
      open: async (withinMs = openMs) => {
        if (pauseMs > 0) await new Promise((resolve) => setTimeout(resolve, pauseMs))
        const stream = await place.open(withinMs)
        const wire = new Wire(stream, transcript, wires.length + 1, patience)
        wires.push(wire)
        return wire
      },
    })
    const limitMs = openMs + (one.patience ?? 1) * TIMEOUTS_OF_A_CASE * patience.timeoutMs
    try {
      return await within(limitMs, one.run(bench))
    } catch (error) {
      const judgement = judgementOfError(one.level, error)
      if (judgement !== null) return judgement
      if (error instanceof Unreachable) {
        return { verdict: "timeout", expected: "a connection", seen: error.message }
      }
      throw new Error(`case ${one.id} is broken`, { cause: error })
    } finally {
      await Promise.all(wires.map((wire) => wire.leave()))
    }
  }

  async #crashOf(one: Case, place: Place): Promise<Judgement | null> {
    const { reach } = this.#options
    const seen = reach.isFresh ? await this.#fallOf(one, place) : await this.#downOf(one, place)
    if (seen === null) return null
    const others = [...this.#running.keys()].filter((other) => other !== one).map(({ id }) => id)
    return {
      verdict: "crashed",
      expected: "the peer goes on to serve a good client",
      seen,
      ...(others.length > 0 && !reach.isFresh && { note: `meanwhile: ${others.join(", ")}` }),
    }
  }

  /** How the peer that was run for this case came to an end that it must not have. */
  async #fallOf(one: Case, place: Place): Promise<string | null> {
    const fall = await place.fallen()
    return fall === null || (fall.isOwnWill && one.final === true) ? null : fall.text
  }

  /** Why the peer of all cases no longer serves. */
  async #downOf(one: Case, place: Place): Promise<string | null> {
    const { reach, patience } = this.#options
    const down = await whyDown(this.#prober, place, this.#observed, patience.timeoutMs)
    if (down === null) return null
    if (down instanceof Unreachable && reach.isAwaited) {
      if (one.final === true) {
        this.#stopped ??= GAVE_UP
        return null
      }
      this.#stopped ??= NO_LONGER_SERVES
      return `${down.message}: it has ended, or does not try again after what it closed at; --exec tells the one from the other`
    }
    this.#stopped ??= NO_LONGER_SERVES
    return down instanceof Deviation ? down.seen : down.message
  }

  #record(one: Case, judgement: Judgement, ms: number, transcript: Transcript | null): void {
    if (this.#options.signal?.aborted === true) return
    const { id, level, title, reason } = one
    const section = this.#options.sections.find(({ cases }) => cases.includes(one))?.id ?? ""
    const result = { id, section, level, title, reason, ...judgement, ms, transcript }
    this.#results.set(one, result)
    this.#options.onResult?.(result)
    const { bail, strict, known } = this.#options
    if (bail && isFailure(judgement.verdict, strict) && known?.has(id) !== true) {
      this.#stopped ??= "another case has failed, and --bail was given"
    }
  }
}

async function within(ms: number, running: Promise<unknown>): Promise<Judgement> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<Judgement>((resolve) => {
    timer = setTimeout(() => {
      const seen = `it does not within ${String(ms)} ms`
      resolve({ verdict: "timeout", expected: "the case comes to its end", seen })
    }, ms)
  })
  try {
    return await Promise.race([late, ended(running)])
  } finally {
    clearTimeout(timer)
  }
}

async function ended(running: Promise<unknown>): Promise<Judgement> {
  return judgementOf(await running)
}
