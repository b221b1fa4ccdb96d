/**
 * 37/floods: silence, and input without end. Whatever one connection costs, all others go on.
 */
import type { Buffer } from "node:buffer"
import type { Bench } from "../bench.js"
import { COMMAND, commandBody, greeting, MORE, pingData } from "../build.js"
import type { Case, Section } from "../case.js"
import { GREETING_BYTES, nameOf, readCommand } from "../read.js"
import type { Session } from "../session.js"
import { envelopeTo } from "../target.js"
import { Deviation } from "../verdict.js"
import type { Wire } from "../wire.js"
import { stepsOf } from "./robustness.js"

/** Types whose connections have nothing to do with each other: one may be flooded, and another be good. */
const APART = ["ROUTER", "REP", "PULL", "PUB", "XPUB", "SUB", "XSUB"] as const

const OF_HANDSHAKES = ["HELLO", "WELCOME", "INITIATE", "READY", "ERROR"]

const cases: readonly Case[] = [
  {
    id: "37/floods/1",
    level: "MUST",
    title: "has nothing for those whose handshake does not come to an end, and all for who is done",
    reason:
      "Traffic follows on a handshake. A peer that counted the others in would wait for them, or lose what it sends to them.",
    applies: { roles: ["binds"] },
    alone: true,
    async run(bench) {
      const silent = [await bench.open(), await bench.open()]
      const stuck: Wire[] = []
      for (const until of [...stepsOf(bench), ...stepsOf(bench)]) {
        if (until !== "greeting") stuck.push((await bench.handshake({ until })).wire)
      }
      const session = await bench.handshake()
      await session.expectServed(bench.observed)
      const { habits, socketType } = bench.target
      const count = habits.has("sends") && socketType === "PUSH" ? 20 : 0
      for (let i = 0; i < count; i++) await session.receiveMessage()
      for (const wire of stuck) await expectHandshake(wire)
      for (const wire of silent) {
        if (wire.waiting > GREETING_BYTES) throw new Deviation("a greeting and no more", "more")
      }
    },
  },
  {
    id: "37/floods/2",
    level: "SHOULD",
    title: "serves others while one sends small messages without end, and reads nothing",
    reason: "How fast one is must not matter to the others.",
    applies: { socketTypes: APART, roles: ["binds"] },
    alone: true,
    run: (bench) =>
      besides(bench, (session) => session.packMessage(...envelopeTo(bench.target.socketType), "x")),
  },
  {
    id: "37/floods/3",
    level: "SHOULD",
    title: "serves others while one sends a message of parts without end",
    reason: "A message that is never over takes memory until somebody puts an end to it.",
    applies: { socketTypes: APART, roles: ["binds"] },
    alone: true,
    run: (bench) => besides(bench, (session) => session.pack(MORE, "")),
  },
  {
    id: "37/floods/4",
    level: "SHOULD",
    title: "serves others while one sends PINGs without end, and reads no PONG",
    reason: "Answers that nobody takes pile up.",
    applies: { socketTypes: APART, roles: ["binds"] },
    alone: true,
    run: (bench) =>
      besides(bench, (session) => session.packCommand("PING", pingData(0, "sixteen bytes ok"))),
  },
  {
    id: "37/floods/5",
    level: "SHOULD",
    title: "serves others while one sends commands without end that nobody knows",
    reason: "What is ignored takes time as well.",
    applies: { socketTypes: APART, roles: ["binds"] },
    alone: true,
    run: (bench) =>
      besides(bench, (session) => session.pack(COMMAND, commandBody("FROBNICATE", "data"))),
  },
  {
    id: "37/floods/6",
    level: "SHOULD",
    title: "serves others after many connections at once that say little or nothing",
    reason: "Whoever is in a handshake costs something. What many cost should be bounded.",
    applies: { roles: ["binds"] },
    alone: true,
    patience: 2,
    async run(bench) {
      const opening = Array.from({ length: 150 }, () => bench.open())
      const wires = await Promise.all(opening)
      const bytes = greeting({ mechanism: bench.target.mechanism })
      for (const [i, wire] of wires.entries()) wire.send(bytes.subarray(0, [0, 1, 11, 64][i % 4]))
      await bench.accepts({})
      for (const wire of wires) wire.destroy()
      await bench.accepts({})
    },
  },
  {
    id: "37/floods/7",
    level: "SHOULD",
    title: "serves others after many connections that broke one after another",
    reason: "Ports get scanned. What is kept of a connection ends with it.",
    applies: { roles: ["binds"] },
    alone: true,
    async run(bench) {
      for (let i = 0; i < 100; i++) (await bench.open()).destroy()
      await bench.accepts({})
    },
  },
]

/** Nothing but what belongs to a handshake may have come behind the greeting. */
async function expectHandshake(wire: Wire): Promise<void> {
  while (wire.waiting > 0) {
    const said = await wire.receiveFrame()
    const name = readCommand(said.body)?.name ?? ""
    if (OF_HANDSHAKES.includes(name)) continue
    throw new Deviation("nothing before the handshake is done", nameOf(said))
  }
}

/** Others are served while these bytes are sent over and over, and nothing is read; and when that is over. */
async function besides(bench: Bench, bytes: (session: Session) => Buffer): Promise<void> {
  const session = await bench.handshake()
  session.wire.stopReading()
  const isSealed = session.traffic !== null
  const times = isSealed ? 4000 : 100_000
  const once = bytes(session)
  const all = isSealed
    ? Array.from({ length: times }, () => bytes(session))
    : Array<Buffer>(times).fill(once)
  session.wire.send(...all)
  await bench.accepts({})
  await bench.accepts({})
  session.wire.destroy()
  await bench.accepts({})
}

export const floods: Section = {
  id: "37/floods",
  title: "Silence and floods",
  cases,
}
