/**
 * 29/xpub: what the program of an XPUB gets to see, and exactly what goes to whom. The program sends on what it gets, so
 * each message here is said by one subscriber, and heard by those whose topics match.
 */
import { Buffer } from "node:buffer"
import type { Bench } from "../bench.js"
import { bytesOf, type Bytes } from "../build.js"
import type { Applies, Case, Section } from "../case.js"
import { shown } from "../read.js"
import { messageText, type Session } from "../session.js"
import { cancellation, formFor, subscription } from "../subscribing.js"
import { Deviation, informational } from "../verdict.js"

const XPUB: Applies = { socketTypes: ["XPUB"], habits: ["repeats"] }
const BOUND: Applies = { ...XPUB, roles: ["binds"] }

const END = "~end"

const seen: readonly Case[] = [
  {
    id: "29/xpub/1",
    level: "MUST",
    title: "gives its program the messages of subscribers",
    reason: "Other than a PUB it receives, and what is no subscription is a message.",
    applies: XPUB,
    async run(bench) {
      const session = await subscribed(bench, ["~up", END])
      session.sendMessage("~up", "second", "")
      await expectMessages(session, [["~up", "second", ""]])
    },
  },
  {
    id: "29/xpub/2",
    level: "MUST",
    title: "tells its program of subscriptions and of their ends",
    reason: "That is what an XPUB has beyond a PUB: a proxy sends them on.",
    applies: { ...BOUND },
    alone: true,
    async run(bench) {
      const topic = topicOf(bench)
      const watcher = await subscribed(bench, [`\x01${topic}`, `\0${topic}`, END])
      const other = await bench.handshake()
      other.wire.send(subscription(other, topic, formFor(bench)))
      await told(watcher, `\x01${topic}`)
      other.wire.send(cancellation(other, topic, formFor(bench)))
      await told(watcher, `\0${topic}`)
    },
  },
  {
    id: "29/xpub/3",
    level: "MUST",
    title: "tells its program of the end of a subscription when the subscriber leaves",
    reason: "A proxy would else go on to ask for what nobody wants.",
    applies: BOUND,
    alone: true,
    async run(bench) {
      const topic = topicOf(bench)
      const watcher = await subscribed(bench, [`\x01${topic}`, `\0${topic}`, END])
      const other = await bench.handshake()
      other.wire.send(subscription(other, topic, formFor(bench)))
      await told(watcher, `\x01${topic}`)
      await other.wire.leave()
      await told(watcher, `\0${topic}`)
    },
  },
  {
    id: "29/xpub/4",
    level: "MAY",
    title: "whether it tells its program of a second subscription to the same",
    reason: "It may tell of each, or only of what changes something.",
    applies: BOUND,
    alone: true,
    async run(bench) {
      const topic = topicOf(bench)
      const watcher = await subscribed(bench, [`\x01${topic}`, END])
      for (let i = 0; i < 2; i++) {
        const other = await bench.handshake()
        other.wire.send(subscription(other, topic, formFor(bench)))
        if (i === 0) await told(watcher, `\x01${topic}`)
      }
      const isTold = await watcher.wire.hears()
      return informational(isTold ? "tells of each" : "tells of the first")
    },
  },
]

const matching: readonly Case[] = [
  {
    id: "29/xpub/5",
    level: "MUST",
    title:
      "sends each subscriber exactly the messages whose first part begins with one of its topics, once",
    reason:
      "That is what subscriptions are for; the comparison is of bytes, and only of the first part.",
    applies: BOUND,
    alone: true,
    async run(bench) {
      const topics = Array.from({ length: 4 }, () =>
        Array.from({ length: 3 }, () => `~${letters(bench, 3)}`),
      )
      const sessions: Session[] = []
      for (const some of topics) sessions.push(await subscribed(bench, [...some, END]))
      const texts = Array.from({ length: 60 }, () => `~${letters(bench, 5)}`)
      const [says] = sessions
      for (const text of texts) says.sendMessage(text, `~${letters(bench, 1)}`)
      says.sendMessage(END)
      for (const [i, session] of sessions.entries()) {
        const wanted = texts.filter((text) => topics[i].some((topic) => text.startsWith(topic)))
        await expectTopics(session, wanted)
      }
    },
  },
  {
    id: "29/xpub/6",
    level: "MUST",
    title: "matches long topics to their last byte",
    reason: "A topic may have any number of bytes, and all of them count.",
    applies: XPUB,
    alone: true,
    async run(bench) {
      for (const size of [244, 245, 246, 254, 255, 256, 70_000]) {
        const topic = Buffer.concat([Buffer.from("~"), bench.random.bytes(size - 1)])
        const session = await subscribed(bench, [topic, END])
        const near = Buffer.from(topic)
        near[size - 1] ^= 1
        session.sendMessage(near)
        session.sendMessage(topic.subarray(0, size - 1))
        session.sendMessage(topic)
        session.sendMessage(Buffer.concat([topic, Buffer.from("x")]))
        session.sendMessage(END)
        const lengths = [size, size + 1]
        for (const length of lengths) {
          const [first] = await session.receiveMessage(`a message of ${String(length)} bytes`)
          if (first.length !== length) {
            throw new Deviation(`${String(length)} bytes`, `${String(first.length)} bytes`)
          }
        }
        await expectTopics(session, [])
        if (bench.target.role === "connects") return
        await session.wire.leave()
      }
    },
  },
  {
    id: "29/xpub/7",
    level: "MUST",
    title: "takes a thousand subscriptions of one peer, and their ends",
    reason: "There is no most number of subscriptions.",
    applies: XPUB,
    alone: true,
    async run(bench) {
      const session = await subscribed(bench, [END])
      const form = formFor(bench)
      const topics = Array.from({ length: 1000 }, (_, i) => `~${String(i)}.`)
      session.wire.send(...topics.map((topic) => subscription(session, topic, form)))
      const kept = topics.filter((_, i) => i % 100 === 0)
      const gone = topics.filter((topic) => !kept.includes(topic))
      session.wire.send(...gone.map((topic) => cancellation(session, topic, form)))
      for (const topic of [...topics.slice(0, 50), ...kept]) session.sendMessage(topic)
      session.sendMessage(END)
      await expectTopics(session, ["~0.", ...kept])
    },
  },
  {
    id: "29/xpub/8",
    level: "MUST",
    title: "goes on for a subscriber while another reads nothing",
    reason:
      "Sending does not block: what there is no room for is dropped, for this subscriber only.",
    applies: BOUND,
    alone: true,
    patience: 3,
    async run(bench) {
      const deaf = await subscribed(bench, ["~much"])
      const good = await subscribed(bench, [END])
      deaf.wire.stopReading()
      const body = Buffer.alloc(8000, "x")
      for (let sent = 0; sent < 2000; sent += 50) {
        const some = Array.from({ length: 50 }, () => good.packMessage("~much", body))
        good.wire.send(...some)
      }
      good.sendMessage(END)
      await expectTopics(good, [])
      deaf.wire.destroy()
    },
  },
]

/** A connection that is subscribed to these, and the peer knows it. */
async function subscribed(bench: Bench, topics: readonly Bytes[]): Promise<Session> {
  const session = await bench.handshake()
  const mark = `~ready ${letters(bench, 12)}`
  for (const topic of [...topics, mark]) {
    session.wire.send(subscription(session, topic, formFor(bench)))
  }
  session.sendMessage(mark)
  for (;;) {
    const [first] = await session.receiveMessage("a message that is sent on")
    if (first.equals(bytesOf(mark))) return session
  }
}

/** A topic that no other case has. */
function topicOf(bench: Bench): string {
  return `~${letters(bench, 12)}`
}

function letters(bench: Bench, most: number): string {
  const count = most > 5 ? most : 1 + bench.random.below(most)
  return Array.from({ length: count }, () => bench.random.pick(["a", "b"])).join("")
}

/** The program was told so. */
async function told(watcher: Session, what: string): Promise<void> {
  const message = await watcher.receiveMessage(`"${shown(what)}" for its program`)
  if (message.length === 1 && message[0].equals(bytesOf(what))) return
  throw new Deviation(`a message of 1 part(s): "${shown(what)}"`, messageText(message))
}

/** Messages with these first parts come, in this order, and then the one that ends them. */
async function expectTopics(session: Session, topics: readonly string[]): Promise<void> {
  for (const topic of [...topics, END]) {
    const [first] = await session.receiveMessage(`a message "${topic}"`)
    if (!first.equals(bytesOf(topic))) throw new Deviation(topic, shown(first))
  }
}

async function expectMessages(
  session: Session,
  messages: readonly (readonly string[])[],
): Promise<void> {
  for (const expected of messages) {
    const message = await session.receiveMessage()
    const isSame =
      message.length === expected.length &&
      message.every((part, i) => part.equals(bytesOf(expected[i])))
    if (!isSame) throw new Deviation(messageText(expected.map(bytesOf)), messageText(message))
  }
}

export const xpub: Section = { id: "29/xpub", title: "XPUB", cases: [...seen, ...matching] }
