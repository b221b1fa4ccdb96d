/**
 * 31/pair: one peer, and no other as long as it is there.
 */
import type { Applies, Case, Section } from "../case.js"
import type { Session } from "../session.js"
import { Deviation, informational } from "../verdict.js"

const PAIR: Applies = { socketTypes: ["PAIR"], habits: ["answers"] }
const BOUND: Applies = { ...PAIR, roles: ["binds"] }

const cases: readonly Case[] = [
  {
    id: "31/pair/1",
    level: "MUST",
    title: "takes and sends messages of any parts as they are",
    reason: "It neither filters nor changes what goes through it.",
    applies: PAIR,
    alone: true,
    async run(bench) {
      const session = await bench.handshake()
      await session.exchange("")
      await session.exchange("", "behind an empty one", "")
      await session.exchange("\x01looks like a subscription")
      await session.exchange(bench.random.bytes(5), "", bench.random.bytes(300))
    },
  },
  {
    id: "31/pair/2",
    level: "MUST",
    title: "serves no second peer as long as the first is there",
    reason: "It has at most one, so that both know whom they are talking to.",
    applies: BOUND,
    alone: true,
    async run(bench) {
      const first = await bench.handshake()
      await first.exchange("first")
      const second = await bench.handshake().catch(notLetIn)
      second?.sendMessage("second")
      await second?.expectNoMessage("another peer is there").catch(unlessClosed)
      for (let i = 0; i < 10; i++) await first.exchange(`first again ${String(i)}`)
      if (second === null || second.wire.waiting === 0) return
      await second.expectNoMessage("another peer is there").catch(unlessClosed)
    },
  },
  {
    id: "31/pair/3",
    level: "MAY",
    title: "what it does with a second peer",
    reason: "It cannot serve it. Whether the connection is closed or kept waiting is not said.",
    applies: BOUND,
    alone: true,
    async run(bench) {
      const first = await bench.handshake()
      await first.exchange("first")
      const second: Session | null = await bench.handshake().catch(notLetIn)
      if (second === null) return informational("closes before the handshake is done")
      const closed = await second.wire.closes(second.wire.patience.quietMs)
      return informational(closed ? "closes after the handshake" : "keeps it waiting")
    },
  },
  {
    id: "31/pair/4",
    level: "SHOULD",
    title: "serves another peer when the first has left",
    reason: "The queues of who leaves are destroyed; then there is none, and may be one again.",
    applies: BOUND,
    alone: true,
    async run(bench) {
      for (let i = 0; i < 3; i++) {
        const session = await bench.handshake()
        await session.exchange(`peer ${String(i)}`)
        await session.wire.leave()
      }
    },
  },
]

function notLetIn(error: unknown): null {
  if (error instanceof Deviation) return null
  throw error
}

/** It may be closed, now or later. */
function unlessClosed(error: unknown): void {
  if (error instanceof Deviation && error.expected.startsWith("keeps")) return
  throw error
}

export const pair: Section = { id: "31/pair", title: "PAIR", cases }
