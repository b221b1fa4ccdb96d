/**
 * What an Inspector tells of bytes, with what must hold of everything it tells.
 */
import { inspect as textOf } from "node:util"
import { expect } from "vitest"
import { Inspector } from "../../src/inspect/inspector.js"
import type { Item } from "../../src/inspect/item.js"
import { everyCut } from "./cuts.js"

/** All items of a stream: they, and their fields, cover it without gaps, and are the same however it is cut. */
export function inspect(said: Buffer, cuts: "every cut" | "whole" = "every cut"): Item[] {
  const items = itemsOf([said])
  expectCovered(items, said)
  if (cuts === "whole") return items
  const expected = signatureOf(items)
  for (const [how, chunks] of everyCut(said)) {
    if (signatureOf(itemsOf(chunks)) !== expected) {
      expect({ how, items: itemsOf(chunks) }).toEqual({ how, items })
    }
  }
  return items
}

function itemsOf(chunks: readonly Buffer[]): Item[] {
  const inspector = new Inspector()
  return [...chunks.flatMap((chunk) => inspector.push(chunk)), ...inspector.end()]
}

/** Cheaper to compare, thousands of times, than the items. */
function signatureOf(items: readonly Item[]): string {
  return JSON.stringify(items, (_key, value: unknown) =>
    value instanceof Map ? textOf(value) : value,
  )
}

function expectCovered(items: readonly Item[], whole: Buffer): void {
  let at = 0
  for (const item of items) {
    expect(item.offset).toBe(at)
    expect(item.bytes).toEqual(whole.subarray(at, at + item.bytes.length))
    at += item.size
    let within = 0
    for (const field of item.fields) {
      expect(field.at).toBe(within)
      within += field.size
    }
    if (item.fields.length > 0) expect({ ...item, within }).toEqual({ ...item, within: item.size })
  }
  expect(at).toBe(whole.length)
}

/** What is wrong in a stream. */
export function violationsIn(items: readonly Item[]): string[] {
  return items.flatMap(({ violations }) => violations)
}
