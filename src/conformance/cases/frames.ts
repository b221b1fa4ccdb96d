/**
 * 37/frames: flags, sizes and bodies, messages of several frames, and how all of it may be cut.
 * Most need a peer that answers: what it made of a frame shows in what it sends back.
 */
import { Buffer } from "node:buffer"
import type { Bench } from "../bench.js"
import { command, frame, LONG, message, MORE, pingData } from "../build.js"
import type { Case, Section } from "../case.js"
import { isLong, nameOf, type Frame } from "../read.js"
import type { Session } from "../session.js"
import { envelopeTo } from "../target.js"
import { Deviation, informational, type Information } from "../verdict.js"

const LARGEST_SHORT = 255
const RESERVED = 0b1111_1000

const sizes: readonly Case[] = [
  {
    id: "37/frames/1",
    level: "MUST",
    title: "takes and sends bodies of every size around the borders",
    reason: "A short size has one byte, a long one eight; each border is where a mistake would be.",
    applies: { habits: ["answers"] },
    async run(bench) {
      const session = await bench.handshake()
      for (const size of [1, 2, 127, 128, 254, 255, 256, 257, 65_535, 65_536, 1_000_000]) {
        await session.exchange(bench.random.bytes(size))
      }
    },
  },
  {
    id: "37/frames/2",
    level: "MUST",
    title: "takes and sends an empty body",
    reason: "A size of 0 is a size like any other.",
    applies: { habits: ["answers"] },
    run: async (bench) => (await bench.handshake()).exchange(""),
  },
  {
    id: "37/frames/3",
    level: "MUST",
    title: "says sizes over 255 in the long form",
    reason: "One byte has no room for them.",
    applies: { habits: ["answers"], mechanisms: ["NULL", "PLAIN"] },
    async run(bench) {
      const reply = await lastFrameOf(await bench.handshake(), bench, LARGEST_SHORT + 1)
      if (!isLong(reply)) throw new Deviation("a long size", nameOf(reply))
    },
  },
  {
    id: "37/frames/4",
    level: "SHOULD",
    title: "says sizes of up to 255 in the short form",
    reason: "Eight bytes for a number that one can hold are seven too many.",
    applies: { habits: ["answers"], mechanisms: ["NULL", "PLAIN"] },
    async run(bench) {
      const reply = await lastFrameOf(await bench.handshake(), bench, 100)
      if (isLong(reply)) throw new Deviation("a short size", `${nameOf(reply)}, in the long form`)
    },
  },
  {
    id: "37/frames/5",
    level: "MUST",
    title: "takes a long size that a short one could have said",
    reason: "Only senders are asked to be brief; the long form has no least size.",
    applies: { habits: ["answers"] },
    async run(bench) {
      const session = await bench.handshake()
      const { target } = bench
      for (const size of [0, 1, 255]) {
        const body = Buffer.alloc(size, "x")
        const envelope = envelopeTo(target.socketType).map((part) => session.pack(MORE, part))
        session.wire.send(...envelope, session.pack(0, body, { long: true }))
        await session.expectAnswer(body)
      }
    },
  },
  {
    id: "37/frames/6",
    level: "SHOULD",
    title: "closes at a size of 2^63 or more",
    reason: "The highest bit of a long size has to be 0, and nobody has such a body to send.",
    async run(bench) {
      const wire = (await bench.handshake()).wire
      wire.send(frame("x", { size: 2n ** 63n }))
      await wire.expectClosed("a size of 2^63")
    },
  },
  {
    id: "37/frames/7",
    level: "MAY",
    title: "what it does with the announcement of a body that no memory can hold",
    reason: "Such a size is allowed. A peer may refuse it, or wait for what will never come.",
    async run(bench) {
      const { wire } = await bench.handshake()
      wire.send(frame("x", { size: 2n ** 62n }))
      const closed = await wire.closes(wire.patience.quietMs)
      return informational(closed ? "closes at 2^62 bytes" : "waits for 2^62 bytes")
    },
  },
]

const flags: readonly Case[] = [
  {
    id: "37/frames/8",
    level: "MUST",
    title: "leaves the reserved flags at 0",
    reason: "Five of the eight bits are for later versions.",
    async run(bench) {
      const session = await bench.handshake()
      const frames = [...session.heard.values()]
      if (bench.target.habits.has("answers")) frames.push(await lastFrameOf(session, bench, 10))
      for (const frame of frames) {
        if ((frame.flags & RESERVED) === 0) continue
        const flags = frame.flags.toString(16).padStart(2, "0")
        throw new Deviation("flags of no more than 07", `${flags} in ${nameOf(frame)}`)
      }
    },
  },
  {
    id: "37/frames/9",
    level: "MAY",
    title: "what it does with a message whose reserved flags are set",
    reason: "They have to be 0. What is to be done with others is not said.",
    applies: { mechanisms: ["NULL", "PLAIN"] },
    run: (bench) => fateOf(bench, frame("x", { flags: 0x80 })),
  },
  {
    id: "37/frames/10",
    level: "MAY",
    title: "what it does with a command that says more is to follow",
    reason: "Commands have one frame. What is to be done with others is not said.",
    applies: { mechanisms: ["NULL", "PLAIN"] },
    run: (bench) => fateOf(bench, command("PONG", "", { flags: 5 })),
  },
  {
    id: "37/frames/11",
    level: "MUST",
    title: "closes at a message before the handshake is done",
    reason:
      "Nobody may be heard before both sides have agreed, or the mechanism would be for nothing.",
    run: (bench) =>
      bench.refuses("a message in place of a command", {
        bend: { HELLO: early, WELCOME: early, READY: early },
      }),
  },
]

const messages: readonly Case[] = [
  {
    id: "37/frames/12",
    level: "MUST",
    title: "keeps the parts of a message together, empty ones as well",
    reason: "A message is all of its frames, in order, the last of which says so.",
    applies: { habits: ["answers"] },
    async run(bench) {
      const session = await bench.handshake()
      await session.exchange("a", "b", "c")
      await session.exchange("first", "", "", "last")
      await session.exchange("long", bench.random.bytes(70_000), "")
    },
  },
  {
    id: "37/frames/13",
    level: "MUST",
    title: "takes a message of many parts",
    reason: "There is no most number of parts in the RFC.",
    applies: { habits: ["answers"] },
    async run(bench) {
      const session = await bench.handshake()
      await session.exchange(...Array.from({ length: 500 }, (_, i) => String(i)))
    },
  },
  {
    id: "37/frames/14",
    level: "MUST",
    title: "does not deliver the beginning of a message whose end never comes",
    reason: "Messages are delivered whole or not at all.",
    applies: { habits: ["answers"], roles: ["binds"] },
    async run(bench) {
      const first = await bench.handshake()
      const envelope = envelopeTo(bench.target.socketType).map((part) => first.pack(MORE, part))
      first.wire.send(...envelope, first.pack(MORE, "half"))
      await first.wire.expectNothing("the message is not over")
      await first.wire.leave()
      const second = await bench.handshake()
      await second.exchange("whole")
      await second.expectNoMessage("one message was whole")
    },
  },
  {
    id: "37/frames/15",
    level: "MUST",
    title: "keeps messages in order",
    reason: "What is sent over one connection arrives in the order in which it was sent.",
    applies: { habits: ["answers"], socketTypes: ["DEALER", "ROUTER", "PAIR"] },
    async run(bench) {
      const session = await bench.handshake()
      const texts = Array.from({ length: 200 }, (_, i) => `message ${String(i)}`)
      session.wire.send(...texts.map((text) => session.packMessage(text)))
      for (const text of texts) await session.expectAnswer(text)
    },
  },
  {
    id: "37/frames/16",
    level: "MAY",
    title: "what it does with a command between two parts of a message",
    reason:
      "By the grammar commands stand between messages. Some peers let a PING in between parts when its time has come.",
    applies: { habits: ["answers"], mechanisms: ["NULL", "PLAIN"] },
    async run(bench) {
      const session = await bench.handshake()
      const envelope = envelopeTo(bench.target.socketType).map((part) =>
        frame(part, { flags: MORE }),
      )
      const parts = [frame("a", { flags: MORE }), command("PING", pingData()), frame("b")]
      session.wire.send(...envelope, ...parts)
      return fateWithin(session.expectAnswer("a", "b"), "keeps the message together")
    },
  },
]

const cuts: readonly Case[] = [
  {
    id: "37/frames/17",
    level: "MUST",
    title: "takes a message that comes byte by byte",
    reason: "TCP has no borders: any number of bytes may come at a time.",
    applies: { habits: ["answers"] },
    async run(bench) {
      const session = await bench.handshake()
      const { socketType } = bench.target
      const body = bench.random.bytes(300)
      const bytes = session.packMessage(...envelopeTo(socketType), "first", body)
      await session.wire.sendInPieces(bytes, 1)
      await session.expectAnswer("first", body)
    },
  },
  {
    id: "37/frames/18",
    level: "MUST",
    title: "takes messages however they are cut",
    reason: "A border of what comes at a time may lie in a header as well as in a body.",
    applies: { habits: ["answers"] },
    async run(bench) {
      const session = await bench.handshake()
      const { random, target } = bench
      for (let round = 0; round < 20; round++) {
        const body = random.bytes(random.below(600))
        const bytes = session.packMessage(...envelopeTo(target.socketType), "cut", body)
        await session.wire.sendInPieces(bytes, random.cuts(bytes.length, 40))
        await session.expectAnswer("cut", body)
      }
    },
  },
  {
    id: "37/frames/19",
    level: "MUST",
    title: "takes many messages that come at once",
    reason: "What one read brings may hold any number of frames.",
    applies: { habits: ["answers"], socketTypes: ["ROUTER", "DEALER", "PAIR"] },
    async run(bench) {
      const session = await bench.handshake()
      const bodies = Array.from({ length: 100 }, () => bench.random.bytes(bench.random.below(300)))
      session.wire.send(...bodies.map((body) => session.packMessage("many", body)))
      for (const body of bodies) await session.expectAnswer("many", body)
    },
  },
]

function early(): Buffer {
  return message("too early")
}

/** The last frame of the answer to a body of this size, as it came over the wire. */
async function lastFrameOf(session: Session, bench: Bench, size: number): Promise<Frame> {
  session.sendMessage(...envelopeTo(bench.target.socketType), bench.random.bytes(size))
  for (;;) {
    const reply = await session.wire.receiveFrame("an answer")
    if ((reply.flags & ~(MORE | LONG)) === 0 && (reply.flags & MORE) === 0) return reply
    if ((reply.flags & RESERVED) !== 0) return reply
  }
}

/** What follows on these bytes after a handshake. */
async function fateOf(bench: Bench, bytes: Buffer): Promise<Information> {
  const { wire } = await bench.handshake()
  wire.send(bytes)
  const closed = await wire.closes(wire.patience.quietMs)
  return informational(closed ? "closes the connection" : "goes on")
}

async function fateWithin(awaited: Promise<unknown>, otherwise: string): Promise<Information> {
  try {
    await awaited
    return informational(otherwise)
  } catch (error) {
    if (error instanceof Deviation) return informational(error.seen)
    throw error
  }
}

export const frames: Section = {
  id: "37/frames",
  title: "Frames and messages",
  cases: [...sizes, ...flags, ...messages, ...cuts],
}
