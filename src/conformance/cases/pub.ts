/**
 * 29/pub: whom a PUB or XPUB sends its messages. Where the peer binds, a second connection that is subscribed to all
 * shows that messages are sent; where it connects, a little while has to do.
 */
import { Buffer } from "node:buffer"
import type { Bench } from "../bench.js"
import type { Applies, Case, Section } from "../case.js"
import { reached } from "../crowd.js"
import type { Session } from "../session.js"
import { cancellation, formFor, subscription, type Form } from "../subscribing.js"
import { Customary, Deviation, informational, Silence, Unimplemented } from "../verdict.js"
import { flipped } from "../vary.js"

const PUBLISHER: Applies = { socketTypes: ["PUB", "XPUB"], habits: ["sends"] }
const BOUND: Applies = { ...PUBLISHER, roles: ["binds"] }
const OLD = { greeting: { version: [3, 0] as const } }

/** So many messages elsewhere show that one would have come here. */
const SHOWN = 3
const LONG_TOPICS = [244, 245, 246, 254, 255, 256, 1000, 65_536]
const COUNTED = 20

const forms: readonly Case[] = [
  {
    id: "29/pub/1",
    level: "MUST",
    title: "sends nothing to a peer that has not subscribed",
    reason:
      "Messages are filtered at the publisher's side, so without a subscription there are none.",
    applies: PUBLISHER,
    async run(bench) {
      const session = await bench.handshake()
      await expectNothingFor(bench, session, "there is no subscription")
    },
  },
  {
    id: "29/pub/2",
    level: "MUST",
    title: "takes the command SUBSCRIBE",
    reason: "That is how a subscriber of ZMTP 3.1 says what it wants.",
    applies: PUBLISHER,
    async run(bench) {
      if (formFor(bench) === "message") throw new Unimplemented("it announces ZMTP 3.0")
      const session = await bench.handshake()
      session.wire.send(subscription(session, "", "command"))
      await session.receiveMessage()
    },
  },
  {
    id: "29/pub/3",
    level: "SHOULD",
    title: "takes the subscriptions of ZMTP 3.0: messages that begin with 01",
    reason: "Subscribers of that version have no other way to say what they want.",
    applies: PUBLISHER,
    async run(bench) {
      const session = await bench.handshake(OLD)
      session.wire.send(subscription(session, "", "message"))
      await session.receiveMessage()
    },
  },
  {
    id: "29/pub/4",
    level: "MAY",
    title: "what it does with the older form from a peer of ZMTP 3.1",
    reason: "Such a peer has a command for it. Some say they are of 3.1 and go on as before.",
    applies: PUBLISHER,
    run: (bench) => fateOf(bench, "message", {}),
  },
  {
    id: "29/pub/5",
    level: "MAY",
    title: "what it does with SUBSCRIBE from a peer of ZMTP 3.0",
    reason: "The command came with 3.1.",
    applies: PUBLISHER,
    run: (bench) => fateOf(bench, "command", OLD),
  },
]

const matching: readonly Case[] = [
  {
    id: "29/pub/6",
    level: "MUST",
    title: "sends what begins with the topic",
    reason: "A subscription wants all messages whose first part begins with it.",
    applies: PUBLISHER,
    async run(bench) {
      const session = await bench.handshake()
      const topic = await learnTopic(bench, session)
      session.wire.send(cancellation(session, "", formFor(bench)))
      session.wire.send(subscription(session, topic.subarray(0, 1), formFor(bench)))
      for (let i = 0; i < SHOWN; i++) {
        const message = await session.receiveMessage()
        // Before the cancellation arrives there may be others.
        if (message[0][0] !== topic[0]) i -= 1
      }
    },
  },
  {
    id: "29/pub/7",
    level: "MUST",
    title: "does not send what begins with something else than the topic",
    reason: "Bytes are compared as they are, from the first to the last of the topic.",
    applies: PUBLISHER,
    alone: true,
    async run(bench) {
      const { topic, session } = await unsubscribed(bench)
      const others = [
        flipped(topic, 0, 5),
        flipped(topic, 0, 7),
        Buffer.concat([topic, bench.random.bytes(40)]),
        Buffer.concat([Buffer.alloc(1), topic]),
      ]
      if (topic.length > 1) others.push(flipped(topic.subarray(0, 2), 1))
      for (const other of others) session.wire.send(subscription(session, other, formFor(bench)))
      await expectNothingFor(bench, session, "no topic matches")
    },
  },
  {
    id: "29/pub/8",
    level: "MUST",
    title: "takes topics of every size",
    reason: "A topic may have any number of bytes, and be longer than any message.",
    applies: PUBLISHER,
    async run(bench) {
      const session = await bench.handshake()
      const form = formFor(bench)
      for (const size of LONG_TOPICS) {
        session.wire.send(subscription(session, bench.random.bytes(size), form))
      }
      session.wire.send(subscription(session, "", form))
      await session.receiveMessage()
    },
  },
  {
    id: "29/pub/9",
    level: "MUST",
    title: "sends a message once, however many topics match",
    reason: "No message is delivered to a peer more than once.",
    applies: BOUND,
    alone: true,
    async run(bench) {
      const { topic, session: several } = await unsubscribed(bench)
      const single = await bench.handshake()
      const form = formFor(bench)
      const topics = ["", topic.subarray(0, 1), topic]
      single.wire.send(subscription(single, "", form))
      several.wire.send(...topics.map((one) => subscription(several, one, form)))
      // Both from the same message on, more or less: twice as many cannot be by chance.
      const counts = { single: 0, several: 0 }
      while (counts.single < COUNTED) {
        await single.receiveMessage()
        counts.single += 1
        while (several.wire.waiting > 0) {
          await several.receiveMessage()
          counts.several += 1
        }
      }
      if (counts.several <= counts.single * 1.5) return
      const seen = `${String(counts.several)} where another gets ${String(counts.single)}`
      throw new Deviation("about as many messages as for one subscription", seen)
    },
  },
]

const ends: readonly Case[] = [
  {
    id: "29/pub/10",
    level: "MUST",
    title: "sends nothing more after CANCEL",
    reason: "The subscriber no longer wants it.",
    applies: PUBLISHER,
    run: (bench) => endsAt(bench, formFor(bench), {}),
  },
  {
    id: "29/pub/11",
    level: "SHOULD",
    title: "sends nothing more after a message that begins with 00, which is CANCEL in ZMTP 3.0",
    reason: "Subscribers of that version have no other way to end a subscription.",
    applies: PUBLISHER,
    run: (bench) => endsAt(bench, "message", OLD),
  },
  {
    id: "29/pub/12",
    level: "MUST",
    title: "goes on sending for the subscriptions that are left",
    reason: "Each stands for itself: the end of one leaves the others as they are.",
    applies: PUBLISHER,
    async run(bench) {
      const session = await bench.handshake()
      const form = formFor(bench)
      const topic = await learnTopic(bench, session)
      const one = topic.subarray(0, 1)
      session.wire.send(subscription(session, one, form), cancellation(session, "", form))
      session.wire.send(subscription(session, topic, form), cancellation(session, topic, form))
      await settle(bench, session)
      for (let i = 0; i < SHOWN; i++) await session.receiveMessage("what still matches")
    },
  },
  {
    id: "29/pub/13",
    level: "MUST",
    title: "counts subscriptions to the same topic: each needs a CANCEL of its own",
    reason:
      "Subscriptions are additive: two to one topic are two, and two have to be cancelled. Subscribers in use count for themselves, and say SUBSCRIBE each time but CANCEL only for the last; one that counted would send to them for ever, so not to count is tolerated.",
    applies: PUBLISHER,
    async run(bench) {
      const session = await bench.handshake()
      const form = formFor(bench)
      const all = subscription(session, "", form)
      session.wire.send(all, subscription(session, "", form), cancellation(session, "", form))
      await settle(bench, session)
      try {
        for (let i = 0; i < SHOWN; i++) await session.receiveMessage("what is still subscribed to")
      } catch (error) {
        if (!(error instanceof Silence)) throw error
        throw new Customary(
          error.expected,
          "the first CANCEL ends both, as subscribers in use rely on",
        )
      }
    },
  },
  {
    id: "29/pub/14",
    level: "SHOULD",
    title: "takes a CANCEL of what was not subscribed to, and changes nothing",
    reason: "There is nothing to end, and no debt to be left.",
    applies: PUBLISHER,
    async run(bench) {
      const session = await bench.handshake()
      const form = formFor(bench)
      session.wire.send(cancellation(session, "", form), cancellation(session, "never", form))
      session.wire.send(subscription(session, "", form))
      session.wire.send(cancellation(session, "never either", form))
      await settle(bench, session)
      for (let i = 0; i < SHOWN; i++) await session.receiveMessage("what is subscribed to")
    },
  },
]

const crowds: readonly Case[] = [
  {
    id: "29/pub/15",
    level: "MUST",
    title: "sends each subscriber what it has subscribed to, and nothing else",
    reason: "Subscriptions belong to the connection on which they were said.",
    applies: BOUND,
    async run(bench) {
      const { topic, session: other } = await unsubscribed(bench)
      const form = formFor(bench)
      const [first, second] = [await bench.handshake(), await bench.handshake()]
      first.wire.send(subscription(first, topic.subarray(0, 1), form))
      second.wire.send(subscription(second, "", form))
      other.wire.send(subscription(other, flipped(topic, 0), form))
      for (const session of [first, second]) await session.receiveMessage()
      await expectNothingFor(bench, other, "its topic does not match")
      other.wire.send(subscription(other, topic.subarray(0, 1), form))
      await other.receiveMessage("what it subscribes to later")
    },
  },
  {
    id: "29/pub/16",
    level: "MUST",
    title: "goes on for one subscriber when another with the same topic cancels or leaves",
    reason: "Each has its own subscription, even if they are to the same.",
    applies: BOUND,
    async run(bench) {
      const form = formFor(bench)
      const [stays, cancels, leaves] = [
        await bench.handshake(),
        await bench.handshake(),
        await bench.handshake(),
      ]
      for (const session of [stays, cancels, leaves]) {
        session.wire.send(subscription(session, "", form))
        await session.receiveMessage()
      }
      cancels.wire.send(cancellation(cancels, "", form))
      await leaves.wire.leave()
      await expectEnd(bench, cancels)
      await settle(bench, stays)
      for (let i = 0; i < SHOWN; i++) await stays.receiveMessage("what it is still subscribed to")
    },
  },
  {
    id: "29/pub/17",
    level: "MUST",
    title: "discards whatever else subscribers send it",
    reason: "A PUB does not receive messages; it has to drop them without a word.",
    applies: { ...PUBLISHER, socketTypes: ["PUB"] },
    async run(bench) {
      const session = await bench.handshake()
      session.sendMessage("hello")
      session.sendMessage("of", "three", "parts")
      session.sendMessage("")
      session.sendMessage(bench.random.bytes(70_000))
      session.wire.send(subscription(session, "", formFor(bench)))
      for (let i = 0; i < SHOWN; i++) await session.receiveMessage("what it subscribes to")
    },
  },
]

/** Subscribed to all, and with first messages; the topic is that of the peer's own messages. */
async function learnTopic(bench: Bench, session: Session): Promise<Buffer> {
  session.wire.send(subscription(session, "", formFor(bench)))
  const seen = new Map<number, number>()
  for (;;) {
    const [topic] = await session.receiveMessage("a message of its own")
    if (topic.length === 0) continue
    // An XPUB may send on what it hears, too. Its own messages come again and again.
    const times = (seen.get(topic[0]) ?? 0) + 1
    seen.set(topic[0], times)
    if (topic[0] > 1 && times === SHOWN) return topic
  }
}

/** A connection without a subscription, and the topic of the peer's messages. */
async function unsubscribed(bench: Bench): Promise<{ topic: Buffer; session: Session }> {
  const first = await bench.handshake()
  const topic = await learnTopic(bench, first)
  if (bench.target.role === "binds") return { topic, session: await bench.handshake() }
  first.wire.send(cancellation(first, "", formFor(bench)))
  await expectEnd(bench, first)
  return { topic, session: first }
}

/** What was said last has been read, and what was sent before is out of the way. */
async function settle(bench: Bench, session: Session): Promise<void> {
  await reached(bench, session)
  await session.forget()
}

/** Nothing comes, while others get messages, or at least for a little while. */
async function expectNothingFor(bench: Bench, session: Session, why: string): Promise<void> {
  await reached(bench, session)
  if (bench.target.role === "binds") await messagesElsewhere(bench)
  await session.expectNoMessage(why)
}

/** A round comes in which nothing is sent here any more. */
async function expectEnd(bench: Bench, session: Session): Promise<void> {
  const { timeoutMs, quietMs } = session.wire.patience
  const deadline = performance.now() + timeoutMs
  do {
    await settle(bench, session)
    if (bench.target.role === "binds") await messagesElsewhere(bench)
    else await session.wire.hears(quietMs)
    if (session.wire.waiting === 0) return
  } while (performance.now() < deadline)
  throw new Deviation("no message after the end of the subscription", "they go on")
}

async function messagesElsewhere(bench: Bench): Promise<void> {
  const control = await bench.handshake()
  await learnTopic(bench, control)
  for (let i = 0; i < SHOWN; i++) await control.receiveMessage()
  await control.wire.leave()
}

async function endsAt(bench: Bench, form: Form, options: object): Promise<void> {
  const session = await bench.handshake(options)
  session.wire.send(subscription(session, "", form))
  await session.receiveMessage()
  session.wire.send(cancellation(session, "", form))
  await expectEnd(bench, session)
}

async function fateOf(bench: Bench, form: Form, options: object): Promise<unknown> {
  const session = await bench.handshake(options)
  session.wire.send(subscription(session, "", form))
  try {
    await session.receiveMessage()
    return informational("takes it")
  } catch (error) {
    if (!(error instanceof Deviation)) throw error
    return informational(session.wire.isClosed ? "closes the connection" : "ignores it")
  }
}

export const pub: Section = {
  id: "29/pub",
  title: "Publishers",
  cases: [...forms, ...matching, ...ends, ...crowds],
}
