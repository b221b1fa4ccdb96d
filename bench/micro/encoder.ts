/** Messages to bytes in a batch, up to where the batch is full and would be written. */
import { Buffer } from "node:buffer"
import type { Message } from "../../src/message.js"
import { encodeMessage } from "../../src/zmtp/encoder.js"
import { BATCH_BYTES, WriteBatch } from "../../src/zmtp/write-batch.js"
import type { Making, Micro } from "./harness.js"

const MESSAGES = 1000

function encoding(name: string, message: Message): Micro {
  const batch = new WriteBatch()
  return {
    name,
    operations: MESSAGES,
    bytes: message.reduce((sum, part) => sum + part.length, 0),
    run() {
      let chunks = 0
      for (let i = 0; i < MESSAGES; i++) {
        encodeMessage(message, batch)
        if (batch.bytes >= BATCH_BYTES) chunks += finish(batch)
      }
      return chunks + finish(batch)
    },
  }
}

function finish(batch: WriteBatch): number {
  const chunks = batch.seal().length
  batch.clear(true)
  return chunks
}

function parts(count: number, size: number): Message {
  return new Array<Buffer>(count).fill(Buffer.alloc(size, "x"))
}

export const encoder: readonly Making[] = [
  () => encoding("16 B", parts(1, 16)),
  () => encoding("128 B", parts(1, 128)),
  () => encoding("1 KiB", parts(1, 1024)),
  () => encoding("16 KiB, by reference", parts(1, 16_384)),
  () => encoding("1 MiB, by reference", parts(1, 1_048_576)),
  () => encoding("2 parts of 16 B", parts(2, 16)),
  () => encoding("4 parts of 16 B", parts(4, 16)),
  () => encoding("10 parts of 16 B", parts(10, 16)),
  () => encoding("10 parts of 1 KiB", parts(10, 1024)),
]
