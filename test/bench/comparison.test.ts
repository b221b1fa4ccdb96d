/** Two runs of the micro benchmarks, compared. No test here measures anything. */
import { describe, expect, it } from "vitest"
import { compare, failures, unmatched } from "../../bench/micro/comparison.js"
import type { Timing } from "../../bench/micro/harness.js"

function timing(name: string, nanoseconds: number, noise: number): Timing {
  return { name, nanoseconds, noise }
}

const before = [
  timing("a: same", 100, 0.05),
  timing("a: slower", 100, 0.05),
  timing("a: faster", 100, 0.05),
  timing("a: noisy", 100, 0.5),
  timing("a: gone", 100, 0),
]
const after = [
  timing("a: same", 103, 0.01),
  timing("a: slower", 150, 0.02),
  timing("a: faster", 50, 0.02),
  timing("a: noisy", 140, 0.1),
  timing("a: new", 100, 0),
]
const changes = compare(before, after)

describe("two runs of the micro benchmarks", () => {
  it("are sorted by change, the slowest first", () => {
    expect(changes.map(({ name, ratio }) => [name, ratio])).toEqual([
      ["a: slower", 1.5],
      ["a: noisy", 1.4],
      ["a: same", 1.03],
      ["a: faster", 0.5],
    ])
  })

  it("mark what changed by more than the noise of either", () => {
    const marked = changes.filter(({ beyondNoise }) => beyondNoise)
    expect(marked.map(({ name }) => name)).toEqual(["a: slower", "a: faster"])
  })

  it("fail only for what is slower than the limit and the noise", () => {
    expect(failures(changes, 1.2).map(({ name }) => name)).toEqual(["a: slower"])
    expect(failures(changes, 2)).toEqual([])
    expect(failures(changes, Infinity)).toEqual([])
  })

  it("name what only one of them has", () => {
    expect(unmatched(before, after)).toEqual(["a: gone", "a: new"])
  })
})
