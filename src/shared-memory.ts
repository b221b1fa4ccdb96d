/**
 * Memory that several Buffers show. Whoever transferred it with one of them, as `postMessage(part, [part.buffer])`
 * does, would take it from all the others; Node keeps its own pool of small Buffers from that, and this does the same
 * for memory of ours.
 * Knows memory. Does not know what is in it.
 */
import { Buffer } from "node:buffer"
import type * as threads from "node:worker_threads"
import { builtin } from "./builtin.js"

type Mark = (memory: object) => void

let mark: Mark | null = null

/** Memory for so many bytes, which several Buffers shall show. */
export function sharedBytes(size: number): Buffer {
  // hot
  const bytes = Buffer.allocUnsafe(size)
  // What is from Node's pool stays here already.
  if (bytes.buffer.byteLength === size) stayHere(bytes.buffer)
  return bytes
}

/** Makes memory stay in this thread: to transfer it is to copy it, or since Node 21 a DataCloneError. */
export function stayHere(memory: ArrayBufferLike): void {
  ;(mark ??= findMark())(memory)
}

/** Not loaded before there is much to receive: many programs never get there. */
function findMark(): Mark {
  const { markAsUntransferable } = builtin("node:worker_threads") as Partial<typeof threads>
  return (memory) => {
    try {
      markAsUntransferable?.(memory)
    } catch {
      // A runtime may have the function but not what it does.
      mark = () => {}
    }
  }
}
