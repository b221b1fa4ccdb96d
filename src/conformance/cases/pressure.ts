/**
 * What sockets with several clients have in common when one of them sends without end, or does not read.
 * For peers that answer.
 */
import { Buffer } from "node:buffer"
import type { Bench } from "../bench.js"
import { envelopeTo } from "../target.js"
import { Deviation } from "../verdict.js"
import type { Session } from "../session.js"

const FLOOD_MESSAGES = 3000
const FLOOD_BYTES = 1000
/** More than the usual high-water mark and the system's buffers hold together. */
const UNREAD_MESSAGES = 2000
const UNREAD_BYTES = 8000
const A_WRITE = 100

/** A client is served before all that another has sent at once is answered. */
export async function notStarved(bench: Bench): Promise<void> {
  const greedy = await bench.handshake()
  const modest = await bench.handshake()
  await modest.expectServed(bench.observed)
  const envelope = envelopeTo(bench.target.socketType)
  // In the middle: a quick peer may have answered the flood so far before the question is on its way.
  flood(greedy, envelope, FLOOD_MESSAGES / 2, FLOOD_BYTES)
  modest.sendMessage(...envelope, "one question")
  flood(greedy, envelope, FLOOD_MESSAGES / 2, FLOOD_BYTES)
  const counted = { answers: 0, isOver: false }
  const counting = (async () => {
    while (!counted.isOver && counted.answers < FLOOD_MESSAGES) {
      await greedy.receiveMessage("answers to the flood")
      counted.answers += 1
    }
  })()
  await Promise.all([
    counting,
    modest.expectAnswer("one question").finally(() => {
      counted.isOver = true
    }),
  ])
  if (counted.answers < FLOOD_MESSAGES) return
  throw new Deviation("an answer before those to all of the flood", "it comes after them")
}

/** A client is served while another sends much and reads nothing. */
export async function notBlocked(bench: Bench): Promise<void> {
  const deaf = await bench.handshake()
  const good = await bench.handshake()
  await good.expectServed(bench.observed)
  deaf.wire.stopReading()
  flood(deaf, envelopeTo(bench.target.socketType), UNREAD_MESSAGES, UNREAD_BYTES)
  // If the peer stops reading it, too, that is as good.
  await deaf.wire.sent()
  await good.expectServed(bench.observed)
  deaf.wire.destroy()
}

function flood(
  session: Session,
  envelope: readonly Buffer[],
  messages: number,
  bytes: number,
): void {
  const body = Buffer.alloc(bytes, "x")
  for (let sent = 0; sent < messages; sent += A_WRITE) {
    const packed = Array.from({ length: A_WRITE }, () => session.packMessage(...envelope, body))
    session.wire.send(...packed)
  }
}
