/**
 * 37/commands: names and sizes of commands, commands nobody knows, malformed ones, and commands among messages.
 */
import type { Buffer } from "node:buffer"
import type { Bench } from "../bench.js"
import { COMMAND, commandBody, frame, hex, MORE, pingData } from "../build.js"
import type { Case, Section } from "../case.js"
import { fateOf, fateWithin } from "../fate.js"
import type { HandshakeOptions } from "../handshake.js"
import { hasMore, isCommand, isLong, nameOf, readCommand, shown, type Frame } from "../read.js"
import { envelopeTo } from "../target.js"
import { Deviation } from "../verdict.js"

const LARGEST_SHORT = 255
/** Commands of RFC 37 that mean nothing to a socket that has no subscribers and no groups. */
const OF_OTHERS = ["SUBSCRIBE", "CANCEL", "JOIN", "LEAVE"]
const UNKNOWN = ["A", "Z".repeat(255), "PIN", "PINGS", "PONGPONG", "READYREADY", "Frobnicate"]

const sent: readonly Case[] = [
  {
    id: "37/commands/1",
    level: "MUST",
    title: "gives its commands names of letters",
    reason: "A command's name is 1 to 255 letters, whatever mechanism it belongs to.",
    async run(bench) {
      for (const said of await commandsOf(bench)) {
        const name = readCommand(said.body)?.name ?? ""
        if (!/^[A-Za-z]+$/.test(name)) throw new Deviation("a name of letters", nameOf(said))
      }
    },
  },
  {
    id: "37/commands/2",
    level: "MUST",
    title: "says the commands of its handshake in command frames, with nothing to follow",
    reason: "A handshake is commands, and a command is one frame: COMMAND is set, and MORE is not.",
    async run(bench) {
      for (const said of await commandsOf(bench)) {
        if (isCommand(said) && !hasMore(said)) continue
        throw new Deviation("flags 04 or 06", `flags ${said.flags.toString(16).padStart(2, "0")}`)
      }
    },
  },
  {
    id: "37/commands/3",
    level: "SHOULD",
    title:
      "says sizes of commands of up to 255 bytes in the short form, and of larger ones in the long",
    reason: "Both forms are to be had for every size; senders are asked for the one that fits.",
    async run(bench) {
      for (const said of await commandsOf(bench)) {
        if (isLong(said) === said.body.length > LARGEST_SHORT) continue
        const form = isLong(said) ? "long" : "short"
        throw new Deviation("the form that fits the size", `${nameOf(said)}, in the ${form} form`)
      }
    },
  },
]

const taken: readonly Case[] = [
  {
    id: "37/commands/4",
    level: "MUST",
    title: "takes the commands of the handshake in the long form",
    reason: "A command is a short or a long frame. That senders should be brief binds no receiver.",
    run: (bench) => bench.accepts({ bend: everywhere(lengthened) }),
  },
  {
    id: "37/commands/5",
    level: "MUST",
    title: "takes a PING in the long form",
    reason: "A command is a short or a long frame. That senders should be brief binds no receiver.",
    async run(bench) {
      const session = await bench.handshake()
      bench.needsPing()
      const body = commandBody("PING", pingData(0, "long"))
      session.wire.send(session.pack(COMMAND, body, { long: true }))
      const { data } = await session.receiveCommand("PONG")
      if (data.toString("latin1") !== "long") throw new Deviation('PONG "long"', shown(data))
    },
  },
  {
    id: "37/commands/6",
    level: "MUST",
    title: "takes a command that comes byte by byte",
    reason: "TCP has no borders: any number of bytes may come at a time.",
    async run(bench) {
      const session = await bench.handshake()
      bench.needsPing()
      await session.wire.sendInPieces(session.packCommand("PING", pingData(0, "pieces")), 1)
      const { data } = await session.receiveCommand("PONG")
      if (data.toString("latin1") !== "pieces") throw new Deviation('PONG "pieces"', shown(data))
    },
  },
  {
    id: "37/commands/7",
    level: "MUST",
    title: "takes messages and commands in any order, in one piece",
    reason: "Traffic is commands and messages intermixed; neither waits for the other.",
    applies: { habits: ["answers"], socketTypes: ["DEALER", "ROUTER", "PAIR"] },
    async run(bench) {
      const session = await bench.handshake()
      bench.needsPing()
      const texts = Array.from({ length: 20 }, (_, i) => `mixed ${String(i)}`)
      const mixed = texts.flatMap((text) => [
        session.packMessage(text, "and"),
        session.packCommand("PING", pingData(0, text)),
      ])
      session.wire.send(...mixed)
      for (const text of texts) await session.expectAnswer(text, "and")
      for (const text of texts) {
        const { data } = await session.receiveCommand("PONG")
        if (data.toString("latin1") !== text) throw new Deviation(`PONG "${text}"`, shown(data))
      }
    },
  },
  {
    id: "37/commands/8",
    level: "MUST",
    title: "takes the body of a message for nothing but a message",
    reason: "What is a command is said by the flag. What the body looks like does not matter.",
    applies: { habits: ["answers"] },
    async run(bench) {
      const session = await bench.handshake()
      const body = commandBody("PING", pingData(0, "no ping"))
      await session.exchange(body)
      await session.exchange(commandBody("ERROR", "\x03no!"))
      if (!bench.observed.answersPing) return
      const { data } = await session.ping("ping")
      if (data.toString("latin1") !== "ping") throw new Deviation('PONG "ping"', shown(data))
    },
  },
]

const strange: readonly Case[] = [
  {
    id: "37/commands/9",
    level: "SHOULD",
    title: "ignores commands that nobody knows",
    reason:
      "Later versions have more commands, and have to get on with earlier ones. The RFC does not say so; all depend on it.",
    async run(bench) {
      const session = await bench.handshake()
      for (const name of UNKNOWN) session.sendCommand(name, "data")
      session.sendCommand("X")
      await session.expectServed(bench.observed, "an unknown command is ignored")
    },
  },
  {
    id: "37/commands/10",
    level: "SHOULD",
    title: "ignores an unknown command of many bytes",
    reason: "What a later command carries may need the long form.",
    async run(bench) {
      const session = await bench.handshake()
      session.sendCommand("FROBNICATE", bench.random.bytes(100_000))
      await session.expectServed(bench.observed, "an unknown command is ignored")
    },
  },
  {
    id: "37/commands/11",
    level: "SHOULD",
    title: "does not deliver commands of other patterns as messages",
    reason: "Commands are between implementations, and not for applications to see.",
    applies: { habits: ["answers"] },
    async run(bench) {
      for (const name of bench.target.role === "binds" ? OF_OTHERS : ["SUBSCRIBE"]) {
        const session = await bench.handshake()
        session.sendCommand(name, "")
        session.sendCommand(name, "topic")
        await session.expectNoMessage(`${name} is no message`)
        await session.expectServed(bench.observed)
        await session.wire.leave()
      }
    },
  },
  {
    id: "37/commands/12",
    level: "SHOULD",
    title: "closes at an empty command",
    reason: "A command has a name, and the size of the name comes first: it has at least 2 bytes.",
    run: (bench) =>
      bench.refusesAfterHandshake("a command of 0 bytes", (session) => session.pack(COMMAND, "")),
  },
  {
    id: "37/commands/13",
    level: "SHOULD",
    title: "closes at a command whose name has no letters",
    reason: "A name has 1 to 255 letters.",
    run: (bench) =>
      bench.refusesAfterHandshake("a name of 0 bytes", (session) =>
        session.pack(COMMAND, hex("00 50 49 4e 47 00 00")),
      ),
  },
  {
    id: "37/commands/14",
    level: "SHOULD",
    title: "closes at a command whose name runs past its end",
    reason: "Whoever believes such a size reads what is not there.",
    applies: { roles: ["binds"] },
    async run(bench) {
      const bodies = [hex("01"), hex("ff"), hex("05 50 49 4e 47"), hex("ff 50 49 4e 47 00 00")]
      for (const body of bodies) {
        await bench.refusesAfterHandshake(`a command ${body.toString("hex")}`, (session) =>
          session.pack(COMMAND, body),
        )
      }
    },
  },
  {
    id: "37/commands/15",
    level: "MAY",
    title: "what it does with a command whose name has more than letters in it",
    reason: "Names are letters. What is to be done with others is not said.",
    async run(bench) {
      const session = await bench.handshake()
      session.sendCommand("X-1 \0", "data")
      return fateOf(session, bench.observed)
    },
  },
  {
    id: "37/commands/16",
    level: "MAY",
    title: "what it does with a PING whose name is in lower case",
    reason:
      "The grammar's words have no case by the rules of ABNF; implementations compare bytes. It need not be known.",
    async run(bench) {
      const session = await bench.handshake()
      session.sendCommand("ping", pingData(0, "lower"))
      session.sendCommand("PING", pingData(0, "upper"))
      return fateWithin(session.receiveCommand("PONG", "pong"), ({ data }) =>
        data.toString("latin1") === "lower" ? "answers it" : "ignores it",
      )
    },
  },
  {
    id: "37/commands/17",
    level: "MAY",
    title: "what it does with an unknown command between two parts of a message",
    reason: "By the grammar commands stand between messages. What else is to be done is not said.",
    applies: { habits: ["answers"] },
    async run(bench) {
      const session = await bench.handshake()
      const envelope = envelopeTo(bench.target.socketType).map((part) => session.pack(MORE, part))
      const command = session.packCommand("FROBNICATE", "data")
      session.wire.send(...envelope, session.pack(MORE, "a"), command, session.pack(0, "b"))
      return fateWithin(session.expectAnswer("a", "b"), "keeps the message together")
    },
  },
  {
    id: "37/commands/18",
    level: "MAY",
    title: "what it does with ERROR after the handshake",
    reason: "ERROR is for the handshake. What it means later is not said.",
    final: true,
    async run(bench) {
      const session = await bench.handshake()
      session.sendCommand("ERROR", "\x04late")
      return fateOf(session, bench.observed)
    },
  },
]

/** The commands of the peer's handshake. */
async function commandsOf(bench: Bench): Promise<Frame[]> {
  return [...(await bench.handshake()).heard.values()]
}

/** A whole frame, in the long form. */
function lengthened(bytes: Buffer): Buffer {
  const from = isLong({ flags: bytes[0], body: bytes }) ? 9 : 2
  return frame(bytes.subarray(from), { flags: bytes[0], long: true })
}

/** Bends all that is said but the greeting. */
function everywhere(bend: (bytes: Buffer) => Buffer): NonNullable<HandshakeOptions["bend"]> {
  return { HELLO: bend, WELCOME: bend, INITIATE: bend, READY: bend }
}

export const commands: Section = {
  id: "37/commands",
  title: "Commands",
  cases: [...sent, ...taken, ...strange],
}
