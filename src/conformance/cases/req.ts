/**
 * 28/req: one request at a time behind an empty delimiter, to each peer in turn, and whose reply counts.
 */
import { Buffer } from "node:buffer"
import type { Bytes } from "../build.js"
import type { Applies, Case, Section } from "../case.js"
import { crowdOf, firstHeard, reached } from "../crowd.js"
import { messageText, type Session } from "../session.js"
import { Deviation, informational } from "../verdict.js"
import { variations } from "../vary.js"

const SENDS: Applies = { socketTypes: ["REQ"], habits: ["sends"] }
const REPEATS: Applies = { socketTypes: ["REQ"], habits: ["sends", "repeats"] }

const PEERS = 3
const ROUNDS = 3

const requests: readonly Case[] = [
  {
    id: "28/req/1",
    level: "MUST",
    title: "puts an empty delimiter in front of a request",
    reason: "Whoever answers finds there where the way back ends and the request begins.",
    applies: SENDS,
    alone: true,
    run: async (bench) => requestOf(await bench.handshake()),
  },
  {
    id: "28/req/2",
    level: "MUST",
    title: "sends no other request before it has a reply",
    reason: "It sends and receives in turn, one message each.",
    applies: SENDS,
    alone: true,
    async run(bench) {
      const session = await bench.handshake()
      await requestOf(session)
      await session.expectNoMessage("the request has no reply yet")
    },
  },
  {
    id: "28/req/3",
    level: "MUST",
    title: "sends requests to its peers in turn",
    reason: "That is how the work of several services is shared out.",
    applies: { ...SENDS, roles: ["binds"] },
    alone: true,
    async run(bench) {
      const sessions = await crowdOf(bench, PEERS)
      const counts = new Map<Session, number>()
      // Not all need be there for the first.
      for (let i = 0; counts.size < PEERS && i < PEERS * ROUNDS; i++) {
        counts.set(await serve(sessions), 0)
      }
      for (let i = 0; i < PEERS * ROUNDS; i++) {
        const session = await serve(sessions)
        counts.set(session, (counts.get(session) ?? 0) + 1)
      }
      const shares = [...counts.values()]
      if (shares.length === PEERS && shares.every((share) => share === ROUNDS)) return
      throw new Deviation("as many requests for each peer", shares.join(", "))
    },
  },
]

const replies: readonly Case[] = [
  {
    id: "28/req/4",
    level: "MUST",
    title: "gives all that is behind the delimiter of a reply to its program",
    reason: "The envelope is the sockets' own; the rest belongs to the programs.",
    applies: REPEATS,
    alone: true,
    async run(bench) {
      const session = await bench.handshake()
      const { random } = bench
      for (const parts of [["one"], ["a", "", "c"], ["", "x"], [random.bytes(300)]] as Bytes[][]) {
        await requestOf(session)
        session.sendMessage("", ...parts)
        await expectRequest(session, parts)
        // Each request that comes is a reply's echo; the next needs a reply of its own.
        session.sendMessage("", "go on")
      }
    },
  },
  {
    id: "28/req/5",
    level: "MUST",
    title: "does not take a reply without the delimiter",
    reason: "Replies have to begin with it; anything else is no answer to what was asked.",
    applies: REPEATS,
    alone: true,
    async run(bench) {
      for (const bad of variations(bench, [["bad"], ["bad", "worse"], ["bad", "", "worse"]])) {
        const session = await bench.handshake()
        await requestOf(session)
        session.sendMessage(...bad)
        session.sendMessage("", "good")
        // It may close as well: then nothing was taken.
        if (await session.wire.closes(session.wire.patience.quietMs)) continue
        await expectRequest(session, ["good"])
        await session.wire.leave()
      }
    },
  },
  {
    id: "28/req/6",
    level: "MUST",
    title: "takes the reply only from the peer that it asked",
    reason: "Whatever others send in the meantime answers another question, or none.",
    applies: { ...REPEATS, roles: ["binds"] },
    alone: true,
    async run(bench) {
      const sessions = await crowdOf(bench, 2)
      const asked = await firstHeard(sessions, "a request")
      await requestOf(asked)
      for (const other of sessions) {
        if (other === asked) continue
        other.sendMessage("", "wrong")
        await reached(bench, other)
      }
      asked.sendMessage("", "right")
      const next = await firstHeard(sessions, "the next request")
      await expectRequest(next, ["right"])
    },
  },
  {
    id: "28/req/7",
    level: "MAY",
    title: "what it does with a second reply to one request",
    reason:
      "Each request has one reply. Whether another that comes early is kept for the next request is not said.",
    applies: REPEATS,
    alone: true,
    async run(bench) {
      const session = await bench.handshake()
      await requestOf(session)
      session.wire.send(session.packMessage("", "first"), session.packMessage("", "second"))
      await expectRequest(session, ["first"])
      const { wire } = session
      if (!(await wire.hears())) return informational("discards it")
      const next = await session.receiveMessage()
      const isKept = next.length === 2 && String(next[1]) === "second"
      return informational(isKept ? "takes it for the reply to the next" : messageText(next))
    },
  },
]

/** The next request, without its delimiter. */
async function requestOf(session: Session): Promise<Buffer[]> {
  const [delimiter, ...request] = await session.receiveMessage("a request")
  if (delimiter.length > 0 || request.length === 0) {
    const seen = messageText([delimiter, ...request])
    throw new Deviation("an empty delimiter, and a request behind it", seen)
  }
  return request
}

async function expectRequest(session: Session, parts: readonly Bytes[]): Promise<void> {
  const request = await requestOf(session)
  const expected = parts.map((part) => Buffer.from(part))
  const isSame =
    request.length === expected.length && request.every((part, i) => part.equals(expected[i]))
  if (!isSame) throw new Deviation(messageText(expected), messageText(request))
}

/** Answers the next request, whoever of them it goes to. */
async function serve(sessions: readonly Session[]): Promise<Session> {
  const session = await firstHeard(sessions, "a request")
  await requestOf(session)
  session.sendMessage("", "reply")
  return session
}

export const req: Section = {
  id: "28/req",
  title: "REQ",
  cases: [...requests, ...replies],
}
