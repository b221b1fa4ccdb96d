/**
 * 37/versions: what is said to peers of an older and of a newer version than one's own. Whether they are let in at all is in
 * `greeting.ts`.
 */
import type { Bench } from "../bench.js"
import { commandBody } from "../build.js"
import type { Case, Section } from "../case.js"
import { fateWithin } from "../fate.js"
import { isCommand, nameOf, shown } from "../read.js"
import type { Session } from "../session.js"
import { Deviation, informational, Unimplemented } from "../verdict.js"

const OLD = [3, 0] as const
const NEWER = [
  [3, 2],
  [3, 255],
  [4, 0],
] as const

const older: readonly Case[] = [
  {
    id: "37/versions/1",
    level: "MUST",
    title: "sends its subscriptions to a publisher of 3.0 as messages",
    reason:
      "The command SUBSCRIBE is of 3.1. Whoever lets a peer of 3.0 in has to come down to its version.",
    applies: { habits: ["subscribes"] },
    async run(bench) {
      const session = await withOld(bench)
      const first = await session.receive("a subscription as a message")
      if (!isCommand(first) && first.body[0] === 1) return
      throw new Deviation("a message 01 and a topic", `${nameOf(first)}: "${shown(first.body)}"`)
    },
  },
  {
    id: "37/versions/2",
    level: "SHOULD",
    title: "takes the subscriptions of a subscriber of 3.0, which are messages",
    reason: "So say subscribers of 3.0 what they want: 01 and a topic, 00 and one to take it back.",
    applies: { habits: ["sends"], socketTypes: ["PUB", "XPUB"] },
    async run(bench) {
      const session = await withOld(bench)
      session.sendMessage("\x01")
      await session.receiveMessage("a message for a subscriber of 3.0 to everything")
    },
  },
  {
    id: "37/versions/3",
    level: "MAY",
    title: "whether it sends PING to a peer of 3.0",
    reason: "PING is of 3.1. Some peers answer it though they announce 3.0, and others ignore it.",
    applies: { habits: ["pings"] },
    async run(bench) {
      const session = await withOld(bench)
      session.answersPing = false
      return fateWithin(session.receiveCommand("PING"), "sends PING")
    },
  },
  {
    id: "37/versions/4",
    level: "MAY",
    title: "whether it gives up a peer of 3.0 that does not answer PING",
    reason: "A peer of 3.0 does not have to know PING, and may have nothing else to say.",
    applies: { habits: ["pings"] },
    async run(bench) {
      const { wire } = await withOld(bench)
      const closed = await wire.closes(2 * wire.patience.timeoutMs)
      return informational(closed ? "gives it up" : "keeps it")
    },
  },
  {
    id: "37/versions/5",
    level: "MAY",
    title: "what it does with a PING of a peer of 3.0",
    reason: "PING is of 3.1. Some peers send it though they announce 3.0.",
    async run(bench) {
      const session = await withOld(bench)
      return fateWithin(session.ping("3.0"), "answers it")
    },
  },
  {
    id: "37/versions/6",
    level: "SHOULD",
    title: "exchanges messages of several parts and sizes with a peer of 3.0",
    reason: "Frames of 3.0 and 3.1 are the same.",
    applies: { habits: ["answers"] },
    async run(bench) {
      const session = await withOld(bench)
      await session.exchange("a", "", bench.random.bytes(300))
      await session.exchange(bench.random.bytes(70_000))
    },
  },
]

const newer: readonly Case[] = [
  {
    id: "37/versions/7",
    level: "MUST",
    title: "speaks 3.1 to peers of later versions: it answers PING",
    reason: "To an equal or higher version a peer always speaks its own.",
    applies: { roles: ["binds"] },
    async run(bench) {
      bench.needsPing()
      for (const version of NEWER) {
        const session = await bench.handshake({ greeting: { version } })
        await session.ping(version.join("."))
        await session.wire.leave()
      }
    },
  },
  {
    id: "37/versions/8",
    level: "MUST",
    title: "speaks 3.1 to publishers of later versions: it sends SUBSCRIBE",
    reason:
      "To an equal or higher version a peer always speaks its own, in which subscriptions are commands.",
    applies: { habits: ["subscribes"] },
    async run(bench) {
      const [major, minor] = bench.observed.version
      if (major === 3 && minor === 0) throw new Unimplemented("it announces 3.0")
      for (const version of bench.target.role === "binds" ? NEWER : NEWER.slice(0, 1)) {
        const session = await bench.handshake({ greeting: { version } })
        await expectSubscribe(session)
        await session.wire.leave()
      }
    },
  },
  {
    id: "37/versions/9",
    level: "MAY",
    title: "what it makes of a subscription as a message from a subscriber of 3.1",
    reason: "Subscribers of 3.1 send commands. Some have said 3.1 before they did so.",
    applies: { habits: ["sends"], socketTypes: ["PUB", "XPUB"] },
    async run(bench) {
      const session = await bench.handshake()
      session.sendMessage("\x01")
      return fateWithin(session.receiveMessage(), "takes it")
    },
  },
]

/** A connection on which we are of 3.0. */
async function withOld(bench: Bench): Promise<Session> {
  try {
    return await bench.handshake({ greeting: { version: OLD } })
  } catch (error) {
    if (error instanceof Deviation) throw new Unimplemented("it does not talk to peers of 3.0")
    throw error
  }
}

async function expectSubscribe(session: Session): Promise<void> {
  const first = await session.receive("a command SUBSCRIBE")
  if (isCommand(first) && first.body.includes(commandBody("SUBSCRIBE"))) return
  throw new Deviation("a command SUBSCRIBE", `${nameOf(first)}: "${shown(first.body)}"`)
}

export const versions: Section = {
  id: "37/versions",
  title: "Older and newer peers",
  cases: [...older, ...newer],
}
