/** The queue of a pipe, and a lane with its counting around it. */
import { Buffer } from "node:buffer"
import { Lane } from "../../src/lane.js"
import { Queue } from "../../src/queue.js"
import type { Making, Micro } from "./harness.js"

const ITEMS = 1000

function inAndOut(name: string, waiting: number): Micro {
  const items = new Queue<number>()
  for (let i = 0; i < waiting; i++) items.push(i)
  return {
    name,
    operations: ITEMS,
    run() {
      let sum = 0
      for (let i = 0; i < ITEMS; i++) {
        items.push(i)
        sum += items.shift() ?? 0
      }
      return sum
    },
  }
}

function burst(name: string, count: number): Micro {
  const items = new Queue<number>()
  return {
    name,
    operations: count,
    run() {
      let sum = 0
      for (let i = 0; i < count; i++) items.push(i)
      for (let i = 0; i < count; i++) sum += items.shift() ?? 0
      return sum
    },
  }
}

function lane(name: string, size: number): Micro {
  const message = [Buffer.alloc(size, "x")]
  const between = new Lane(ITEMS, false)
  return {
    name,
    operations: ITEMS,
    run() {
      let bytes = 0
      for (let i = 0; i < ITEMS; i++) between.write(message)
      for (let i = 0; i < ITEMS; i++) bytes += between.read()?.[0].length ?? 0
      return bytes
    },
  }
}

export const queue: readonly Making[] = [
  () => inAndOut("one in, one out", 0),
  () => inAndOut("one in, one out, 100,000 waiting", 100_000),
  () => burst("1,000 in, 1,000 out", 1000),
  () => burst("100,000 in, 100,000 out", 100_000),
  () => lane("lane, 16 B (copied)", 16),
  () => lane("lane, 1 KiB (referenced)", 1024),
]
