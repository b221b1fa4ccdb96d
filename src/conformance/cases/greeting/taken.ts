/** 37/greeting: which greetings a peer takes, and which mechanisms it refuses. */
import { Buffer } from "node:buffer"
import type { Bench } from "../../bench.js"
import { command, greeting, type GreetingFields } from "../../build.js"
import type { Case } from "../../case.js"
import { metadataOf } from "../../handshake.js"
import { shown } from "../../read.js"
import { Deviation, informational, type Information } from "../../verdict.js"

/** Signature and major version. */
const FIRST_BYTES = 11

const taken: readonly Case[] = [
  {
    id: "37/greeting/9",
    level: "MUST",
    title: "takes any padding in the signature",
    reason: "The eight bytes mean nothing to ZMTP 3; they are there for older peers.",
    async run(bench) {
      for (const padding of [Buffer.alloc(8), Buffer.alloc(8, 0xff), bench.random.bytes(8)]) {
        await bench.accepts({ greeting: { padding } })
      }
    },
    applies: { roles: ["binds"] },
  },
  {
    id: "37/greeting/10",
    level: "MAY",
    title: "what it does with another tenth byte whose lowest bit is set",
    reason:
      "The byte is 7f. To tell ZMTP 1 apart only its lowest bit is needed, and some look at no more than that.",
    run: (bench) => fateOf(bench, { end: 0x01 }),
  },
  {
    id: "37/greeting/11",
    level: "MUST",
    title: "takes later minor versions",
    reason: "A higher version is spoken to as one's own: that is how the protocol can grow.",
    applies: { roles: ["binds"] },
    async run(bench) {
      for (const minor of [2, 9, 255]) await bench.accepts({ greeting: { version: [3, minor] } })
    },
  },
  {
    id: "37/greeting/12",
    level: "MUST",
    title: "takes later major versions",
    reason: "As with minor ones: who is newer has to come down, and the older one lets it.",
    applies: { roles: ["binds"] },
    async run(bench) {
      for (const version of [
        [4, 0],
        [4, 1],
        [255, 255],
      ] as const) {
        await bench.accepts({ greeting: { version } })
      }
    },
  },
  {
    id: "37/greeting/13",
    level: "SHOULD",
    title: "serves a peer of version 3.0",
    reason:
      "Coming down to an older version is allowed, not asked for; but 3.0 is what most of the deployed peers have announced for years.",
    run: (bench) => bench.accepts({ greeting: { version: [3, 0] } }),
  },
  {
    id: "37/greeting/14",
    level: "MUST",
    title: "takes a greeting that comes byte by byte",
    reason: "TCP has no borders: any number of bytes may come at a time.",
    run: (bench) => bench.accepts({ pieces: 1 }),
  },
  {
    id: "37/greeting/15",
    level: "MUST",
    title: "gets on with a peer that says 11 bytes and waits for as many",
    reason: "That is how a peer finds out the other's version before it goes on.",
    async run(bench) {
      const wire = await bench.open()
      const whole = greeting({ mechanism: bench.target.mechanism })
      wire.send(whole.subarray(0, FIRST_BYTES))
      const first = await wire.receive(FIRST_BYTES, "the first 11 bytes of a greeting")
      if (first[10] < 3) throw new Deviation("a major version of 3 or more", String(first[10]))
      wire.send(whole.subarray(FIRST_BYTES))
      await wire.receive(64 - FIRST_BYTES, "the rest of its greeting")
    },
  },
  {
    id: "37/greeting/16",
    level: "MUST",
    title: "takes greeting and READY in one piece",
    reason: "Nothing says that a side has to wait for the other's greeting before it goes on.",
    applies: { mechanisms: ["NULL"] },
    async run(bench) {
      const wire = await bench.open()
      wire.send(greeting(), command("READY", metadataOf(bench.target, {})))
      await wire.receiveGreeting()
      await wire.receiveFrame("a command READY")
      await wire.expectOpen("the handshake is done")
    },
  },
  {
    id: "37/greeting/17",
    level: "MAY",
    title: "what it does with filler that is not zero",
    reason: "A later version may use it. Nothing is said of who gets it today.",
    run: (bench) => fateOf(bench, { filler: Buffer.alloc(31, 0x5a) }),
  },
  {
    id: "37/greeting/18",
    level: "MAY",
    title: "what it does with an as-server byte of 1 under NULL",
    reason: "Senders have to say 0; nothing is said of who gets something else.",
    applies: { mechanisms: ["NULL"] },
    run: (bench) => fateOf(bench, { asServer: 1 }),
  },
]

const mechanisms: readonly Case[] = [
  {
    id: "37/greeting/19",
    level: "MUST",
    title: "closes when the other side has a mechanism nobody knows",
    reason: "Both have to want the same mechanism. There is no way to say so other than to close.",
    final: true,
    run: (bench) => refused(bench, "another mechanism", { mechanism: "XYZZY" }),
  },
  {
    id: "37/greeting/20",
    level: "MUST",
    title: "closes when the other side has another of the known mechanisms",
    reason: "A peer that let itself be talked into a weaker mechanism would have none.",
    applies: { roles: ["binds"] },
    async run(bench) {
      for (const mechanism of ["NULL", "PLAIN", "CURVE", "GSSAPI", ""]) {
        if (mechanism === bench.target.mechanism) continue
        await refused(bench, `mechanism "${mechanism}"`, { mechanism })
      }
    },
  },
  {
    id: "37/greeting/21",
    level: "MUST",
    title: "compares all 20 bytes of the mechanism",
    reason: "A name that only begins like its own, or has something behind its zeros, is another.",
    applies: { roles: ["binds"] },
    async run(bench) {
      const { mechanism } = bench.target
      for (const other of [`${mechanism}X`, `${mechanism}\0X`, mechanism.padEnd(20, " ")]) {
        await refused(bench, `mechanism "${shown(other)}"`, { mechanism: other })
      }
    },
  },
  {
    id: "37/greeting/22",
    level: "MUST",
    title: "does not take its mechanism's name in lower case",
    reason: "Names of mechanisms are upper case, and compared as they are.",
    final: true,
    run: (bench) =>
      refused(bench, "lower case", { mechanism: bench.target.mechanism.toLowerCase() }),
  },
]

async function refused(bench: Bench, why: string, fields: GreetingFields): Promise<void> {
  await bench.refuses(why, { greeting: fields })
}

/** Whether a handshake with this greeting is accepted. */
async function fateOf(bench: Bench, fields: GreetingFields): Promise<Information> {
  try {
    await bench.accepts({ greeting: fields })
    return informational("goes on as usual")
  } catch (error) {
    if (error instanceof Deviation) return informational(`does not go on: ${error.seen}`)
    throw error
  }
}

/** Which greetings a peer takes, and which mechanisms it refuses. */
export const takenCases: readonly Case[] = [...taken, ...mechanisms]
