/**
 * 37/greeting: the 64 bytes each side sends first, versions, and what becomes of peers that speak something else.
 */
import { Buffer } from "node:buffer"
import type { Bench } from "../bench.js"
import { command, greeting, hex, message, type GreetingFields } from "../build.js"
import type { Case, Section } from "../case.js"
import { metadataOf } from "../handshake.js"
import { shown, type Greeting } from "../read.js"
import { Deviation, informational, type Information } from "../verdict.js"

const MECHANISM_AT = 12
const MECHANISM_BYTES = 20
/** Signature and major version. */
const FIRST_BYTES = 11

const sent: readonly Case[] = [
  {
    id: "37/greeting/1",
    level: "MUST",
    title: "begins with a signature: ff, eight bytes of padding, 7f",
    reason: "The signature tells ZMTP 2 and later from older protocols and from strangers.",
    async run(bench) {
      const { bytes } = await greetingOf(bench)
      if (bytes[0] === 0xff && bytes[9] === 0x7f) return
      throw new Deviation("ff .. 7f", bytes.toString("hex", 0, 10))
    },
  },
  {
    id: "37/greeting/2",
    level: "MUST",
    title: "announces version 3.0 or later",
    reason: "Greetings of 64 bytes are those of ZMTP 3; other versions have others.",
    async run(bench) {
      const { version } = await greetingOf(bench)
      if (version[0] < 3) throw new Deviation("a major version of 3 or more", version.join("."))
    },
  },
  {
    id: "37/greeting/3",
    level: "MUST",
    title: "fills its mechanism's name up with zeros",
    reason: "Both sides compare all twenty bytes, so what stands behind the name counts.",
    async run(bench) {
      const { bytes } = await greetingOf(bench)
      const name = Buffer.alloc(MECHANISM_BYTES)
      name.write(bench.target.mechanism)
      const theirs = bytes.subarray(MECHANISM_AT, MECHANISM_AT + MECHANISM_BYTES)
      if (!theirs.equals(name)) throw new Deviation(shown(name), shown(theirs))
    },
  },
  {
    id: "37/greeting/4",
    level: "MUST",
    title: "is no server of NULL: its as-server byte is 0",
    reason: "NULL has no roles, and the grammar leaves it nothing but 0 to say.",
    applies: { mechanisms: ["NULL"] },
    async run(bench) {
      const { asServer } = await greetingOf(bench)
      if (asServer !== 0) throw new Deviation("as-server 0", String(asServer))
    },
  },
  {
    id: "37/greeting/5",
    level: "SHOULD",
    title: "says in its as-server byte whether it is the server of PLAIN or CURVE",
    reason:
      "The byte tells the roles in mechanisms that have some. Without it two servers or two clients only find out by waiting.",
    applies: { mechanisms: ["PLAIN", "CURVE"] },
    async run(bench) {
      const { asServer } = await greetingOf(bench)
      const expected = bench.target.side === "server" ? 1 : 0
      if (asServer !== expected)
        throw new Deviation(`as-server ${String(expected)}`, String(asServer))
    },
  },
  {
    id: "37/greeting/6",
    level: "MUST",
    title: "ends its greeting with 31 zeros",
    reason: "Later versions may give these bytes a meaning; today's have to leave them empty.",
    async run(bench) {
      const { filler } = await greetingOf(bench)
      if (filler.some((byte) => byte !== 0)) throw new Deviation("31 zeros", filler.toString("hex"))
    },
  },
  {
    id: "37/greeting/7",
    level: "MUST",
    title: "says at least its signature without having heard anything",
    reason: "If each side waited for the other, no connection would ever come about.",
    async run(bench) {
      const wire = await bench.open()
      await wire.receive(10, "a signature of 10 bytes")
    },
  },
  {
    id: "37/greeting/8",
    level: "MUST",
    title: "gives its whole greeting to whoever has sent a whole one",
    reason: "A peer that detects versions byte by byte must not hold back the rest for ever.",
    async run(bench) {
      const wire = await bench.open()
      wire.send(greeting({ mechanism: bench.target.mechanism }))
      await wire.receiveGreeting()
    },
  },
]

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

const strangers: readonly Case[] = [
  {
    id: "37/greeting/23",
    level: "MAY",
    title: "what it does with a peer of ZMTP 2.0",
    reason: "It may come down to version 2, and has to close if it cannot.",
    applies: { mechanisms: ["NULL"] },
    run: (bench) => fateOfBytes(bench, hex("ff 00 00 00 00 00 00 00 01 7f 01 05"), 12),
  },
  {
    id: "37/greeting/24",
    level: "MUST",
    title: "closes at a peer of ZMTP 2.0 when it has a mechanism",
    reason: "ZMTP 2 has no security: coming down to it would give all of it away.",
    applies: { mechanisms: ["PLAIN", "CURVE"] },
    run: (bench) =>
      closesAt(bench, hex("ff 00 00 00 00 00 00 00 01 7f 01 05 00 00"), "ZMTP 2 has no security"),
  },
  {
    id: "37/greeting/25",
    level: "MUST",
    title: "closes at a peer of ZMTP 1.0 when it has a mechanism",
    reason: "ZMTP 1 has no security: coming down to it would give all of it away.",
    applies: { mechanisms: ["PLAIN", "CURVE"] },
    run: (bench) => closesAt(bench, hex("01 00 06 00 68 65 6c 6c 6f"), "ZMTP 1 has no security"),
  },
  {
    id: "37/greeting/26",
    level: "MAY",
    title: "what it does with text of another protocol",
    reason:
      "Ports get scanned. What does not begin with ff can only be ZMTP 1, and may be closed at once.",
    run: (bench) =>
      fateOfBytes(bench, Buffer.from("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"), 10),
  },
  {
    id: "37/greeting/27",
    level: "SHOULD",
    title: "serves others while some say nothing",
    reason: "Who has not shown who he is must not keep anybody from being served.",
    applies: { roles: ["binds"] },
    alone: true,
    async run(bench) {
      for (let i = 0; i < 20; i++) {
        const wire = await bench.open()
        if (i % 2 === 1) wire.send(greeting({ mechanism: bench.target.mechanism }))
      }
      await bench.accepts({})
    },
  },
  {
    id: "37/greeting/28",
    level: "SHOULD",
    title: "serves others after some went away in the middle of their greeting",
    reason: "Connections break at any byte.",
    applies: { roles: ["binds"] },
    async run(bench) {
      const whole = greeting({ mechanism: bench.target.mechanism })
      for (let size = 0; size <= whole.length; size += 4) {
        const wire = await bench.open()
        wire.send(whole.subarray(0, size))
        await wire.sent()
        wire.destroy()
      }
      await bench.accepts({})
    },
  },
]

/** What the peer says when we say a good greeting. */
async function greetingOf(bench: Bench): Promise<Greeting> {
  const wire = await bench.open()
  wire.send(greeting({ mechanism: bench.target.mechanism }))
  return wire.receiveGreeting()
}

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

/** What follows on bytes that are no greeting of ZMTP 3. @param own bytes it may say before it knows. */
async function fateOfBytes(bench: Bench, bytes: Buffer, own: number): Promise<Information> {
  const wire = await bench.open()
  wire.send(bytes)
  if (await wire.closes(wire.patience.quietMs)) return informational("closes at once")
  const said =
    wire.waiting > own ? `says ${String(wire.waiting)} bytes and waits` : "waits for more"
  return informational(said)
}

async function closesAt(bench: Bench, bytes: Buffer, why: string): Promise<void> {
  const wire = await bench.open()
  wire.send(bytes, message("hello"))
  await wire.expectClosed(why)
}

export const greetings: Section = {
  id: "37/greeting",
  title: "Greeting and versions",
  cases: [...sent, ...taken, ...mechanisms, ...strangers],
}
