/**
 * 37/robustness: input in odd pieces, broken off, enormous, or of something else altogether. Whatever becomes of the connection
 * it comes over, all others go on.
 */
import { Buffer } from "node:buffer"
import type { Bench } from "../bench.js"
import { command, frame, greeting, hex, MORE, pingData } from "../build.js"
import type { Case, Section } from "../case.js"
import { metadataOf, type HandshakeOptions } from "../handshake.js"
import { shown } from "../read.js"
import type { Session, Step } from "../session.js"
import { envelopeTo } from "../target.js"
import { Deviation } from "../verdict.js"
import type { Wire } from "../wire.js"
import { STRANGERS } from "./strangers.js"

const ROUNDS = 12
const SIZES = [
  2n ** 31n - 1n,
  2n ** 31n,
  2n ** 32n - 1n,
  2n ** 32n,
  2n ** 53n + 1n,
  2n ** 62n,
  2n ** 63n - 1n,
  2n ** 63n,
  2n ** 64n - 8n,
  2n ** 64n - 1n,
]
const pieces: readonly Case[] = [
  {
    id: "37/robustness/1",
    level: "MUST",
    title: "takes a handshake whose parts come in any two pieces",
    reason: "TCP has no borders: any number of bytes may come at a time.",
    applies: { roles: ["binds"] },
    async run(bench) {
      for (let first = 1; first < 64; first += first < 10 ? 1 : 1 + bench.random.below(6)) {
        await bench.accepts({ pieces: [first] })
      }
    },
  },
  {
    id: "37/robustness/2",
    level: "MUST",
    title: "takes messages and commands that come in any two pieces",
    reason: "TCP has no borders: any number of bytes may come at a time.",
    applies: { habits: ["answers"] },
    async run(bench) {
      const session = await bench.handshake()
      const { length } = mixOf(bench, session, "0")
      const step = Math.ceil(length / 40)
      for (let first = 1 + bench.random.below(step); first < length; first += step) {
        const text = String(first)
        await session.wire.sendInPieces(mixOf(bench, session, text), [first])
        await expectMix(bench, session, text)
      }
    },
  },
  {
    id: "37/robustness/3",
    level: "MUST",
    title: "takes much at once, cut at random",
    reason:
      "A border of what comes at a time may be anywhere, with any number of frames before it.",
    applies: { habits: ["answers"] },
    async run(bench) {
      const session = await bench.handshake()
      const texts = Array.from({ length: 25 }, (_, i) => `cut ${String(i)}`)
      const bytes = Buffer.concat(texts.map((text) => mixOf(bench, session, text)))
      await session.wire.sendInPieces(bytes, bench.random.cuts(bytes.length, 200))
      for (const text of texts) await expectMix(bench, session, text)
    },
  },
  {
    id: "37/robustness/4",
    level: "SHOULD",
    title: "waits for a peer that takes its time over the handshake",
    reason: "Networks are slow, and so are programs. How long is too long is not said.",
    applies: { mechanisms: ["NULL"] },
    async run(bench) {
      const wire = await bench.open()
      const bytes = Buffer.concat([greeting(), command("READY", metadataOf(bench.target, {}))])
      for (let at = 0; at < bytes.length; at += 16) {
        wire.send(bytes.subarray(at, at + 16))
        await wire.closes(wire.patience.quietMs / 2)
      }
      await wire.receiveGreeting()
      await wire.receiveFrame("a command READY")
    },
  },
]

const broken: readonly Case[] = [
  {
    id: "37/robustness/5",
    level: "SHOULD",
    title: "serves others after frames of any size were announced, and did not come",
    reason: "A size is no more than a claim. What cannot be had may be refused, and harms nobody.",
    applies: { roles: ["binds"] },
    async run(bench) {
      for (const size of SIZES) {
        const { wire } = await bench.handshake()
        wire.send(frame(bench.random.bytes(1000), { size }))
        await wire.closes(wire.patience.quietMs / 2)
        await wire.leave()
      }
      await bench.accepts({})
    },
  },
  {
    id: "37/robustness/6",
    level: "SHOULD",
    title: "serves others after commands of any size were announced in a handshake",
    reason:
      "Memory should be set aside for those who are known, and not by the size that they say.",
    applies: { roles: ["binds"] },
    async run(bench) {
      for (const size of SIZES) {
        const bytes = command("READY", bench.random.bytes(500), { size })
        await attempt(bench, { bend: { HELLO: () => bytes, READY: () => bytes } })
      }
      await bench.accepts({})
    },
  },
  {
    id: "37/robustness/7",
    level: "SHOULD",
    title: "serves others after connections that ended in the middle of a frame",
    reason: "Connections end at any byte, by a farewell or without one.",
    applies: { roles: ["binds"] },
    async run(bench) {
      for (let round = 0; round < ROUNDS; round++) {
        const session = await bench.handshake()
        const bytes = Buffer.concat([
          session.pack(MORE, "part", { long: true }),
          session.packCommand("PING", pingData(0, "ping")),
          session.pack(0, bench.random.bytes(300)),
        ])
        session.wire.send(bytes.subarray(0, bench.random.below(bytes.length)))
        await session.wire.sent()
        if (round % 2 === 0) session.wire.destroy()
        else await session.wire.leave()
      }
      await bench.accepts({})
    },
  },
  {
    id: "37/robustness/8",
    level: "SHOULD",
    title: "serves others after handshakes with a wrong bit",
    reason: "What is wrong with one connection is no other's concern.",
    applies: { roles: ["binds"] },
    async run(bench) {
      for (let round = 0; round < ROUNDS; round++) {
        const flip = (bytes: Buffer) => flipped(bytes, bench.random.below(bytes.length * 8))
        const step = bench.random.pick(stepsOf(bench))
        bench.note(`a bit is wrong in ${step}`)
        await attempt(bench, { bend: { [step]: flip } })
      }
      await bench.accepts({})
    },
  },
  {
    id: "37/robustness/9",
    level: "SHOULD",
    title: "serves others after noise in place of a handshake",
    reason: "What is wrong with one connection is no other's concern.",
    applies: { roles: ["binds"] },
    async run(bench) {
      for (let round = 0; round < ROUNDS; round++) {
        const wire = await bench.open()
        const begin = round % 2 === 0 ? greeting({ mechanism: bench.target.mechanism }) : hex("")
        wire.send(begin, bench.random.bytes(1 + bench.random.below(300)))
        await partFrom(wire)
      }
      await bench.accepts({})
    },
  },
  {
    id: "37/robustness/10",
    level: "SHOULD",
    title: "serves others after noise in place of traffic",
    reason: "What is wrong with one connection is no other's concern.",
    applies: { roles: ["binds"] },
    async run(bench) {
      for (let round = 0; round < ROUNDS; round++) {
        const { wire } = await bench.handshake()
        wire.send(bench.random.bytes(1 + bench.random.below(300)))
        await partFrom(wire)
      }
      await bench.accepts({})
    },
  },
  {
    id: "37/robustness/11",
    level: "SHOULD",
    title: "serves others after peers of other protocols",
    reason: "Ports get scanned, and mistaken for others.",
    applies: { roles: ["binds"] },
    async run(bench) {
      for (const { bytes } of STRANGERS) {
        const wire = await bench.open()
        wire.send(bytes)
        await partFrom(wire)
      }
      await bench.accepts({})
    },
  },
  {
    id: "37/robustness/12",
    level: "MUST",
    title: "closes at peers of other protocols when it has a mechanism",
    reason:
      "What does not begin with ff is read as ZMTP 1, which has no security, and MUST be closed at once.",
    applies: { mechanisms: ["PLAIN", "CURVE"], roles: ["binds"] },
    async run(bench) {
      for (const { name, bytes } of STRANGERS) {
        if (bytes[0] === 0xff) continue
        const wire = await bench.open()
        wire.send(bytes)
        await wire.expectClosed(`${name} is not ZMTP 3`)
      }
    },
  },
]

/** Two messages with a PING between, in all forms of frames. */
function mixOf(bench: Bench, session: Session, text: string): Buffer {
  const envelope = envelopeTo(bench.target.socketType)
  return Buffer.concat([
    ...envelope.map((part) => session.pack(MORE, part, { long: true })),
    session.pack(MORE, `one ${text}`, { long: true }),
    session.pack(0, ""),
    ...(bench.observed.answersPing ? [session.packCommand("PING", pingData(0, text))] : []),
    session.packMessage(...envelope, `two ${text}`),
  ])
}

async function expectMix(bench: Bench, session: Session, text: string): Promise<void> {
  await session.expectAnswer(`one ${text}`, "")
  await session.expectAnswer(`two ${text}`)
  if (!bench.observed.answersPing) return
  const { data } = await session.receiveCommand("PONG")
  if (data.toString("latin1") !== text) throw new Deviation(`PONG "${text}"`, shown(data))
}

/** What we say in a handshake, and when. */
export function stepsOf({ target: { mechanism, side } }: Bench): Step[] {
  if (mechanism === "NULL") return ["greeting", "READY"]
  return side === "server" ? ["greeting", "HELLO", "INITIATE"] : ["greeting", "WELCOME", "READY"]
}

/** Tries a handshake for a little while, and leaves. */
async function attempt(bench: Bench, options: HandshakeOptions): Promise<void> {
  const wire = await bench.open()
  const trying = bench.continue(wire, options).catch((error: unknown) => {
    // What the peer made of it does not matter here.
    if (!(error instanceof Deviation)) throw error
  })
  await partFrom(wire)
  await trying
}

/** Gives the peer a little while to close, and leaves. */
async function partFrom(wire: Wire): Promise<void> {
  await wire.closes(wire.patience.quietMs / 2)
  await wire.leave()
}

function flipped(bytes: Buffer, bit: number): Buffer {
  const copy = Buffer.from(bytes)
  copy[bit >> 3] ^= 1 << (bit & 7)
  return copy
}

export const robustness: Section = {
  id: "37/robustness",
  title: "Odd pieces, broken connections and strangers",
  cases: [...pieces, ...broken],
}
