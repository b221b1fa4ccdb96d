import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { topicOf, TopicTree } from "../../src/patterns/topic-tree.js"
import { randomOf } from "../helpers/cuts.js"

const hex = (buffers: readonly Buffer[]): string[] =>
  buffers.map((each) => each.toString("hex")).sort()

/** Few letters, so that topics are prefixes of each other. */
const topic = fc
  .array(
    fc.oneof(
      { weight: 5, arbitrary: fc.constantFrom(0, 0x61, 0x62) },
      { weight: 1, arbitrary: fc.nat(255) },
    ),
    {
      maxLength: 7,
    },
  )
  .map((list) => Buffer.from(list))

describe("TopicTree", () => {
  it("finds every topic that a text begins with, and no other", () => {
    const tree = new TopicTree<string>()
    for (const text of ["", "a", "ab", "abc", "abd", "b", "ba"])
      tree.add(Buffer.from(text), `<${text}>`)
    const collect = (text: string): string[] => {
      const found: string[] = []
      const count = tree.collect(Buffer.from(text), found)
      return found.slice(0, count)
    }
    expect(collect("abcd")).toEqual(["<>", "<a>", "<ab>", "<abc>"])
    expect(collect("ab")).toEqual(["<>", "<a>", "<ab>"])
    expect(collect("bab")).toEqual(["<>", "<b>", "<ba>"])
    expect(collect("x")).toEqual(["<>"])
    expect(collect("")).toEqual(["<>"])
  })

  it("the empty topic is a prefix of everything, also of nothing", () => {
    const tree = new TopicTree<number>()
    expect(tree.matches(Buffer.alloc(0))).toBe(false)
    const node = tree.add(Buffer.alloc(0), 1)
    expect([tree.matches(Buffer.alloc(0)), tree.matches(Buffer.from("x")), tree.size]).toEqual([
      true,
      true,
      1,
    ])
    tree.remove(node)
    expect([tree.matches(Buffer.from("x")), tree.size]).toEqual([false, 0])
  })

  it("keeps no reference to the buffer a topic came in", () => {
    const tree = new TopicTree<number>()
    const scratch = Buffer.from("topic")
    tree.add(scratch, 1)
    scratch.fill(0)
    expect(tree.find(Buffer.from("topic"))?.value).toBe(1)
  })

  it("takes topics of 100000 bytes, and chains of prefixes, without recursion", () => {
    const tree = new TopicTree<number>()
    const long = Buffer.alloc(100_000, "long")
    tree.add(long, 1)
    tree.add(Buffer.concat([long.subarray(0, 99_999), Buffer.from("!")]), 2)
    for (let length = 0; length < 3000; length++) tree.add(long.subarray(0, length), length)
    expect(tree.size).toBe(3002)
    const found: number[] = []
    expect(tree.collect(long, found)).toBe(3001)
    expect(tree.matches(long)).toBe(true)
    const node = tree.find(long.subarray(0, 2_999))
    expect(node && topicOf(node)).toEqual(long.subarray(0, 2_999))
    for (let length = 2_999; length >= 0; length--) {
      const each = tree.find(long.subarray(0, length))
      if (each === null) throw new Error(`no topic of ${String(length)} bytes`)
      tree.remove(each)
    }
    expect(tree.topics().map((each) => each.length)).toEqual([100_000, 100_000])
  })

  it("does what a plain list does: add, find, remove, collect, matches, topics, size", () => {
    const step = fc.tuple(fc.constantFrom("add", "add", "remove", "look"), topic)
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const tree = new TopicTree<string>()
        const model = new Map<string, { topic: Buffer; value: string }>()
        steps.forEach(([kind, topic], n) => {
          const key = topic.toString("hex")
          const node = tree.find(topic)
          expect(node?.value ?? null).toBe(model.get(key)?.value ?? null)
          if (node !== null) expect(topicOf(node).equals(topic)).toBe(true)
          if (kind === "add" && node === null) {
            const added = tree.add(topic, String(n))
            model.set(key, { topic, value: String(n) })
            expect(tree.find(topic)).toBe(added)
          } else if (kind === "remove" && node !== null) {
            tree.remove(node)
            model.delete(key)
          }
          const prefixes = [...model.values()].filter((each) =>
            topic.subarray(0, each.topic.length).equals(each.topic),
          )
          const found: string[] = []
          const count = tree.collect(topic, found)
          expect(found.slice(0, count).sort()).toEqual(prefixes.map((each) => each.value).sort())
          expect(tree.matches(topic)).toBe(prefixes.length > 0)
          expect(tree.size).toBe(model.size)
          expect(hex(tree.topics())).toEqual([...model.keys()].sort())
        })
      }),
      { numRuns: 400 },
    )
  })

  it("the node of a topic stays the same object while others come and go", () => {
    const random = randomOf(7)
    const tree = new TopicTree<string>()
    const nodes = new Map<string, ReturnType<typeof tree.add>>()
    for (let i = 0; i < 3000; i++) {
      const length = Math.floor(random() * 8)
      const text = Array.from({ length }, () => (random() < 0.5 ? "a" : "b")).join("")
      const node = nodes.get(text)
      if (node === undefined) nodes.set(text, tree.add(Buffer.from(text), text))
      else if (random() < 0.5) {
        tree.remove(node)
        nodes.delete(text)
      }
    }
    // Topics that are gone leave nothing behind: what has no value is where others part.
    for (const start of nodes.values()) {
      for (let node = start; node.parent !== null; node = node.parent) {
        if (node.value === null) expect(node.children?.size).toBeGreaterThanOrEqual(2)
      }
    }
    for (const [text, node] of nodes) {
      expect(tree.find(Buffer.from(text))).toBe(node)
      expect(topicOf(node).toString()).toBe(text)
      expect(node.value).toBe(text)
    }
    for (const node of nodes.values()) tree.remove(node)
    expect(tree.topics()).toEqual([])
  })
})
