/**
 * Variations of one thing, for cases that try many.
 * Knows bytes, and how many connections a peer can be asked for. Does not know what the bytes mean.
 */
import { Buffer } from "node:buffer"
import type { Bench } from "./bench.js"

/** The same bytes with one bit turned over. */
export function flipped(bytes: Buffer, at: number, bit = 0): Buffer {
  const copy = Buffer.from(bytes)
  copy[at] ^= 1 << bit
  return copy
}

/** All of them for a peer that binds. One that connects need not come back, so it gets one, by chance. */
export function variations<T>(bench: Bench, all: readonly T[]): readonly T[] {
  return bench.target.role === "binds" ? all : [bench.random.pick(all)]
}
