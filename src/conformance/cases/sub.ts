/**
 * 29/sub: a SUB or XSUB tells each publisher what it wants, in the form the publisher's version has, and only that.
 */
import type { Bench } from "../bench.js"
import type { Applies, Case, Section } from "../case.js"
import type { HandshakeOptions } from "../handshake.js"
import { topicsOf, wishesOf, type Form, type Wish } from "../subscribing.js"
import { Deviation, informational, Unimplemented } from "../verdict.js"

const SUBSCRIBER: Applies = { socketTypes: ["SUB", "XSUB"], habits: ["subscribes"] }
const SUB: Applies = { ...SUBSCRIBER, socketTypes: ["SUB"] }
const OLD = { greeting: { version: [3, 0] as const } }

const said: readonly Case[] = [
  {
    id: "29/sub/1",
    level: "MUST",
    title: "subscribes with the command SUBSCRIBE at a publisher of ZMTP 3.1",
    reason: "Messages are filtered by the publisher, so it has to be told; in 3.1 by this command.",
    applies: SUBSCRIBER,
    async run(bench) {
      if (bench.observed.version[1] === 0) throw new Unimplemented("it announces ZMTP 3.0")
      await subscriptionsOf(bench, "command", {})
    },
  },
  {
    id: "29/sub/2",
    level: "SHOULD",
    title: "subscribes with messages that begin with 01 at a publisher of ZMTP 3.0",
    reason: "Publishers of that version do not know the command.",
    applies: SUBSCRIBER,
    run: (bench) => subscriptionsOf(bench, "message", OLD),
  },
  {
    id: "29/sub/3",
    level: "MUST",
    title: "says nothing but subscriptions when it connects",
    reason: "There is nothing else to say yet; and each is a wish for more, not the end of one.",
    applies: SUBSCRIBER,
    async run(bench) {
      const wishes = await wishesOf(bench, await bench.handshake())
      const end = wishes.find(({ subscribes }) => !subscribes)
      if (end === undefined) return
      throw new Deviation(
        "subscriptions",
        `the end of one to ${topicsOf([{ ...end, subscribes: true }])}`,
      )
    },
  },
  {
    id: "29/sub/4",
    level: "MUST",
    title: "tells each of several publishers the same",
    reason: "A subscription is for all of the socket's publishers.",
    applies: { ...SUBSCRIBER, roles: ["binds"] },
    async run(bench) {
      const [one, other] = [await bench.handshake(), await bench.handshake()]
      expectSame(await wishesOf(bench, one), await wishesOf(bench, other))
    },
  },
  {
    id: "29/sub/5",
    level: "MUST",
    title: "says its subscriptions again when it comes back after the connection broke",
    reason: "The publisher has forgotten them: subscriptions end with their connection.",
    applies: { ...SUBSCRIBER, roles: ["connects"] },
    async run(bench) {
      const first = await bench.handshake()
      const wishes = await wishesOf(bench, first)
      first.wire.destroy()
      expectSame(wishes, await wishesOf(bench, await bench.handshake()))
    },
  },
]

const both: readonly Case[] = [
  {
    id: "29/sub/9",
    level: "MUST",
    title: "subscribes to the same at a publisher of ZMTP 3.0 as at one of 3.1",
    reason:
      "The form is another, what is wanted is not. In the older form a topic of 255 bytes is the first that needs a long frame: let the peer subscribe to one to have that seen.",
    applies: SUBSCRIBER,
    async run(bench) {
      const first = await bench.handshake()
      const wishes = await wishesOf(bench, first)
      await first.wire.leave()
      expectSame(wishes, await wishesOf(bench, await bench.handshake(OLD)))
    },
  },
]

const heard: readonly Case[] = [
  {
    id: "29/sub/6",
    level: "MUST",
    title: "sends no messages of its own",
    reason: "A SUB only receives.",
    applies: SUB,
    async run(bench) {
      const session = await bench.handshake()
      await wishesOf(bench, session)
      session.sendMessage("anything")
      await session.expectNoMessage("it has nothing to send")
    },
  },
  {
    id: "29/sub/7",
    level: "MUST",
    title: "goes on after messages that it has not subscribed to",
    reason:
      "A publisher may send all to all; what does not match is none of the program's business.",
    applies: SUBSCRIBER,
    async run(bench) {
      const session = await bench.handshake()
      session.sendMessage(bench.random.bytes(40))
      session.sendMessage("")
      session.sendMessage("", "", "")
      session.sendMessage("many", "parts", bench.random.bytes(70_000))
      await session.expectServed(bench.observed)
    },
  },
  {
    id: "29/sub/8",
    level: "MAY",
    title: "what it does with a SUBSCRIBE that comes from the publisher",
    reason: "Subscriptions go the other way. What is to be done is not said.",
    applies: SUB,
    async run(bench) {
      const session = await bench.handshake()
      await wishesOf(bench, session)
      session.sendCommand("SUBSCRIBE", "alpha")
      const closed = await session.wire.closes(session.wire.patience.quietMs)
      return informational(closed ? "closes the connection" : "goes on")
    },
  },
]

/** At least one comes, and all are in this form. */
async function subscriptionsOf(bench: Bench, form: Form, options: HandshakeOptions): Promise<void> {
  const wishes = await wishesOf(bench, await bench.handshake(options))
  const other = wishes.find((wish) => wish.form !== form)
  if (other !== undefined) throw new Deviation(`subscriptions as a ${form}`, `a ${other.form}`)
}

function expectSame(first: readonly Wish[], second: readonly Wish[]): void {
  if (topicsOf(first) === topicsOf(second)) return
  throw new Deviation(`subscriptions to ${topicsOf(first)}`, `to ${topicsOf(second)}`)
}

export const sub: Section = {
  id: "29/sub",
  title: "Subscribers",
  cases: [...said, ...heard, ...both],
}
