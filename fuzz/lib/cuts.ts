/** The ways a stream may cut what is written to it. */
import { Random } from "./random.js"

const MOST_CUTS = 6

/** Copies of the pieces between places; a number stands for places that come of it. */
export function cutsOf(bytes: Buffer, cuts: number | readonly number[]): Buffer[] {
  const places = typeof cuts === "number" ? placesIn(bytes.length, cuts) : cuts
  const starts = [0, ...places]
  return starts.map((from, i) => Buffer.from(bytes.subarray(from, starts[i + 1] ?? bytes.length)))
}

function placesIn(length: number, seed: number): number[] {
  const random = new Random(seed)
  const places = new Set<number>()
  for (let i = 0; i < MOST_CUTS; i++) places.add(random.below(length))
  return [...places].filter((place) => place > 0).sort((a, b) => a - b)
}
