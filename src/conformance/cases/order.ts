/**
 * 37/order: messages come in the order in which they were sent, whole, and once.
 */
import { Buffer } from "node:buffer"
import type { Bench } from "../bench.js"
import { MORE, pingData } from "../build.js"
import type { Case, Section } from "../case.js"
import { hasMore, isCommand, nameOf } from "../read.js"
import type { Session } from "../session.js"
import { envelopeTo } from "../target.js"
import { Deviation } from "../verdict.js"

const CONNECTIONS = 5
const MESSAGES = 40
/** More than what the systems of both sides keep of a connection that is not read, in parts of this size. */
const PART_BYTES = 256 * 1024
const PARTS = 64

const order: readonly Case[] = [
  {
    id: "37/order/1",
    level: "MUST",
    title: "keeps messages of all sizes in order",
    reason: "All messages between two peers come in order, those that are quickly read as well.",
    applies: { habits: ["answers"], socketTypes: ["DEALER", "ROUTER", "PAIR"] },
    async run(bench) {
      const session = await bench.handshake()
      const sizes = [0, 1, 255, 256, 8192, 65_535, 65_536, 100_000]
      const bodies = Array.from({ length: MESSAGES }, () =>
        bench.random.bytes(bench.random.pick(sizes)),
      )
      session.wire.send(...bodies.map((body, i) => session.packMessage(`sized ${String(i)}`, body)))
      for (const [i, body] of bodies.entries()) {
        await session.expectAnswer(`sized ${String(i)}`, body)
      }
    },
  },
  {
    id: "37/order/2",
    level: "MUST",
    title: "keeps messages of one and of many parts in order",
    reason: "All messages between two peers come in order, whatever they are made of.",
    applies: { habits: ["answers"], socketTypes: ["DEALER", "ROUTER", "PAIR"] },
    async run(bench) {
      const session = await bench.handshake()
      const messages = Array.from({ length: MESSAGES }, (_, i) =>
        Array.from({ length: 1 + bench.random.below(9) }, (_unused, part) =>
          part === 0 ? `parts ${String(i)}` : String(part),
        ),
      )
      session.wire.send(...messages.map((parts) => session.packMessage(...parts)))
      for (const parts of messages) await session.expectAnswer(...parts)
    },
  },
  {
    id: "37/order/3",
    level: "MUST",
    title: "keeps the messages of each of several connections in order",
    reason:
      "Between connections there is no order; on each there is, and answers go where they belong.",
    applies: { habits: ["answers"], socketTypes: ["ROUTER", "REP"], roles: ["binds"] },
    async run(bench) {
      const sessions: Session[] = []
      for (let i = 0; i < CONNECTIONS; i++) sessions.push(await bench.handshake())
      const textOf = (i: number, n: number) => `${String(i)} says ${String(n)}`
      for (let n = 0; n < MESSAGES; n++) {
        for (const [i, session] of sessions.entries()) {
          session.sendMessage(...envelopeTo(bench.target.socketType), textOf(i, n))
        }
      }
      for (const [i, session] of sessions.entries()) {
        for (let n = 0; n < MESSAGES; n++) await session.expectAnswer(textOf(i, n))
      }
    },
  },
  {
    id: "37/order/4",
    level: "MUST",
    title: "delivers a message once",
    reason: "A message SHALL NOT be delivered more than once to any peer.",
    applies: { habits: ["answers"] },
    async run(bench) {
      const session = await bench.handshake()
      for (let n = 0; n < MESSAGES; n++) await session.exchange(`once ${String(n)}`)
      await session.expectNoMessage("each message was answered")
    },
  },
]

const whole: readonly Case[] = [
  {
    id: "37/order/5",
    level: "MUST",
    title: "does not mix the parts of messages that come in at the same time",
    reason: "A message is delivered whole, whatever comes over other connections meanwhile.",
    applies: { habits: ["answers"], socketTypes: ["ROUTER", "REP"], roles: ["binds"] },
    async run(bench) {
      const sessions: Session[] = []
      for (let i = 0; i < CONNECTIONS; i++) sessions.push(await bench.handshake())
      const parts = ["a", "b", "c", "d"]
      for (const session of sessions) sendEnvelope(bench, session)
      for (const part of parts) {
        const flags = part === "d" ? 0 : MORE
        for (const [i, session] of sessions.entries()) {
          session.wire.send(session.pack(flags, `${part} of ${String(i)}`))
          await session.wire.sent()
        }
      }
      for (const [i, session] of sessions.entries()) {
        await session.expectAnswer(...parts.map((part) => `${part} of ${String(i)}`))
      }
    },
  },
  {
    id: "37/order/6",
    level: "MUST",
    title: "serves others while a message is not over, and delivers it when it is",
    reason: "How long a message takes is up to its sender. It concerns nobody else.",
    applies: { habits: ["answers"], socketTypes: ["ROUTER", "REP"], roles: ["binds"] },
    async run(bench) {
      const slow = await bench.handshake()
      sendEnvelope(bench, slow)
      slow.wire.send(slow.pack(MORE, "first"))
      const other = await bench.handshake()
      for (let n = 0; n < 5; n++) await other.exchange(`meanwhile ${String(n)}`)
      await slow.expectNoMessage("the message is not over")
      slow.wire.send(slow.pack(0, "last"))
      await slow.expectAnswer("first", "last")
    },
  },
  {
    id: "37/order/7",
    level: "MUST",
    title: "delivers nothing of a message whose last part breaks off",
    reason: "All the frames of a message are delivered, or none, and half a frame is none.",
    applies: { habits: ["answers"], roles: ["binds"] },
    async run(bench) {
      const first = await bench.handshake()
      const bytes = first.packMessage(
        ...envelopeTo(bench.target.socketType),
        "half",
        "of a message",
      )
      first.wire.send(bytes.subarray(0, -1))
      await first.wire.expectNothing("the message is not over")
      await first.wire.leave()
      const second = await bench.handshake()
      await second.exchange("whole")
      await second.expectNoMessage("one message was whole")
    },
  },
  {
    id: "37/order/8",
    level: "MUST",
    title: "sends its messages whole, with nothing between the parts",
    reason:
      "By the grammar a message is its frames, one after the other, and ends with one without MORE.",
    applies: { habits: ["sends"] },
    async run(bench) {
      const session = await bench.handshake()
      const { socketType } = bench.target
      if (socketType === "PUB" || socketType === "XPUB") subscribe(bench, session)
      let isWithin = false
      for (let n = 0; n < MESSAGES; n++) {
        if (bench.observed.answersPing) session.sendCommand("PING", pingData())
        const frame = await session.receive("a frame of a message")
        if (isCommand(frame) && isWithin) throw between(nameOf(frame))
        if (!isCommand(frame)) isWithin = hasMore(frame)
        // A REQ waits for its reply.
        if (socketType === "REQ" && !isCommand(frame) && !isWithin) break
      }
    },
  },
  {
    id: "37/order/9",
    level: "MUST",
    title: "says nothing between the parts of a message that it can only send slowly",
    reason:
      "By the grammar a message is its frames, one after the other, and an answer to PING comes before or after.",
    applies: { habits: ["answers"], mechanisms: ["NULL", "PLAIN"] },
    alone: true,
    patience: 3,
    async run(bench) {
      const session = await bench.handshake()
      bench.needsPing()
      const part = Buffer.alloc(PART_BYTES, "x")
      const parts = ["slow", ...Array.from({ length: PARTS }, () => part)]
      session.sendMessage(...envelopeTo(bench.target.socketType), ...parts)
      await session.wire.hears(session.wire.patience.timeoutMs)
      // The answer has begun, and is more than can be sent before we read on.
      session.wire.stopReading()
      session.sendCommand("PING", pingData(0, "between"))
      await session.wire.expectOpen("it has an answer to send")
      session.wire.read()
      for (let hasBegun = false, isOver = false; !isOver;) {
        const frame = await session.wire.receiveFrame("an answer")
        if (isCommand(frame) && hasBegun) throw between(nameOf(frame))
        hasBegun ||= !isCommand(frame)
        isOver = !isCommand(frame) && !hasMore(frame)
      }
    },
  },
]

/** Begins a message with what has to be in front of it. */
function sendEnvelope(bench: Bench, session: Session): void {
  for (const part of envelopeTo(bench.target.socketType))
    session.wire.send(session.pack(MORE, part))
}

/** We want all that a publisher has to say. */
function subscribe(bench: Bench, session: Session): void {
  const [major, minor] = bench.observed.version
  if (major === 3 && minor === 0) session.sendMessage("\x01")
  else session.sendCommand("SUBSCRIBE")
}

function between(what: string): Deviation {
  return new Deviation("nothing between the parts of a message", what)
}

export const ordering: Section = {
  id: "37/order",
  title: "Order and atomicity",
  cases: [...order, ...whole],
}
