/**
 * 30/push: work is shared out among all that take it.
 */
import type { Applies, Case, Section } from "../case.js"
import { crowdOf } from "../crowd.js"
import type { Session } from "../session.js"
import { Deviation, informational, Silence } from "../verdict.js"

const PUSH: Applies = { socketTypes: ["PUSH"], habits: ["sends"] }
const BOUND: Applies = { ...PUSH, roles: ["binds"] }

const PEERS = 3
const EACH = 10

const cases: readonly Case[] = [
  {
    id: "30/push/1",
    level: "MUST",
    title: "sends its messages to all its peers in turn",
    reason: "That is how work is shared out; who comes later gets a share as well.",
    applies: BOUND,
    alone: true,
    async run(bench) {
      const sessions: Session[] = []
      for (let i = 0; i < PEERS; i++) {
        sessions.push(await bench.handshake())
        await sessions[i].receiveMessage("a first message")
      }
      const counts = await countUntil(sessions, EACH)
      const [least, most] = [Math.min(...counts), Math.max(...counts)]
      // They are counted where they arrive, so that some may be on the way.
      if (most <= 2 * least + 2) return
      throw new Deviation("about as many for each", counts.join(", "))
    },
  },
  {
    id: "30/push/2",
    level: "MUST",
    title: "goes on with the others when a peer leaves",
    reason: "A queue of nobody takes no turn.",
    applies: BOUND,
    alone: true,
    async run(bench) {
      const [stays, leaves] = await crowdOf(bench, 2)
      await stays.receiveMessage()
      await leaves.receiveMessage()
      await leaves.wire.leave()
      for (let i = 0; i < EACH; i++) await stays.receiveMessage("messages for the one that is left")
    },
  },
  {
    id: "30/push/3",
    level: "MAY",
    title: "what it does with messages that are sent to it",
    reason: "It only sends. What becomes of what comes all the same is not said.",
    applies: PUSH,
    alone: true,
    async run(bench) {
      const session = await bench.handshake()
      session.sendMessage("not", "wanted")
      if (await session.wire.closes(session.wire.patience.quietMs)) {
        return informational("closes the connection")
      }
      await session.receiveMessage("messages all the same")
      return informational("ignores them")
    },
  },
]

/** How many messages each gets until all have had so many. */
async function countUntil(sessions: readonly Session[], least: number): Promise<number[]> {
  const counts = sessions.map(() => 0)
  const { timeoutMs } = sessions[0].wire.patience
  const deadline = performance.now() + timeoutMs
  while (Math.min(...counts) < least) {
    if (performance.now() > deadline) throw new Silence("messages for each", counts.join(", "))
    await Promise.race(sessions.map(({ wire }) => wire.hears(timeoutMs)))
    for (const [i, session] of sessions.entries()) {
      if (session.wire.waiting === 0) continue
      await session.receiveMessage()
      counts[i] += 1
    }
  }
  return counts
}

export const push: Section = { id: "30/push", title: "PUSH", cases }
