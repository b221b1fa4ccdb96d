/** Two runs of the micro benchmarks side by side: what has changed by more than the noise. */
import type { Timing } from "./harness.js"

/** One micro benchmark in both runs. */
export interface Change {
  readonly name: string
  readonly before: number
  readonly after: number
  /** After by before: above 1 is slower. */
  readonly ratio: number
  /** The larger of the two runs' noise, as a share. */
  readonly noise: number
  /** It changed by more than the noise. */
  readonly beyondNoise: boolean
}

/** What two runs have in common, the worst first. */
export function compare(before: readonly Timing[], after: readonly Timing[]): Change[] {
  const earlier = new Map(before.map((timing) => [timing.name, timing]))
  return after
    .flatMap((now) => {
      const then = earlier.get(now.name)
      return then === undefined ? [] : [changeOf(then, now)]
    })
    .toSorted((a, b) => b.ratio - a.ratio)
}

/** Those that became slower by more than the noise, and by more than `limit` as a ratio. */
export function failures(changes: readonly Change[], limit: number): Change[] {
  return changes.filter(({ ratio, beyondNoise }) => beyondNoise && ratio > limit)
}

/** Names that only one of two runs has. */
export function unmatched(before: readonly Timing[], after: readonly Timing[]): string[] {
  const names = (timings: readonly Timing[]): Set<string> => new Set(timings.map((t) => t.name))
  const [then, now] = [names(before), names(after)]
  return [...then, ...now].filter((name) => !then.has(name) || !now.has(name))
}

function changeOf(then: Timing, now: Timing): Change {
  const ratio = now.nanoseconds / then.nanoseconds
  const noise = Math.max(then.noise, now.noise)
  const beyondNoise = Math.max(ratio, 1 / ratio) > 1 + noise
  return {
    name: now.name,
    before: then.nanoseconds,
    after: now.nanoseconds,
    ratio,
    noise,
    beyondNoise,
  }
}
