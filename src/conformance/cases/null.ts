/**
 * 37/null: the handshake of the NULL mechanism, READY for READY, and what may not be in it.
 */
import { Buffer } from "node:buffer"
import type { Bench } from "../bench.js"
import { COMMAND, command, commandBody, frame, greeting, hex, message, pingData } from "../build.js"
import type { Applies, Case, Section } from "../case.js"
import { fateOf, fateWithin } from "../fate.js"
import { metadataOf } from "../handshake.js"
import { nameOf, readCommand } from "../read.js"
import type { Session } from "../session.js"
import { envelopeTo } from "../target.js"
import { Deviation } from "../verdict.js"
import type { Wire } from "../wire.js"

const NULL: Applies = { mechanisms: ["NULL"] }
const NULL_BINDS: Applies = { mechanisms: ["NULL"], roles: ["binds"] }
const NULL_CONNECTS: Applies = { mechanisms: ["NULL"], roles: ["connects"] }
const AT_ONCE = 12
/** What other mechanisms say in their handshakes, and what comes after one. */
const OUT_OF_PLACE = ["HELLO", "WELCOME", "INITIATE", "MESSAGE", "PONG", "SUBSCRIBE", "FROBNICATE"]

const order: readonly Case[] = [
  {
    id: "37/null/1",
    level: "MUST",
    title: "says READY without having heard one, if it is the one that connects",
    reason: "The client is who connects. It says READY, and then waits for the other's.",
    applies: NULL_CONNECTS,
    async run(bench) {
      const { wire } = await bench.handshake({ until: "READY" })
      const said = await wire.receiveFrame("a command READY")
      if (readCommand(said.body)?.name !== "READY") throw new Deviation("READY", nameOf(said))
    },
  },
  {
    id: "37/null/2",
    level: "MUST",
    title: "says READY to whoever has said READY",
    reason: "A server that finds nothing wrong with the client's READY replies with its own.",
    applies: NULL_BINDS,
    run: (bench) => bench.accepts({}),
  },
  {
    id: "37/null/3",
    level: "MUST",
    title: "says READY once",
    reason: "A handshake is one READY each way.",
    applies: NULL,
    async run(bench) {
      const { wire } = await bench.handshake()
      const until = performance.now() + wire.patience.quietMs
      for (let left = 1; left > 0 && (await wire.hears(left)); left = until - performance.now()) {
        const said = await wire.receiveFrame()
        if (readCommand(said.body)?.name === "READY") throw new Deviation("one READY", "another")
      }
    },
  },
  {
    id: "37/null/4",
    level: "MUST",
    title: "says nothing but READY before it has heard one",
    reason: "Traffic follows on the handshake, which takes a READY that was sent and one received.",
    applies: NULL,
    async run(bench) {
      const { wire } = await bench.handshake({ until: "READY" })
      let readies = 0
      while (await wire.hears()) {
        const said = await wire.receiveFrame()
        const isReady = readCommand(said.body)?.name === "READY"
        if (!isReady || ++readies > 1) throw new Deviation("no more than a READY", nameOf(said))
      }
      await wire.expectOpen("the handshake is going on")
    },
  },
  {
    id: "37/null/5",
    level: "MUST",
    title: "takes a message right behind READY, if it is the one that connects",
    reason: "Who binds may send as soon as it has said its READY, since the other's has come.",
    applies: { ...NULL_CONNECTS, habits: ["answers"] },
    async run(bench) {
      const session = await bench.handshake({ until: "READY" })
      await expectReady(session.wire)
      session.wire.send(readyOf(bench), session.packMessage(...envelopeOf(bench), "at once"))
      await session.expectAnswer("at once")
    },
  },
  {
    id: "37/null/6",
    level: "MAY",
    title: "what it does with a message right behind READY, if it is the one that binds",
    reason: "Who connects has to wait for the other's READY before it sends.",
    applies: { ...NULL_BINDS, habits: ["answers"] },
    async run(bench) {
      const session = await bench.handshake({ until: "READY" })
      session.wire.send(readyOf(bench), session.packMessage(...envelopeOf(bench), "at once"))
      return fateWithin(expectReadyAnd(session, "at once"), "takes it")
    },
  },
  {
    id: "37/null/7",
    level: "MUST",
    title: "shakes hands with many at once, whoever comes to an end first",
    reason: "Each connection has its own handshake, and none has to wait for another.",
    applies: {
      ...NULL_BINDS,
      socketTypes: ["REP", "ROUTER", "PUB", "SUB", "XPUB", "XSUB", "PULL"],
    },
    async run(bench) {
      const begun: Session[] = []
      for (let i = 0; i < AT_ONCE; i++) begun.push(await bench.handshake({ until: "READY" }))
      for (const { wire } of [...begun].reverse()) wire.send(readyOf(bench))
      for (const session of begun) {
        await expectReady(session.wire)
        await session.expectServed(bench.observed)
      }
    },
  },
  {
    id: "37/null/8",
    level: "MUST",
    title: "takes a READY that comes in any two pieces",
    reason: "TCP has no borders: any number of bytes may come at a time.",
    applies: NULL_BINDS,
    async run(bench) {
      const { length } = readyOf(bench)
      for (let first = 1 + bench.random.below(2); first < length; first += 2) {
        const session = await bench.handshake({ until: "READY" })
        await session.wire.sendInPieces(readyOf(bench), [first])
        await expectReady(session.wire)
        await session.expectServed(bench.observed)
        await session.wire.leave()
      }
    },
  },
]

const wrong: readonly Case[] = [
  {
    id: "37/null/9",
    level: "SHOULD",
    title: "closes at any other command in place of READY",
    reason: "By the grammar a handshake is READY or ERROR. What else comes is of another protocol.",
    applies: NULL_BINDS,
    async run(bench) {
      const metadata = metadataOf(bench.target, {})
      for (const name of OUT_OF_PLACE) await inPlaceOfReady(bench, name, command(name, metadata))
      await inPlaceOfReady(bench, "PING", command("PING", pingData(0, "early")))
    },
  },
  {
    id: "37/null/10",
    level: "MUST",
    title: "takes no message after any other command in place of READY",
    reason: "Without a READY there is no handshake, and without a handshake no traffic.",
    applies: { ...NULL, habits: ["answers"] },
    async run(bench) {
      const session = await bench.handshake({ until: "READY" })
      const hello = message(...envelopeOf(bench), "hello")
      session.wire.send(command("FROBNICATE", metadataOf(bench.target, {})), hello)
      while (await session.wire.hears()) {
        const said = await session.wire.receiveFrame()
        if (!said.body.includes("hello")) continue
        throw new Deviation("no answer before the handshake is done", nameOf(said))
      }
    },
  },
  {
    id: "37/null/11",
    level: "SHOULD",
    title: "closes at a malformed command in place of READY",
    reason: "A command has a name of 1 to 255 letters, and all of them are in it.",
    applies: NULL_BINDS,
    async run(bench) {
      for (const body of [hex(""), hex("00"), hex("05 52 45 41 44"), hex("ff 52 45 41 44 59")]) {
        const text = `a command ${body.toString("hex") || "of 0 bytes"}`
        await inPlaceOfReady(bench, text, frame(body, { flags: COMMAND }))
      }
    },
  },
  {
    id: "37/null/12",
    level: "SHOULD",
    title: "closes at a READY that comes as a message",
    reason: "READY is a command, and what is a command is said by the flag.",
    applies: NULL,
    async run(bench) {
      const body = commandBody("READY", metadataOf(bench.target, {}))
      await inPlaceOfReady(bench, "READY in a message frame", frame(body))
    },
  },
  {
    id: "37/null/13",
    level: "MAY",
    title: "what it does with a READY that says more is to follow",
    reason: "Commands have one frame. What is to be done with others is not said.",
    applies: NULL,
    run: (bench) =>
      fateWithin(
        bench.accepts({
          bend: { READY: (bytes) => Buffer.concat([hex("05"), bytes.subarray(1)]) },
        }),
        "goes on as usual",
      ),
  },
  {
    id: "37/null/14",
    level: "MAY",
    title: "what it does with a second READY",
    reason: "A handshake is one READY each way. What one means later is not said.",
    applies: NULL,
    async run(bench) {
      const session = await bench.handshake()
      session.wire.send(readyOf(bench))
      return fateOf(session, bench.observed)
    },
  },
  {
    id: "37/null/15",
    level: "MAY",
    title: "what it does with a READY whose name is in lower case",
    reason: "The grammar's words have no case by the rules of ABNF; implementations compare bytes.",
    applies: NULL,
    run: (bench) =>
      fateWithin(
        bench.accepts({ bend: { READY: () => command("ready", metadataOf(bench.target, {})) } }),
        "goes on as usual",
      ),
  },
  {
    id: "37/null/16",
    level: "MUST",
    title: "forgets who went away in the middle of the handshake",
    reason: "Connections break at any byte, and none has anything to do with the next.",
    applies: NULL_BINDS,
    async run(bench) {
      const whole = Buffer.concat([greeting(), readyOf(bench)])
      for (let size = 64; size < whole.length; size += 4) {
        const wire = await bench.open()
        wire.send(whole.subarray(0, size))
        await wire.sent()
        if (size % 8 === 0) await wire.leave()
        else wire.destroy()
      }
      await bench.accepts({})
    },
  },
]

function readyOf(bench: Bench): Buffer {
  return command("READY", metadataOf(bench.target, {}))
}

function envelopeOf(bench: Bench): readonly Buffer[] {
  return envelopeTo(bench.target.socketType)
}

async function expectReady(wire: Wire): Promise<void> {
  const said = await wire.receiveFrame("a command READY")
  if (readCommand(said.body)?.name !== "READY") throw new Deviation("READY", nameOf(said))
}

async function expectReadyAnd(session: Session, answer: string): Promise<void> {
  await expectReady(session.wire)
  await session.expectAnswer(answer)
}

/** @param what for the report: the peer has to close at it. */
async function inPlaceOfReady(bench: Bench, what: string, bytes: Buffer): Promise<void> {
  await bench.refuses(`${what}, where READY is due`, { bend: { READY: () => bytes } })
}

export const nulls: Section = {
  id: "37/null",
  title: "The NULL mechanism",
  cases: [...order, ...wrong],
}
