/**
 * 28/rep: the way back in front of a request is kept and said again; each client gets its own replies.
 */
import { Buffer } from "node:buffer"
import { bytesOf, type Bytes } from "../build.js"
import type { Applies, Case, Section } from "../case.js"
import { crowdOf } from "../crowd.js"
import { messageText, type Session } from "../session.js"
import { Deviation, informational } from "../verdict.js"
import { notBlocked, notStarved } from "./pressure.js"

const REP: Applies = { socketTypes: ["REP"], habits: ["answers"] }
const BOUND: Applies = { ...REP, roles: ["binds"] }

const MANY_HOPS = 20

const envelopes: readonly Case[] = [
  {
    id: "28/rep/1",
    level: "MUST",
    title: "answers with the delimiter of the request, and one reply behind it",
    reason: "The client's socket looks for it, and takes what is behind.",
    applies: REP,
    async run(bench) {
      const session = await bench.handshake()
      await expectReply(session, [""], ["question"])
      await session.expectNoMessage("one request has one reply")
    },
  },
  {
    id: "28/rep/2",
    level: "MUST",
    title: "says the whole way back again, whatever hops it has",
    reason: "Each hop on the way put a name there by which it finds where the reply goes next.",
    applies: REP,
    async run(bench) {
      const session = await bench.handshake()
      const { random } = bench
      const automatic = Buffer.concat([Buffer.alloc(1), random.bytes(4)])
      await expectReply(session, ["hop", ""], ["question"])
      await expectReply(session, [automatic, "second", ""], ["question"])
      await expectReply(session, [random.bytes(255), random.bytes(1), ""], ["question", "more"])
      const hops = Array.from({ length: MANY_HOPS }, (_, i) => `hop ${String(i)}`)
      await expectReply(session, [...hops, ""], ["question"])
    },
  },
  {
    id: "28/rep/3",
    level: "MUST",
    title: "takes the first empty part for the delimiter, and later ones for what is asked",
    reason: "A request may have empty parts of its own, also in front.",
    applies: REP,
    async run(bench) {
      const session = await bench.handshake()
      await expectReply(session, [""], ["", "question"])
      await expectReply(session, ["hop", ""], ["", "", "question", ""])
      await expectReply(session, [""], [""])
    },
  },
  {
    id: "28/rep/4",
    level: "SHOULD",
    title: "discards what has no delimiter, and goes on",
    reason: "Without it there is no telling the way back from the request.",
    applies: REP,
    async run(bench) {
      const session = await bench.handshake()
      session.sendMessage("nothing")
      session.sendMessage("nothing", "at", "all")
      await expectReply(session, [""], ["question"])
      await session.expectNoMessage("only one message was a request")
    },
  },
  {
    id: "28/rep/5",
    level: "MAY",
    title: "what it does with a request of nothing but the way back",
    reason: "At least one part has to follow the delimiter. What to do without one is not said.",
    applies: REP,
    async run(bench) {
      const session = await bench.handshake()
      session.sendMessage("hop", "")
      session.sendMessage("", "question")
      const reply = await session.receiveMessage()
      return informational(reply.length > 2 || reply[0].length > 0 ? "answers it" : "discards it")
    },
  },
]

const clients: readonly Case[] = [
  {
    id: "28/rep/6",
    level: "MUST",
    title: "answers requests that come at once, each once and in their order",
    reason: "A client behind a DEALER need not wait for one reply before it asks again.",
    applies: REP,
    async run(bench) {
      const session = await bench.handshake()
      const texts = Array.from({ length: 100 }, (_, i) => `question ${String(i)}`)
      session.wire.send(...texts.map((text) => session.packMessage("hop", "", text)))
      for (const text of texts) await takeReply(session, ["hop", ""], [text])
      await session.expectNoMessage("each request has one reply")
    },
  },
  {
    id: "28/rep/7",
    level: "MUST",
    title: "gives each client its own replies",
    reason: "What one has asked is nobody else's business, whatever their envelopes say.",
    applies: BOUND,
    async run(bench) {
      const sessions = await crowdOf(bench, 5)
      for (let round = 0; round < 10; round++) {
        const texts = sessions.map((_, i) => `question ${String(round)} of ${String(i)}`)
        sessions.forEach((session, i) => {
          session.sendMessage("same hop", "", texts[i])
        })
        for (const [i, session] of sessions.entries()) {
          await takeReply(session, ["same hop", ""], [texts[i]])
        }
      }
    },
  },
  {
    id: "28/rep/8",
    level: "MUST",
    title: "goes on when a client has left without waiting for its reply",
    reason: "The reply is discarded; the next request has to be answered all the same.",
    applies: BOUND,
    async run(bench) {
      for (let i = 0; i < 10; i++) {
        const session = await bench.handshake()
        session.sendMessage("", "question")
        await session.wire.sent()
        session.wire.destroy()
      }
      const session = await bench.handshake()
      await expectReply(session, [""], ["still there?"])
    },
  },
  {
    id: "28/rep/9",
    level: "SHOULD",
    title: "serves a client while another asks without end",
    reason: "Requests are taken from all clients in turn.",
    applies: BOUND,
    alone: true,
    run: (bench) => notStarved(bench),
  },
  {
    id: "28/rep/10",
    level: "MUST",
    title: "serves a client while another does not read its replies",
    reason: "Sending does not block: replies that there is no room for are discarded.",
    applies: BOUND,
    alone: true,
    patience: 3,
    run: (bench) => notBlocked(bench),
  },
]

async function expectReply(
  session: Session,
  wayBack: readonly Bytes[],
  request: readonly Bytes[],
): Promise<void> {
  session.sendMessage(...wayBack, ...request)
  await takeReply(session, wayBack, request)
}

/** The reply's envelope has to be the same; the program may put something in front of the first part behind it. */
async function takeReply(
  session: Session,
  wayBack: readonly Bytes[],
  request: readonly Bytes[],
): Promise<void> {
  const expected = [...wayBack, ...request].map(bytesOf)
  const reply = await session.receiveMessage("a reply")
  const isSame = (part: Buffer, i: number): boolean =>
    i === wayBack.length
      ? part.subarray(part.length - expected[i].length).equals(expected[i])
      : part.equals(expected[i])
  if (reply.length === expected.length && reply.every(isSame)) return
  throw new Deviation(messageText(expected), messageText(reply))
}

export const rep: Section = { id: "28/rep", title: "REP", cases: [...envelopes, ...clients] }
