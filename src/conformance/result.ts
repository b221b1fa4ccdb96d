/**
 * What comes out of a run.
 */
import type { Section } from "./case.js"
import type { Observed, Target } from "./target.js"
import type { Transcript } from "./transcript.js"
import { VERDICTS, type Judgement, type Level, type Verdict } from "./verdict.js"

/** One case, tried. */
export interface CaseResult extends Judgement {
  readonly id: string
  readonly section: string
  readonly level: Level
  readonly title: string
  readonly reason: string
  readonly ms: number
  /** Null when nothing was tried. */
  readonly transcript: Transcript | null
}

/** A whole run. */
export interface RunResult {
  /** What the peer is called in reports. */
  readonly peer: string
  readonly target: Target
  readonly observed: Observed
  readonly seed: number
  readonly startedAt: Date
  readonly ms: number
  readonly sections: readonly Pick<Section, "id" | "title">[]
  /** In the order of the cases. */
  readonly results: readonly CaseResult[]
}

/** How often each verdict was given. */
export function tally(results: readonly { readonly verdict: Verdict }[]): Record<Verdict, number> {
  const counts = Object.fromEntries(VERDICTS.map((verdict) => [verdict, 0]))
  for (const { verdict } of results) counts[verdict] += 1
  return counts as Record<Verdict, number>
}
