import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { Queue } from "../src/queue.js"

function drained(queue: Queue<number>): number[] {
  const items: number[] = []
  for (let item = queue.shift(); item !== null; item = queue.shift()) items.push(item)
  return items
}

describe("Queue", () => {
  it("gives items back in the order they came, through growth and wrap-around", () => {
    const queue = new Queue<number>()
    let next = 0
    let expected = 0
    for (let round = 0; round < 200; round++) {
      for (let i = 0; i < round; i++) queue.push(next++)
      for (let i = 0; i < round - 1; i++) expect(queue.shift()).toBe(expected++)
    }
    expect(queue.length).toBe(next - expected)
    expect(drained(queue)[0]).toBe(expected)
  })

  it("answers null when it is empty, again and again", () => {
    const queue = new Queue<number>()
    expect([queue.shift(), queue.shift(), queue.length]).toEqual([null, null, 0])
  })

  it("works on after a burst that made it large, and after it was cleared", () => {
    const queue = new Queue<number>()
    for (let i = 0; i < 5000; i++) queue.push(i)
    expect(drained(queue)).toHaveLength(5000)
    for (let i = 0; i < 40; i++) queue.push(i)
    queue.clear()
    expect([queue.length, queue.shift()]).toEqual([0, null])
    queue.push(7)
    queue.unshift(6)
    expect(drained(queue)).toEqual([6, 7])
  })

  it("puts items in front, also when it is full or empty", () => {
    const queue = new Queue<number>()
    for (let i = 0; i < 40; i++) queue.unshift(i)
    expect(drained(queue)).toEqual(Array.from({ length: 40 }, (_, i) => 39 - i))
  })

  it("does not keep what was taken out alive", async () => {
    const queue = new Queue<object>()
    queue.push({})
    for (let i = 0; i < 3; i++) queue.push({ i })
    const taken = new WeakRef(queue.shift() as object)
    // A WeakRef lasts until the turn is over.
    await new Promise((resolve) => setImmediate(resolve))
    const collect = (globalThis as { gc?: () => void }).gc
    if (collect === undefined) throw new Error("the tests run with --expose-gc")
    collect()
    expect(taken.deref()).toBeUndefined()
    expect(queue.length).toBe(3)
  })

  it("does what an array does", () => {
    const step = fc.oneof(
      { weight: 8, arbitrary: fc.constant("push" as const) },
      { weight: 6, arbitrary: fc.constant("shift" as const) },
      { weight: 2, arbitrary: fc.constant("unshift" as const) },
      {
        weight: 1,
        arbitrary: fc.constantFrom("keep" as const, "burst" as const, "drain" as const),
      },
      { weight: 1, arbitrary: fc.constant("clear" as const) },
    )
    fc.assert(
      fc.property(fc.array(step, { maxLength: 150 }), (steps) => {
        const queue = new Queue<number>()
        let model: number[] = []
        let next = 0
        for (const step of steps) {
          next += 1
          if (step === "push") model.push((queue.push(next), next))
          else if (step === "unshift") model.unshift((queue.unshift(next), next))
          else if (step === "shift") expect(queue.shift()).toBe(model.shift() ?? null)
          else if (step === "keep") {
            const kept = model.filter((item) => item % 3 !== 0)
            expect(queue.keep((item) => item % 3 !== 0)).toBe(model.length - kept.length)
            model = kept
          } else if (step === "burst") {
            for (let i = 0; i < 1100; i++) model.push((queue.push(next), next++))
          } else if (step === "drain") {
            expect(drained(queue)).toEqual(model)
            model = []
          } else {
            queue.clear()
            model = []
          }
          expect(queue.length).toBe(model.length)
        }
        expect(drained(queue)).toEqual(model)
      }),
      { numRuns: 300 },
    )
  })
})
