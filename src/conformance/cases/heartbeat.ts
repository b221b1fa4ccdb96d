/**
 * 37/heartbeat: PING, PONG, and the time after which a silent peer is given up.
 */
import { Buffer } from "node:buffer"
import type { Bench } from "../bench.js"
import { MORE, pingData, type Bytes } from "../build.js"
import type { Case, Section } from "../case.js"
import { fateWithin } from "../fate.js"
import { shown } from "../read.js"
import type { Session } from "../session.js"
import { envelopeTo } from "../target.js"
import { Deviation, informational, Skipped } from "../verdict.js"

const LARGEST_CONTEXT = 16
const TTL_BYTES = 2
const MS_PER_DECISECOND = 100
/** What is well within a TTL of a minute and more, and more than any that is read wrong. */
const EARLY_MS = 300
/** How often something is said to stay alive. */
const TALKS = 7
/** How far two clocks may be apart. */
const CLOCK_MS = 10

const answers: readonly Case[] = [
  {
    id: "37/heartbeat/1",
    level: "MUST",
    title: "answers PING with PONG, whatever the size of the context",
    reason: "A PONG gives back the context of its PING, all of it and nothing else.",
    async run(bench) {
      const session = await pinged(bench)
      for (let size = 0; size <= LARGEST_CONTEXT; size++) {
        const context = bench.random.bytes(size)
        expectContext(context, (await session.ping(context)).data)
      }
    },
  },
  {
    id: "37/heartbeat/2",
    level: "MUST",
    title: "gives back contexts of zeros and of ff",
    reason: "A context is bytes of any value, and as long as what is left of the command.",
    async run(bench) {
      const session = await pinged(bench)
      for (const size of [1, LARGEST_CONTEXT]) {
        for (const byte of [0x00, 0xff]) {
          const context = Buffer.alloc(size, byte)
          expectContext(context, (await session.ping(context)).data)
        }
      }
    },
  },
  {
    id: "37/heartbeat/3",
    level: "MUST",
    title: "answers each of many PINGs that come at once",
    reason: "A PING is answered with a PONG: as many of the one as of the other.",
    async run(bench) {
      const session = await pinged(bench)
      const contexts = Array.from({ length: 20 }, (_, i) => `ping ${String(i)}`)
      session.wire.send(...contexts.map((it) => session.packCommand("PING", pingData(0, it))))
      const seen: string[] = []
      while (seen.length < contexts.length) {
        seen.push((await session.receiveCommand("PONG")).data.toString("latin1"))
      }
      const lacking = contexts.filter((context) => !seen.includes(context))
      if (lacking.length === 0) return
      throw new Deviation("a PONG for each PING", `none for "${lacking.join('", "')}"`)
    },
  },
  {
    id: "37/heartbeat/4",
    level: "MUST",
    title: "answers a PING that asks for any time to live",
    reason: "The time is a hint to whoever gets the PING. It has no part in the answer.",
    async run(bench) {
      const session = await pinged(bench)
      for (const ttl of [600, 0x7fff, 0x8000, 0xffff, 0]) {
        session.sendCommand("PING", pingData(ttl, "time"))
        expectContext("time", (await session.receiveCommand("PONG")).data)
      }
    },
  },
  {
    id: "37/heartbeat/5",
    level: "MUST",
    title: "never says a context of more than 16 bytes",
    reason: "Contexts have up to 16 bytes in PONG as well. Who sends more gets less, or no answer.",
    applies: { roles: ["binds"] },
    async run(bench) {
      for (const size of [17, 100, 300]) {
        const session = await pinged(bench)
        session.sendCommand("PING", pingData(0, Buffer.alloc(size, "x")))
        session.sendCommand("PING", pingData(0, "next"))
        const said = await firstPong(session)
        if (said !== null && said.length > LARGEST_CONTEXT) {
          const expected = `no more than 16 of a context of ${String(size)} bytes`
          throw new Deviation(expected, `${String(said.length)} bytes`)
        }
        await session.wire.leave()
      }
    },
  },
  {
    id: "37/heartbeat/6",
    level: "MAY",
    title: "what it does with a context of more than 16 bytes",
    reason: "It MUST not be said. What is to be done with one is not.",
    async run(bench) {
      const session = await pinged(bench)
      session.sendCommand("PING", pingData(0, "0123456789abcdefg"))
      session.sendCommand("PING", pingData(0, "next"))
      const said = await firstPong(session)
      if (said === null) return informational("closes the connection")
      if (said.toString("latin1") === "next") return informational("does not answer it")
      return informational(`answers with ${String(said.length)} bytes, "${shown(said)}"`)
    },
  },
  {
    id: "37/heartbeat/7",
    level: "SHOULD",
    title: "closes at a PING without its whole TTL",
    reason: "The two bytes have to be there. A peer that reads them all the same reads others.",
    applies: { roles: ["binds"] },
    async run(bench) {
      for (const data of ["", "\0"]) {
        const session = await pinged(bench)
        session.sendCommand("PING", data)
        await session.wire.expectClosed(`a TTL of ${String(data.length)} bytes`)
      }
    },
  },
  {
    id: "37/heartbeat/8",
    level: "SHOULD",
    title: "lets PONGs be that answer nothing",
    reason: "Any traffic is a sign of life, and a PONG that nobody has asked for no less.",
    async run(bench) {
      const session = await bench.handshake()
      for (const context of ["", "unasked", Buffer.alloc(LARGEST_CONTEXT, 0xff)]) {
        session.sendCommand("PONG", context)
      }
      await session.expectServed(bench.observed)
    },
  },
  {
    id: "37/heartbeat/9",
    level: "MAY",
    title: "what it does with a PING between two parts of a message",
    reason: "By the grammar commands stand between messages. Who sends a long one may want to ask.",
    applies: { habits: ["answers"] },
    async run(bench) {
      const session = await pinged(bench)
      const envelope = envelopeTo(bench.target.socketType).map((part) => session.pack(MORE, part))
      session.wire.send(...envelope, session.pack(MORE, "a"))
      session.sendCommand("PING", pingData(0, "between"))
      const pong = await fateWithin(session.receiveCommand("PONG"), "answers it")
      session.wire.send(session.pack(0, "b"))
      const message = await fateWithin(session.expectAnswer("a", "b"), "keeps the message together")
      return informational(`${pong.text}; ${message.text}`)
    },
  },
]

const times: readonly Case[] = [
  {
    id: "37/heartbeat/10",
    level: "SHOULD",
    title: "gives up a peer that is silent for as long as its PING says",
    reason: "Whoever sends a TTL asks to be taken for dead when nothing has come for so long.",
    async run(bench) {
      const { wire } = await withTtl(bench, 1)
      if (await wire.closes()) return
      const seen = `it is still open after ${String(wire.patience.timeoutMs)} ms`
      throw new Deviation("closes the connection 0.1 s after the last traffic", seen)
    },
  },
  {
    id: "37/heartbeat/11",
    level: "MUST",
    title: "gives a peer all of the time that its PING says",
    reason: "A TTL counts tenths of a second.",
    async run(bench) {
      const ttl = 3
      const begin = performance.now()
      const { wire } = await withTtl(bench, ttl)
      await wire.closes(ttl * MS_PER_DECISECOND)
      // Counted from when we said it: who hears it later has to wait longer.
      const ms = performance.now() - begin
      if (wire.isClosed && ms < ttl * MS_PER_DECISECOND - CLOCK_MS) throw tooEarly(ttl, ms)
    },
  },
  {
    id: "37/heartbeat/12",
    level: "MUST",
    title: "takes a TTL for a number of 16 bits, and tenths of a second",
    reason:
      "The longest time is that of 65535, nearly two hours. In milliseconds it takes more than 16 bits.",
    async run(bench) {
      for (const ttl of bench.target.role === "binds" ? [656, 1311, 0x8000, 0xffff] : [656]) {
        const { wire } = await withTtl(bench, ttl)
        if (await wire.closes(EARLY_MS)) throw tooEarly(ttl, EARLY_MS)
        await wire.leave()
      }
    },
  },
  {
    id: "37/heartbeat/13",
    level: "MUST",
    title: "takes a TTL of 0 for none",
    reason: "A time to live may be zero: then nothing is asked for.",
    async run(bench) {
      const session = await withTtl(bench, 0)
      await session.wire.expectOpen("a TTL of 0 asks for nothing")
      await session.expectServed(bench.observed)
    },
  },
  {
    id: "37/heartbeat/14",
    level: "SHOULD",
    title: "takes any traffic for a sign of life",
    reason: "PONG may have to wait behind messages. The time begins anew with whatever comes.",
    async run(bench) {
      const ttl = 6
      const begin = performance.now()
      const session = await withTtl(bench, ttl)
      const longestMs = await keepTalking(session, begin, 200)
      if (!session.wire.isClosed) return
      if (longestMs > ttl * MS_PER_DECISECOND * 0.8) {
        throw new Skipped(`this machine said nothing for ${longestMs.toFixed(0)} ms itself`)
      }
      const expected = `keeps a connection with traffic, whose TTL is ${String(ttl)}`
      throw new Deviation(expected, `it was closed, with pauses of ${longestMs.toFixed(0)} ms`)
    },
  },
  {
    id: "37/heartbeat/15",
    level: "MAY",
    title: "what it does when a second PING asks for no time",
    reason: "Whether a later PING takes back what an earlier one asked for is not said.",
    async run(bench) {
      const session = await withTtl(bench, 3)
      await session.ping()
      const closed = await session.wire.closes(2 * EARLY_MS)
      return informational(closed ? "gives it up all the same" : "no longer gives it up")
    },
  },
]

const own: readonly Case[] = [
  {
    id: "37/heartbeat/16",
    level: "MUST",
    title: "sends PINGs of a TTL and up to 16 bytes of context",
    reason: "That is all there is to a PING.",
    applies: { habits: ["pings"] },
    async run(bench) {
      const session = await listening(bench)
      const { data } = await session.receiveCommand("PING")
      if (data.length >= TTL_BYTES && data.length <= TTL_BYTES + LARGEST_CONTEXT) return
      throw new Deviation("2 to 18 bytes behind the name", `${String(data.length)} bytes`)
    },
  },
  {
    id: "37/heartbeat/17",
    level: "MUST",
    title: "sends no PING before the handshake is done",
    reason: "PING may be sent at any time after the handshake. Before, it belongs to none.",
    applies: { habits: ["pings"] },
    async run(bench) {
      const { mechanism, side } = bench.target
      const until = mechanism !== "NULL" && side === "server" ? "INITIATE" : "READY"
      const { wire } = await bench.handshake({ until })
      while (await wire.hears(EARLY_MS)) {
        const { body } = await wire.receiveFrame()
        if (!body.includes("\x04PING")) continue
        throw new Deviation("no PING before the handshake is done", shown(body))
      }
    },
  },
  {
    id: "37/heartbeat/18",
    level: "SHOULD",
    title: "gives up a peer from which nothing comes after its PING",
    reason: "A connection is dead when a PING has gone out and no traffic comes for some time.",
    applies: { habits: ["pings"] },
    async run(bench) {
      const { wire } = await listening(bench)
      const ms = 2 * wire.patience.timeoutMs
      if (await wire.closes(ms)) return
      throw new Deviation(
        "closes the connection of a silent peer",
        `it is open after ${String(ms)} ms`,
      )
    },
  },
  {
    id: "37/heartbeat/19",
    level: "SHOULD",
    title: "keeps a peer that answers its PINGs with other traffic",
    reason: "PONG may have to wait behind messages: whatever comes is a sign of life.",
    applies: { habits: ["pings"] },
    async run(bench) {
      const session = await listening(bench)
      const envelope = envelopeTo(bench.target.socketType)
      for (let i = 0; i < 5; i++) {
        await session.receiveCommand("PING")
        if (bench.target.habits.has("answers")) session.sendMessage(...envelope, "alive")
        else session.sendCommand("PING", pingData())
      }
    },
  },
]

/** A connection that may be asked. */
async function pinged(bench: Bench): Promise<Session> {
  const session = await bench.handshake()
  bench.needsPing()
  return session
}

/** A connection that has asked to be given up after this time, and was heard. */
async function withTtl(bench: Bench, ttl: number): Promise<Session> {
  const session = await pinged(bench)
  session.sendCommand("PING", pingData(ttl, "ttl"))
  expectContext("ttl", (await session.receiveCommand("PONG")).data)
  return session
}

/** A connection that hears the peer's PINGs, and leaves them to the case. */
async function listening(bench: Bench): Promise<Session> {
  const session = await bench.handshake()
  session.answersPing = false
  return session
}

/** Sends PONGs, with pauses between; answers how long the longest came to be, from `begin` to the end. */
async function keepTalking(session: Session, begin: number, pauseMs: number): Promise<number> {
  let last = begin
  let longestMs = 0
  for (let i = 0; i < TALKS && !session.wire.isClosed; i++) {
    await session.wire.closes(pauseMs)
    longestMs = Math.max(longestMs, performance.now() - last)
    last = performance.now()
    session.sendCommand("PONG")
  }
  return longestMs
}

/** The context of the first PONG; null when the connection is closed in its place. */
async function firstPong(session: Session): Promise<Buffer | null> {
  try {
    return (await session.receiveCommand("PONG")).data
  } catch (error) {
    if (error instanceof Deviation && session.wire.isClosed) return null
    throw error
  }
}

function expectContext(context: Bytes, seen: Buffer): void {
  if (seen.equals(Buffer.from(context))) return
  const expected = `PONG "${shown(context)}" (${String(context.length)} bytes)`
  throw new Deviation(expected, `PONG "${shown(seen)}" (${String(seen.length)} bytes)`)
}

function tooEarly(ttl: number, ms: number): Deviation {
  const asked = String(ttl * MS_PER_DECISECOND)
  const seen = `it is closed within ${ms.toFixed(0)} ms`
  return new Deviation(`keeps a connection whose TTL of ${String(ttl)} is ${asked} ms`, seen)
}

export const heartbeat: Section = {
  id: "37/heartbeat",
  title: "Heartbeats",
  cases: [...answers, ...times, ...own],
}
