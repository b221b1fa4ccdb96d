/** Times small functions without sockets: the best of several samples, since noise only ever adds. */

const SAMPLES = 9
const SAMPLE_MS = 60
const WARM_UP_MS = 120

/** One function to time. */
export interface Micro {
  readonly name: string
  /** What one call of `run` does so many times. */
  readonly operations: number
  /** Bytes one operation deals with, where that says something. */
  readonly bytes?: number
  /** Answers a number that depends on the work, so that none of it can be left out. */
  run(): number
}

/** Sets one up when its turn has come: some take much memory. */
export type Making = () => Micro

/** What came out. */
export interface Timing {
  /** The part it belongs to, and its name within it. */
  readonly name: string
  /** Of one operation, in the best sample. */
  readonly nanoseconds: number
  /** How far the middle sample lies above the best one, as a share of the best: what not to believe. */
  readonly noise: number
}

/** Results go here, where the compiler cannot know that nobody reads them. */
const seen = { value: 0 }

/** Times a function. */
export function time(part: string, micro: Micro): Timing {
  callsWithin(micro, WARM_UP_MS)
  const samples = Array.from({ length: SAMPLES }, () => callsWithin(micro, SAMPLE_MS))
  samples.sort((a, b) => a - b)
  const [best] = samples
  const middle = samples[samples.length >> 1]
  return {
    name: `${part}: ${micro.name}`,
    nanoseconds: (best * 1e6) / micro.operations,
    noise: middle / best - 1,
  }
}

/** Milliseconds a call takes, measured over at least so many milliseconds. */
function callsWithin(micro: Micro, milliseconds: number): number {
  const started = performance.now()
  let calls = 0
  let elapsed = 0
  do {
    seen.value ^= micro.run()
    calls += 1
    elapsed = performance.now() - started
  } while (elapsed < milliseconds)
  return elapsed / calls
}
