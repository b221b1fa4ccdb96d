/** The decoder alone. An input: largest frame, most parts, commands only or not, cuts; then frames. */
import type { Message } from "../../src/message.js"
import type { MessageRun } from "../../src/message-queue.js"
import { Decoder } from "../../src/zmtp/decoder.js"
import { encodeMessage } from "../../src/zmtp/encoder.js"
import { ProtocolError } from "../../src/zmtp/errors.js"
import { WriteBatch } from "../../src/zmtp/write-batch.js"
import { textOf } from "../../test/helpers/side.js"
import { cutsOf } from "../lib/cuts.js"
import { FRAME_WORDS } from "../lib/dictionary.js"
import { demand, demandSame, refusal } from "../lib/oracle.js"
import type { Target } from "../lib/target.js"

const HEAD_BYTES = 4
const LIMITS = [Infinity, 0, 1, 255, 256, 4096, 8192]
const PARTS = [65_536, 1, 2, 5]

interface Heard {
  readonly entries: string[]
  readonly messages: Message[]
}

type Mode = "copies" | "keeps" | "stops"

function decode(input: Buffer, chunks: readonly Buffer[], mode: Mode): Heard {
  const entries: string[] = []
  /** Nobody looks into runs before all has come. */
  const waiting: (Message | MessageRun)[] = []
  const room = mode === "copies" ? Infinity : mode === "keeps" ? 0 : 2 + (input[3] % 4)
  const sink = {
    onMessage: (message: Message) => {
      waiting.push(message)
      entries.push("message")
      return mode !== "stops"
    },
    roomForRun: () => room,
    onRun: (run: MessageRun) => {
      demand(run.left >= 2 && run.left <= room, `a run of ${String(run.left)} messages`)
      waiting.push(run)
      for (let i = 0; i < run.left; i++) entries.push("message")
      return mode !== "stops"
    },
    onSealed: () => {
      throw new Error("nothing is sealed")
    },
    onCommand: (body: Buffer) => entries.push(`command ${body.toString("latin1")}`),
  }
  const limit = LIMITS[input[0] % LIMITS.length]
  const decoder = new Decoder(sink, limit, PARTS[input[1] % PARTS.length])
  decoder.commandsOnly = (input[2] & 1) === 1
  const error = refusal(() => {
    for (const chunk of chunks) {
      decoder.receive(chunk, mode === "keeps")
      // The next chunk may come before all of this one is decoded.
      if (mode === "stops" && (chunk.length & 1) === 0) decoder.resume()
      if (mode !== "keeps") chunk.fill(0xee)
    }
    while (decoder.stopped) decoder.resume()
  }, ProtocolError)
  const messages = waiting.flatMap((item) => (Array.isArray(item) ? [item] : allOf(item)))
  for (const message of messages) {
    demand(message.length <= decoder.maxParts, `${String(message.length)} parts`)
    demand(
      message.every((part) => part.length <= limit),
      "a part that is too large",
    )
    entries.push(textOf(message))
  }
  if (error !== null) entries.push(error.message)
  return { entries, messages }
}

function allOf(run: MessageRun): Message[] {
  const messages: Message[] = []
  while (run.left > 0) messages.push(run.next())
  const bytes = messages.flat().reduce((sum, part) => sum + part.length, 0)
  demand(bytes === run.bytes, `a run of ${String(bytes)} bytes that says ${String(run.bytes)}`)
  return messages
}

/** What was decoded, encoded and decoded again, is the same. */
function demandRoundTrip(messages: readonly Message[]): void {
  const batch = new WriteBatch()
  for (const message of messages) encodeMessage(message, batch)
  const bytes = Buffer.concat(batch.seal())
  batch.clear(true)
  const again = decode(Buffer.alloc(HEAD_BYTES), [bytes], "keeps")
  demandSame(messages.map(textOf), again.messages.map(textOf), "decoded and decoded again differ")
}

export const decoder: Target = {
  name: "decoder",
  framesFrom: HEAD_BYTES,
  longest: 10_000,
  words: FRAME_WORDS,
  seeds: [
    Buffer.from("00000001000161000162000163010164000165", "hex"),
    Buffer.from("0000000000036f6e65", "hex"),
    Buffer.from("00000002010161000162", "hex"),
    Buffer.from("000001030405 04504f4e47".replace(" ", ""), "hex"),
    Buffer.concat([Buffer.from("00000003020000000000001000", "hex"), Buffer.alloc(4096, 1)]),
    Buffer.concat([Buffer.from("00000003020000000000002001", "hex"), Buffer.alloc(8193, 1)]),
  ],
  run(input) {
    if (input.length < HEAD_BYTES) return
    const bytes = input.subarray(HEAD_BYTES)
    const whole = decode(input, [Buffer.from(bytes)], "copies")
    const kept = decode(input, cutsOf(bytes, input[3]), "keeps")
    demandSame(whole.entries, kept.entries, "whole and cut differ")
    const stopped = decode(input, cutsOf(bytes, input[3] + 1), "stops")
    demandSame(whole.entries, stopped.entries, "whole and cut with stops differ")
    demandRoundTrip(whole.messages)
  },
}
