/** Bytes to messages, in chunks as Node reads them from a socket. */
import { Buffer } from "node:buffer"
import { Decoder } from "../../src/zmtp/decoder.js"
import { encodeMessage } from "../../src/zmtp/encoder.js"
import { WriteBatch } from "../../src/zmtp/write-batch.js"
import type { Making, Micro } from "./harness.js"

const CHUNK_BYTES = 64 * 1024
const STREAM_BYTES = 16 * CHUNK_BYTES

function decoding(name: string, size: number, parts = 1, chunkBytes = CHUNK_BYTES): Micro {
  const { bytes, messages } = stream(size, parts)
  const chunks: Buffer[] = []
  for (let at = 0; at < bytes.length; at += chunkBytes) {
    chunks.push(bytes.subarray(at, at + chunkBytes))
  }
  let received = 0
  const decoder = new Decoder(
    {
      onMessage(message) {
        received += message.length
        return true
      },
      onCommand() {},
      roomForRun: () => Infinity,
      onRun(run) {
        while (run.left > 0) received += run.next().length
        return true
      },
      onSealed() {},
    },
    Infinity,
    parts + 1,
  )
  decoder.commandsOnly = false
  return {
    name,
    operations: messages,
    bytes: size * parts,
    run() {
      received = 0
      for (const chunk of chunks) {
        decoder.receive(chunk)
        // Where a connection lets others have their turn.
        while (decoder.isTired) decoder.resume()
      }
      if (received !== messages * parts) throw new Error("messages are missing")
      return received
    },
  }
}

/** About a megabyte of whole messages, whose frames the chunks cut anywhere. */
function stream(size: number, parts: number): { bytes: Buffer; messages: number } {
  const message = new Array<Buffer>(parts).fill(Buffer.alloc(size, "x"))
  const batch = new WriteBatch()
  let messages = 0
  while (batch.bytes < STREAM_BYTES) {
    encodeMessage(message, batch)
    messages += 1
  }
  return { bytes: Buffer.concat(batch.seal()), messages }
}

export const decoder: readonly Making[] = [
  () => decoding("16 B", 16),
  () => decoding("64 B", 64),
  () => decoding("128 B", 128),
  () => decoding("255 B, the longest short frame", 255),
  () => decoding("1 KiB", 1024),
  () => decoding("16 KiB", 16_384),
  () => decoding("256 KiB, in pieces", 262_144),
  () => decoding("1 MiB, in pieces", 1_048_576),
  () => decoding("2 parts of 16 B", 16, 2),
  () => decoding("4 parts of 16 B", 16, 4),
  () => decoding("10 parts of 16 B", 16, 10),
  () => decoding("10 parts of 1 KiB", 1024, 10),
  () => decoding("16 B, chunks of 1 B", 16, 1, 1),
  () => decoding("16 B, chunks of 7 B", 16, 1, 7),
  () => decoding("16 B, chunks of 100 B", 16, 1, 100),
  () => decoding("16 B, chunks of 1,460 B", 16, 1, 1460),
  () => decoding("1 KiB, chunks of 100 B", 1024, 1, 100),
  () => decoding("1 KiB, chunks of 1,460 B", 1024, 1, 1460),
]
