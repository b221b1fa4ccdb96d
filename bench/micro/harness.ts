/** Times small functions without sockets: the best of several samples, since noise only ever adds. */

const SAMPLES = 7
const SAMPLE_MS = 60
const WARM_UP_MS = 120
const NAME_WIDTH = 44

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

/** Results go here, where the compiler cannot know that nobody reads them. */
const seen = { value: 0 }

/** Times a function and prints one line. */
export function time(micro: Micro): void {
  callsWithin(micro, WARM_UP_MS)
  let best = Infinity
  for (let sample = 0; sample < SAMPLES; sample++)
    best = Math.min(best, callsWithin(micro, SAMPLE_MS))
  const nanoseconds = (best * 1e6) / micro.operations
  console.log(line(micro, nanoseconds))
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

function line({ name, bytes }: Micro, nanoseconds: number): string {
  const perOperation = `${nanoseconds.toFixed(1)} ns`.padStart(12)
  const perSecond = `${(1000 / nanoseconds).toFixed(2)} M/s`.padStart(14)
  const throughput =
    bytes === undefined ? "" : `${(bytes / nanoseconds).toFixed(2)} GB/s`.padStart(12)
  return `  ${name.padEnd(NAME_WIDTH)}${perOperation}${perSecond}${throughput}`
}
