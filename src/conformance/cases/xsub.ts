/**
 * 29/xsub: what the program of an XSUB sends up to publishers. The program sends on what it receives, so that one publisher
 * says here what it shall subscribe to.
 */
import { Buffer } from "node:buffer"
import type { Bench } from "../bench.js"
import type { Applies, Case, Section } from "../case.js"
import { crowdOf } from "../crowd.js"
import { shown } from "../read.js"
import { messageText, type Session } from "../session.js"
import { receiveWish, wishesOf, type Wish } from "../subscribing.js"
import { Deviation, informational, Unimplemented } from "../verdict.js"

const XSUB: Applies = { socketTypes: ["XSUB"], habits: ["subscribes", "repeats"] }
const BOUND: Applies = { ...XSUB, roles: ["binds"] }
const OLD = { greeting: { version: [3, 0] as const } }

const SIZES = [0, 1, 244, 245, 246, 253, 254, 255, 256, 1000]

const cases: readonly Case[] = [
  {
    id: "29/xsub/1",
    level: "MUST",
    title: "subscribes to topics of every size",
    reason:
      "A topic may have any number of bytes; around 245 of them the command needs a long frame.",
    applies: XSUB,
    alone: true,
    async run(bench) {
      const session = await ready(bench)
      for (const size of SIZES) await subscribes(bench, session, topicOf(bench, size))
    },
  },
  {
    id: "29/xsub/2",
    level: "SHOULD",
    title: "subscribes to topics of every size at a publisher of ZMTP 3.0",
    reason:
      "There it is a message, one byte longer than the topic: from 255 bytes on it needs a long frame.",
    applies: XSUB,
    alone: true,
    async run(bench) {
      const session = await bench.handshake(OLD)
      await wishesOf(bench, session)
      for (const size of SIZES) {
        const { form } = await subscribes(bench, session, topicOf(bench, size))
        if (form !== "message") throw new Deviation("a message", "a command")
      }
    },
  },
  {
    id: "29/xsub/3",
    level: "MUST",
    title: "cancels a subscription when its program does",
    reason: "Publishers would else go on to send what nobody wants.",
    applies: XSUB,
    alone: true,
    async run(bench) {
      const session = await ready(bench)
      const topic = topicOf(bench, 12)
      await subscribes(bench, session, topic)
      session.sendMessage(Buffer.concat([Buffer.alloc(1), topic]))
      await expectWish(bench, session, false, topic)
    },
  },
  {
    id: "29/xsub/4",
    level: "MUST",
    title: "tells all its publishers of a subscription and of its end",
    reason: "A subscription is for all of the socket's publishers.",
    applies: BOUND,
    alone: true,
    async run(bench) {
      const sessions = await crowdOf(bench, 3)
      for (const session of sessions) await wishesOf(bench, session)
      const topic = topicOf(bench, 12)
      sessions[0].sendMessage(Buffer.concat([Buffer.from([1]), topic]))
      for (const session of sessions) await expectWish(bench, session, true, topic)
      sessions[1].sendMessage(Buffer.concat([Buffer.from([0]), topic]))
      for (const session of sessions) await expectWish(bench, session, false, topic)
    },
  },
  {
    id: "29/xsub/5",
    level: "MUST",
    title: "sends messages of its program to all publishers, as they are",
    reason: "An XSUB can send; whoever is connected gets it.",
    applies: BOUND,
    alone: true,
    async run(bench) {
      const sessions = await crowdOf(bench, 3)
      for (const session of sessions) await wishesOf(bench, session)
      const parts = ["~up", "", "third"]
      sessions[0].sendMessage(...parts)
      for (const session of sessions) {
        const message = await session.receiveMessage("a message of its program")
        if (message.map(String).join("|") === parts.join("|")) continue
        throw new Deviation(
          messageText(parts.map((part) => Buffer.from(part))),
          messageText(message),
        )
      }
    },
  },
  {
    id: "29/xsub/6",
    level: "MAY",
    title: "how often it cancels a topic that its program has subscribed to twice",
    reason:
      "Two subscriptions to a topic take two CANCELs to undo. Who counts, and says only the first and the last, is as well understood.",
    applies: XSUB,
    alone: true,
    async run(bench) {
      const session = await ready(bench)
      const topic = topicOf(bench, 12)
      for (const kind of [1, 1, 0, 0]) {
        session.sendMessage(Buffer.concat([Buffer.from([kind]), topic]))
      }
      const wishes = await wishesOf(bench, session)
      const begun = wishes.filter((wish) => wish.subscribes).length
      return informational(
        `subscribes ${String(begun)} and cancels ${String(wishes.length - begun)} times`,
      )
    },
  },
  {
    id: "29/xsub/7",
    level: "MUST",
    title: "uses the commands of ZMTP 3.1 for what its program subscribes to later",
    reason: "A publisher of 3.1 need not know the older form, whenever it comes.",
    applies: XSUB,
    alone: true,
    async run(bench) {
      if (bench.observed.version[1] === 0) throw new Unimplemented("it announces ZMTP 3.0")
      const session = await ready(bench)
      const topic = topicOf(bench, 12)
      const begin = await subscribes(bench, session, topic)
      session.sendMessage(Buffer.concat([Buffer.alloc(1), topic]))
      const end = await expectWish(bench, session, false, topic)
      if (begin.form === "command" && end.form === "command") return
      throw new Deviation("SUBSCRIBE and CANCEL", `a ${begin.form} and a ${end.form}`)
    },
  },
]

/** A connection on which the usual subscriptions have been said. */
async function ready(bench: Bench): Promise<Session> {
  const session = await bench.handshake()
  await wishesOf(bench, session)
  return session
}

/** A topic of this size that no other case has, if it is long enough for that. */
function topicOf(bench: Bench, size: number): Buffer {
  return bench.random.bytes(size)
}

/** The program subscribes to this topic, and the publisher hears of it. */
async function subscribes(bench: Bench, session: Session, topic: Buffer): Promise<Wish> {
  session.sendMessage(Buffer.concat([Buffer.from([1]), topic]))
  return expectWish(bench, session, true, topic)
}

async function expectWish(
  bench: Bench,
  session: Session,
  subscribes: boolean,
  topic: Buffer,
): Promise<Wish> {
  const what = `the ${subscribes ? "beginning" : "end"} of a subscription of ${String(topic.length)} bytes`
  const wish = await receiveWish(bench, session, what)
  if (wish.subscribes === subscribes && wish.topic.equals(topic)) return wish
  throw new Deviation(
    what,
    `${wish.subscribes ? "one" : "the end of one"} to "${shown(wish.topic)}"`,
  )
}

export const xsub: Section = { id: "29/xsub", title: "XSUB", cases }
