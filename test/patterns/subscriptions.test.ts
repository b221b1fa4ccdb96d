/** The publisher's record of who wants what, against the plainest record there is. */
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { Subscriptions } from "../../src/patterns/subscriptions.js"
import { Lane } from "../../src/lane.js"
import { Pipe } from "../../src/pipe.js"

function pipes(count: number): Pipe[] {
  return Array.from({ length: count }, () => new Pipe(new Lane(0, false), new Lane(0, false)))
}

/** Whom a message goes to. */
function chosen(subscriptions: Subscriptions, text: Buffer): Set<Pipe> {
  const found: Pipe[] = []
  const count = subscriptions.collect(text, found)
  const set = new Set(found.slice(0, count))
  expect(set.size).toBe(count)
  return set
}

const text = (value: string) => Buffer.from(value, "latin1")

describe("subscriptions", () => {
  it("hold a peer once per topic, however often it subscribes", () => {
    const subscriptions = new Subscriptions()
    const [one, two] = pipes(2)
    expect(subscriptions.add(one, text("abc"))).toBe(true)
    expect(subscriptions.add(one, text("abc"))).toBe(false)
    expect(subscriptions.add(two, text("abc"))).toBe(false)
    expect(subscriptions.remove(one, text("abc"))).toBe("others hold it")
    expect(subscriptions.remove(two, text("abc"))).toBe("last")
    expect(subscriptions.topics).toBe(0)
  })

  it("leave others alone when a topic or a peer is taken out that is not there", () => {
    const subscriptions = new Subscriptions()
    const [one, two] = pipes(2)
    subscriptions.add(one, text("abc"))
    for (const topic of ["", "a", "ab", "abcd", "x"]) {
      expect(subscriptions.remove(one, text(topic))).toBe("unknown")
    }
    expect(subscriptions.remove(two, text("abc"))).toBe("others hold it")
    expect(chosen(subscriptions, text("abcd"))).toEqual(new Set([one]))
    expect(chosen(subscriptions, text("ab"))).toEqual(new Set())
  })

  it("find all prefixes: empty, nested, binary", () => {
    const subscriptions = new Subscriptions()
    const topics = ["", "\0", "\0\xff", "\xff", "\xff\0", "a", "ab", "abc", "b"]
    const all = pipes(topics.length)
    for (const [i, topic] of topics.entries()) subscriptions.add(all[i], text(topic))
    expect(subscriptions.topics).toBe(topics.length)
    for (const message of ["", "a", "abcd", "\0", "\0\xff\0", "\xff\xff", "zzz"]) {
      const wanted = topics.flatMap((topic, i) => (message.startsWith(topic) ? [all[i]] : []))
      expect(chosen(subscriptions, text(message))).toEqual(new Set(wanted))
    }
  })

  it("hold the others whatever the order in which peers leave a topic", () => {
    const order = fc.shuffledSubarray([0, 1, 2, 3, 4], { minLength: 5 })
    fc.assert(
      fc.property(order, fc.boolean(), (leaving, whole) => {
        const subscriptions = new Subscriptions()
        const all = pipes(5)
        for (const pipe of all) subscriptions.add(pipe, text("topic"))
        const left = new Set(all)
        for (const i of leaving) {
          left.delete(all[i])
          if (whole) subscriptions.removeAll(all[i], () => {})
          else expect(subscriptions.remove(all[i], text("topic"))).not.toBe("unknown")
          expect(chosen(subscriptions, text("topic"))).toEqual(left)
        }
        expect(subscriptions.topics).toBe(0)
      }),
      { numRuns: 120 },
    )
  })

  it("behave as a set of topics per peer, whatever is added and removed", () => {
    const topic = fc.string({ unit: fc.constantFrom("a", "b", "\0", "\xff"), maxLength: 5 })
    const peer = fc.nat({ max: 3 })
    const step = fc.oneof(
      { weight: 5, arbitrary: fc.record({ act: fc.constant("add" as const), peer, topic }) },
      { weight: 3, arbitrary: fc.record({ act: fc.constant("remove" as const), peer, topic }) },
      { weight: 1, arbitrary: fc.record({ act: fc.constant("leave" as const), peer, topic }) },
    )
    fc.assert(
      fc.property(
        fc.array(step, { maxLength: 60 }),
        fc.array(topic, { maxLength: 8 }),
        (steps, messages) => {
          const subscriptions = new Subscriptions()
          const all = pipes(4)
          const model = all.map(() => new Set<string>())
          const holders = (name: string) => model.filter((topics) => topics.has(name)).length
          for (const { act, peer: p, topic: name } of steps) {
            if (act === "add") {
              expect(subscriptions.add(all[p], text(name))).toBe(holders(name) === 0)
              model[p].add(name)
            } else if (act === "remove") {
              const before = holders(name)
              const removed = subscriptions.remove(all[p], text(name))
              model[p].delete(name)
              const left = holders(name)
              expect(removed).toBe(
                before === 0 ? "unknown" : left === 0 ? "last" : "others hold it",
              )
            } else {
              const wanted = new Map([...model[p]].map((each) => [each, holders(each) === 1]))
              const told = new Map<string, boolean>()
              subscriptions.removeAll(all[p], (each, removal) => {
                told.set(each.toString("latin1"), removal === "last")
              })
              expect(told).toEqual(wanted)
              model[p].clear()
            }
            expect(subscriptions.topics).toBe(new Set(model.flatMap((topics) => [...topics])).size)
          }
          for (const message of messages) {
            const wanted = all.filter((_, i) =>
              [...model[i]].some((each) => message.startsWith(each)),
            )
            expect(chosen(subscriptions, text(message))).toEqual(new Set(wanted))
          }
        },
      ),
      { numRuns: 500 },
    )
  })

  it("find nobody who has left, and take them out of their topics as many at a time as they are told", () => {
    const topic = fc.string({ unit: fc.constantFrom("a", "b"), maxLength: 3 })
    const wishes = fc.array(fc.tuple(fc.nat({ max: 4 }), topic), { maxLength: 40 })
    const slices = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 10 })
    fc.assert(
      fc.property(wishes, fc.subarray([0, 1, 2, 3, 4]), slices, (wanted, leaving, sizes) => {
        const subscriptions = new Subscriptions()
        const all = pipes(5)
        const held = all.map(() => new Set<string>())
        for (const [p, name] of wanted) {
          subscriptions.add(all[p], text(name))
          held[p].add(name)
        }
        for (const p of leaving) subscriptions.leave(all[p])
        const topicsOf = (some: number[]) => new Set(some.flatMap((p) => [...held[p]]))
        const staying = [0, 1, 2, 3, 4].filter((p) => !leaving.includes(p))
        const told: string[] = []
        const ended: string[] = []
        for (let turn = 0, isDone = false; !isDone; turn++) {
          const reached = all.filter((_, p) => staying.includes(p) && held[p].has("a"))
          const most = sizes[turn % sizes.length]
          const before = told.length
          isDone = subscriptions.sweep(most, (each, removal, pipe) => {
            told.push(`${String(all.indexOf(pipe))} ${String(each)}`)
            if (removal === "last") ended.push(String(each))
          })
          expect(told.length - before).toBeLessThanOrEqual(most)
          if (!isDone) expect(told.length - before).toBe(most)
          for (const pipe of reached) expect(chosen(subscriptions, text("a"))).toContain(pipe)
          for (const p of leaving) expect(chosen(subscriptions, text("ab"))).not.toContain(all[p])
        }
        const left = leaving.flatMap((p) => [...held[p]].map((name) => `${String(p)} ${name}`))
        expect(told.sort()).toEqual(left.sort())
        expect(subscriptions.topics).toBe(topicsOf(staying).size)
        const over = [...topicsOf(leaving)].filter((name) => !topicsOf(staying).has(name))
        expect(ended.sort()).toEqual(over.sort())
      }),
      { numRuns: 300 },
    )
  })
})
