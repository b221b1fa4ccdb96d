/**
 * 28/dealer: messages as they are, to each peer in turn.
 */
import type { Applies, Case, Section } from "../case.js"
import { crowdOf } from "../crowd.js"
import type { Session } from "../session.js"
import { Silence } from "../verdict.js"

const DEALER: Applies = { socketTypes: ["DEALER"], habits: ["answers"] }
const BOUND: Applies = { ...DEALER, roles: ["binds"] }

const PEERS = 3
const ROUNDS = 4
const MOST_TRIES = 30

const cases: readonly Case[] = [
  {
    id: "28/dealer/1",
    level: "MUST",
    title: "takes and sends messages of any parts as they are",
    reason: "It neither adds nor takes away: delimiters and names of hops are the program's.",
    applies: DEALER,
    alone: true,
    async run(bench) {
      const session = await bench.handshake()
      await session.exchange("", "behind a delimiter")
      await session.exchange("", "", "x", "")
      await session.exchange("no delimiter")
      await session.exchange("")
      await session.exchange(bench.random.bytes(5), "", bench.random.bytes(300))
    },
  },
  {
    id: "28/dealer/2",
    level: "MUST",
    title: "sends messages to its peers in turn",
    reason: "That is how work is shared out among several services.",
    applies: BOUND,
    alone: true,
    async run(bench) {
      const sessions = await crowdOf(bench, PEERS)
      await allAreThere(sessions)
      const [asks] = sessions
      const texts = Array.from({ length: PEERS * ROUNDS }, (_, i) => `message ${String(i)}`)
      asks.wire.send(...texts.map((text) => asks.packMessage(text)))
      for (const session of sessions) {
        for (let i = 0; i < ROUNDS; i++) await session.receiveMessage(`share ${String(i + 1)}`)
        await session.expectNoMessage("it has had its share")
      }
    },
  },
  {
    id: "28/dealer/3",
    level: "MUST",
    title: "sends all to the peers that are left when one leaves",
    reason: "A peer that is gone takes no turn, and what goes to nobody must not be lost.",
    applies: BOUND,
    alone: true,
    async run(bench) {
      const sessions = await crowdOf(bench, 2)
      await allAreThere(sessions)
      const [stays, leaves] = sessions
      await leaves.wire.leave()
      for (let i = 0; i < 6; i++) await stays.exchange(`message ${String(i)}`)
    },
  },
  {
    id: "28/dealer/4",
    level: "MUST",
    title: "takes messages from all its peers",
    reason: "It receives from each in turn.",
    applies: BOUND,
    alone: true,
    async run(bench) {
      const sessions = await crowdOf(bench, PEERS)
      await allAreThere(sessions)
      for (const session of sessions) session.sendMessage("from each")
      // Whoever asks, the answers are shared out: one for each.
      for (const session of sessions) await session.expectAnswer("from each")
    },
  },
]

/** Until each has had an answer. Not all need be known to the peer as soon as they have its READY. */
async function allAreThere(sessions: readonly Session[]): Promise<void> {
  const [asks] = sessions
  const missing = new Set(sessions)
  for (let i = 0; missing.size > 0 && i < MOST_TRIES; i++) {
    asks.sendMessage("who is there?")
    await Promise.race(sessions.map(({ wire }) => wire.hears(wire.patience.timeoutMs)))
    for (const session of sessions) {
      if (session.wire.waiting === 0) continue
      await session.receiveMessage()
      missing.delete(session)
    }
  }
  if (missing.size === 0) return
  throw new Silence("a message for each peer", `${String(missing.size)} got none`)
}

export const dealer: Section = { id: "28/dealer", title: "DEALER", cases }
