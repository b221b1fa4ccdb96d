/**
 * 28/router: each peer has a name of its own, and gets what is for that name and nothing else.
 */
import { Buffer } from "node:buffer"
import type { Applies, Case, Section } from "../case.js"
import { crowdOf } from "../crowd.js"
import { messageText, type Session } from "../session.js"
import { Deviation, informational } from "../verdict.js"
import { notBlocked, notStarved } from "./pressure.js"

const ROUTER: Applies = { socketTypes: ["ROUTER"], habits: ["answers"] }
const BOUND: Applies = { ...ROUTER, roles: ["binds"] }

const names: readonly Case[] = [
  {
    id: "28/router/1",
    level: "MUST",
    title: "finds the way back to peers with names of 1 to 255 bytes",
    reason: "A name has up to 255 bytes, and a peer should be able to choose its own.",
    applies: BOUND,
    async run(bench) {
      for (const size of [1, 2, 5, 254, 255]) {
        const identity = Buffer.concat([Buffer.from("n"), bench.random.bytes(size - 1)])
        const session = await bench.handshake({ identity })
        await session.exchange(`named with ${String(size)} bytes`)
        await session.wire.leave()
      }
    },
  },
  {
    id: "28/router/2",
    level: "MUST",
    title: "finds the way back to peers whose names differ in one byte only",
    reason: "Names are bytes, of which none is left out or ends a text.",
    applies: BOUND,
    async run(bench) {
      const endings = ["", "\0", "\0\0", "\0a", " ", "a", "A", "\xff", "\xe4"]
      const sessions: Session[] = []
      for (const ending of endings) {
        sessions.push(await bench.handshake({ identity: `name${ending}` }))
      }
      await exchangeAll(sessions)
    },
  },
  {
    id: "28/router/3",
    level: "MUST",
    title: "gives peers without a name names of their own",
    reason: "Each peer's queue has a name that is no other's, also when the peer says none.",
    applies: BOUND,
    run: async (bench) => exchangeAll(await crowdOf(bench, 10)),
  },
  {
    id: "28/router/4",
    level: "MUST",
    title: "does not give one peer what is for another that has said the same name",
    reason:
      "Names are unique: one of the two can have it, and the other gets none of its messages.",
    applies: BOUND,
    async run(bench) {
      const first = await bench.handshake({ identity: "the same" })
      await first.exchange("first")
      const second = await bench.handshake({ identity: "the same" }).catch(notLetIn)
      const texts = Array.from({ length: 10 }, (_, i) => `for the first ${String(i)}`)
      first.wire.send(...texts.map((text) => first.packMessage(text)))
      await second?.expectNoMessage("these are answers to the other peer").catch(unlessClosed)
      if (first.wire.isClosed) return
      for (const text of texts) await first.expectAnswer(text).catch(unlessClosed)
    },
  },
  {
    id: "28/router/5",
    level: "MAY",
    title: "what it does with a peer that says another's name",
    reason: "Names have to be unique. Who loses, the old peer or the new one, is not said.",
    applies: BOUND,
    async run(bench) {
      const first = await bench.handshake({ identity: "same name" })
      await first.exchange("first")
      const second = await bench.handshake({ identity: "same name" }).catch(notLetIn)
      const isServed = await answers(second, "second")
      const isStillServed = await answers(first, "first again", first.wire.patience.timeoutMs)
      if (isServed) return informational(isStillServed ? "serves both" : "serves the new one")
      return informational(isStillServed ? "serves the old one" : "serves neither")
    },
  },
  {
    id: "28/router/6",
    level: "MUST",
    title: "lets a peer have the name of one that has left",
    reason:
      "The queue of who leaves is destroyed, and so its name is free: programs that start anew keep theirs.",
    applies: BOUND,
    async run(bench) {
      for (let i = 0; i < 3; i++) {
        const session = await bench.handshake({ identity: "comes again" })
        await session.exchange(`time ${String(i)}`)
        await session.wire.leave()
      }
    },
  },
  {
    id: "28/router/7",
    level: "MAY",
    title: "what it does with a name that begins with a zero byte",
    reason: "Such names are the routers' own; senders must not say them. What to do is not said.",
    applies: BOUND,
    async run(bench) {
      const identity = Buffer.from([0, 1, 2, 3, 4])
      const session = await bench.handshake({ identity }).catch(notLetIn)
      return informational((await answers(session, "hello")) ? "serves it" : "does not serve it")
    },
  },
]

const messages: readonly Case[] = [
  {
    id: "28/router/8",
    level: "MUST",
    title: "leaves a message as it is, the envelope of a REQ as well",
    reason: "It takes the peer's name off and puts it on; the rest is the program's.",
    applies: BOUND,
    async run(bench) {
      const dealer = await bench.handshake()
      await dealer.exchange("", "behind a delimiter")
      await dealer.exchange("hop", "another hop", "", "body", "")
      await dealer.exchange("")
      const req = await bench.handshake({ socketType: "REQ" })
      await req.exchange("", "question")
    },
  },
  {
    id: "28/router/9",
    level: "MUST",
    title: "keeps the order of each peer's messages when many have some",
    reason: "Messages between two peers are delivered in order, whatever others do.",
    applies: BOUND,
    async run(bench) {
      const sessions = await crowdOf(bench, 5)
      const texts = Array.from({ length: 50 }, (_, i) => String(i))
      for (const session of sessions) {
        session.wire.send(...texts.map((text) => session.packMessage("number", text)))
      }
      for (const session of sessions) {
        for (const text of texts) await session.expectAnswer("number", text)
      }
    },
  },
  {
    id: "28/router/10",
    level: "MUST",
    title: "goes on when a peer has left without waiting for its answer",
    reason: "A message for a name that nobody has is dropped.",
    applies: BOUND,
    async run(bench) {
      for (let i = 0; i < 10; i++) {
        const session = await bench.handshake({ identity: `gone ${String(i)}` })
        session.sendMessage("question")
        await session.wire.sent()
        session.wire.destroy()
      }
      await bench.accepts({})
    },
  },
  {
    id: "28/router/11",
    level: "SHOULD",
    title: "serves a peer while another sends without end",
    reason: "Messages are taken from all peers in turn.",
    applies: BOUND,
    alone: true,
    run: (bench) => notStarved(bench),
  },
  {
    id: "28/router/12",
    level: "MUST",
    title: "serves a peer while another does not read",
    reason: "Sending does not block: what there is no room for is dropped.",
    applies: BOUND,
    alone: true,
    patience: 3,
    run: (bench) => notBlocked(bench),
  },
]

/** Each sends something of its own before any of them gets an answer. */
async function exchangeAll(sessions: readonly Session[]): Promise<void> {
  sessions.forEach((session, i) => {
    session.sendMessage(`of ${String(i)}`)
  })
  for (const [i, session] of sessions.entries()) await session.expectAnswer(`of ${String(i)}`)
  for (const session of sessions) {
    if (session.wire.waiting === 0) continue
    throw new Deviation("one answer for each", messageText(await session.receiveMessage()))
  }
}

async function answers(session: Session | null, text: string, withinMs?: number): Promise<boolean> {
  if (session === null) return false
  session.sendMessage(text)
  if (!(await session.wire.hears(withinMs))) return false
  await session.expectAnswer(text)
  return true
}

function notLetIn(error: unknown): null {
  if (error instanceof Deviation) return null
  throw error
}

/** Of two with the same name one may have been closed. */
function unlessClosed(error: unknown): void {
  if (error instanceof Deviation && /closed/.test(error.seen)) return
  throw error
}

export const router: Section = { id: "28/router", title: "ROUTER", cases: [...names, ...messages] }
