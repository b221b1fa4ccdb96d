/**
 * 37/socket-type: who may talk to whom, and who is called what.
 */
import { Buffer } from "node:buffer"
import type { WireSocketType } from "../../zmtp/socket-type.js"
import type { Bench } from "../bench.js"
import { command, property } from "../build.js"
import type { Case, Section } from "../case.js"
import { fateWithin } from "../fate.js"
import { metadataOf } from "../handshake.js"
import { readCommand, readProperties, shown, valueOf, type Property } from "../read.js"
import { partnerOf, strangerTo } from "../target.js"
import { Deviation, Skipped } from "../verdict.js"

/** RFC 37's table: who may talk to whom. */
const LEGAL: Readonly<Record<WireSocketType, readonly string[]>> = {
  REQ: ["REP", "ROUTER"],
  REP: ["REQ", "DEALER"],
  DEALER: ["REP", "DEALER", "ROUTER"],
  ROUTER: ["REQ", "DEALER", "ROUTER"],
  PUB: ["SUB", "XSUB"],
  XPUB: ["SUB", "XSUB"],
  SUB: ["PUB", "XPUB"],
  XSUB: ["PUB", "XPUB"],
  PUSH: ["PULL"],
  PULL: ["PUSH"],
  PAIR: ["PAIR"],
}
/** Types that talk among themselves only. */
const AMONG_THEMSELVES = [
  "CLIENT",
  "SERVER",
  "RADIO",
  "DISH",
  "SCATTER",
  "GATHER",
  "PEER",
  "CHANNEL",
]
const EVERY_TYPE = [...Object.keys(LEGAL), ...AMONG_THEMSELVES]
const LARGEST_IDENTITY = 255

const types: readonly Case[] = [
  {
    id: "37/socket-type/1",
    level: "SHOULD",
    title: "says what type of socket it is",
    reason:
      "Without it the other side cannot know whether they have anything to say to each other.",
    async run(bench) {
      const type = valueOf((await bench.handshake()).properties, "Socket-Type")?.toString("latin1")
      if (type === bench.target.socketType) return
      throw new Deviation(`Socket-Type "${bench.target.socketType}"`, `"${shown(type ?? "")}"`)
    },
  },
  {
    id: "37/socket-type/2",
    level: "MUST",
    title: "talks to every type of socket that its own may talk to",
    reason: "The table of types is what sockets are for.",
    applies: { roles: ["binds"] },
    async run(bench) {
      for (const socketType of LEGAL[bench.target.socketType]) {
        const session = await bench.handshake({ socketType })
        if (bench.observed.answersPing) await session.ping()
        else await session.wire.expectOpen(`it may talk to ${socketType}`)
        await session.wire.leave()
      }
    },
  },
  {
    id: "37/socket-type/3",
    level: "SHOULD",
    title: "talks to no other type of socket",
    reason: "Peers should enforce the table: what others send means something else.",
    applies: { roles: ["binds"] },
    async run(bench) {
      const legal = LEGAL[bench.target.socketType]
      for (const socketType of EVERY_TYPE) {
        if (legal.includes(socketType)) continue
        await bench.refuses(`it may not talk to ${socketType}`, { socketType })
      }
    },
  },
  {
    id: "37/socket-type/4",
    level: "SHOULD",
    title: "talks to nothing that is no type of socket",
    reason: "A type is one of those in the table, and compared as a whole.",
    applies: { roles: ["binds"] },
    async run(bench) {
      const partner = partnerOf(bench.target.socketType)
      const none = ["", "XYZZY", `${partner}\0`, `${partner} `, partner.slice(0, -1), `${partner}X`]
      for (const socketType of [...none, partner.repeat(1000)]) {
        await bench.refuses(`Socket-Type "${shown(socketType)}"`, { socketType })
      }
    },
  },
  {
    id: "37/socket-type/5",
    level: "SHOULD",
    title: "does not talk to a type that it may not talk to, having connected to it",
    reason: "Peers should enforce the table, whoever has connected to whom.",
    applies: { roles: ["connects"] },
    final: true,
    run: (bench) =>
      bench.refuses("a type that its own may not talk to", {
        socketType: strangerTo(bench.target.socketType),
      }),
  },
  {
    id: "37/socket-type/6",
    level: "SHOULD",
    title: "says ERROR before it closes at a type that it may not talk to",
    reason: "A mere end would be taken for temporary, and tried again for ever.",
    applies: { mechanisms: ["NULL"] },
    final: true,
    async run(bench) {
      const reason = await refusal(bench)
      if (reason === null) throw new Deviation("ERROR, and the end", "no ERROR")
    },
  },
  {
    id: "37/socket-type/7",
    level: "MUST",
    title: "gives a whole reason of visible characters in an ERROR at a wrong type",
    reason: "A reason is a size, and so many characters that can be seen: no spaces, no controls.",
    applies: { mechanisms: ["NULL"] },
    final: true,
    async run(bench) {
      const data = await refusal(bench)
      if (data === null) throw new Skipped("it says no ERROR")
      const isWhole = data.length > 0 && data.length === 1 + data[0]
      if (isWhole && /^[\x21-\x7e]*$/.test(data.toString("latin1", 1))) return
      throw new Deviation("a size and so many visible characters", `"${shown(data)}"`)
    },
  },
  {
    id: "37/socket-type/8",
    level: "MUST",
    title: "knows a wrong type by whatever case its property has",
    reason: "Upper and lower case of names SHALL NOT be significant, also where it looks for one.",
    applies: { roles: ["binds"] },
    async run(bench) {
      const stranger = strangerTo(bench.target.socketType)
      const why = `it may not talk to ${stranger}`
      try {
        await bench.refuses(why, { socketType: stranger })
      } catch (error) {
        if (error instanceof Deviation) throw new Skipped("it takes wrong types anyway")
        throw error
      }
      for (const name of ["socket-type", "SOCKET-TYPE"]) {
        await bench.refuses(`${why}, said as ${name}`, { metadata: property(name, stranger) })
      }
    },
  },
  {
    id: "37/socket-type/9",
    level: "MAY",
    title: "what it does with a peer that does not say its type",
    reason: "Peers should say it. What becomes of those that do not is not said.",
    run: (bench) => fateWithin(bench.accepts({ metadata: Buffer.alloc(0) }), "goes on as usual"),
  },
  {
    id: "37/socket-type/10",
    level: "MAY",
    title: "what it does with a peer that says two types, of which the second is wrong",
    reason: "Metadata is a dictionary. What two values for a name mean is not said.",
    final: true,
    async run(bench) {
      const more = property("Socket-Type", strangerTo(bench.target.socketType))
      return fateWithin(bench.accepts({ more }), "goes by the first")
    },
  },
]

const identities: readonly Case[] = [
  {
    id: "37/socket-type/11",
    level: "MUST",
    title: "says no Identity but one of up to 255 bytes, the first of which is not 0",
    reason: "Those that begin with 0 are for the other side's own use.",
    async run(bench) {
      const identity = valueOf((await bench.handshake()).properties, "Identity")
      if (identity === undefined) return
      if (identity.length <= LARGEST_IDENTITY && identity[0] !== 0) return
      throw new Deviation("up to 255 bytes, the first not 0", `"${shown(identity)}"`)
    },
  },
  {
    id: "37/socket-type/12",
    level: "MUST",
    title: "takes an Identity of any size up to 255",
    reason: "An Identity is 0 to 255 bytes of any value, of which only the first must not be 0.",
    applies: { socketTypes: ["ROUTER", "REP", "DEALER"], roles: ["binds"] },
    async run(bench) {
      for (const size of [1, 2, 5, 127, 128, 254, 255]) {
        const identity = Buffer.concat([Buffer.from([size]), bench.random.bytes(size - 1)])
        await bench.accepts({ identity })
      }
    },
  },
  {
    id: "37/socket-type/13",
    level: "SHOULD",
    title: "does not take an Identity that begins with 0",
    reason: "Those are the names that implementations make up for peers without one.",
    applies: { socketTypes: ["ROUTER"], roles: ["binds"] },
    async run(bench) {
      for (const identity of ["\0", "\0abcd", "\0\0\0\0\x01"]) {
        await bench.refuses(`Identity "${shown(identity)}"`, { identity })
      }
    },
  },
  {
    id: "37/socket-type/14",
    level: "SHOULD",
    title: "does not take an Identity of more than 255 bytes",
    reason: "An Identity is 0 to 255 bytes. What a ROUTER keeps it in may have no more room.",
    applies: { socketTypes: ["ROUTER"], roles: ["binds"] },
    async run(bench) {
      for (const size of [256, 257, 5000]) {
        const identity = Buffer.alloc(size, "i")
        await bench.refuses(`an Identity of ${String(size)} bytes`, { identity })
      }
    },
  },
  {
    id: "37/socket-type/15",
    level: "MUST",
    title: "takes an Identity from a type of socket that has no use for one",
    reason: "Of all but REQ, DEALER and ROUTER the Identity shall be ignored.",
    applies: { socketTypes: ["PUB", "SUB", "XPUB", "XSUB", "PUSH", "PULL", "PAIR"] },
    run: (bench) => bench.accepts({ identity: "useless" }),
  },
]

/** What we announce, as a list. */
export function announced(bench: Bench): Property[] {
  return readProperties(metadataOf(bench.target, {})) ?? []
}

/** What is in the ERROR with which a wrong type is refused; null without one. */
async function refusal(bench: Bench): Promise<Buffer | null> {
  const wire = await bench.open()
  const socketType = strangerTo(bench.target.socketType)
  try {
    await bench.continue(wire, { socketType, until: "READY" })
    wire.send(command("READY", metadataOf(bench.target, { socketType })))
    for (;;) {
      const said = readCommand((await wire.receiveFrame()).body)
      if (said?.name === "ERROR") return said.data
    }
  } catch (error) {
    if (error instanceof Deviation) return null
    throw error
  }
}

export const socketTypes: Section = {
  id: "37/socket-type",
  title: "Socket types and identities",
  cases: [...types, ...identities],
}
