/**
 * What a server of PLAIN says, and what it lets pass in a handshake.
 */
import { Buffer } from "node:buffer"
import type { Bench } from "../../bench.js"
import { command, greeting, hex, message, property } from "../../build.js"
import type { Applies, Case } from "../../case.js"
import { metadataOf, plainHello } from "../../handshake.js"
import { isCommand, nameOf, readCommand, valueOf } from "../../read.js"
import { envelopeTo } from "../../target.js"
import { Deviation, informational } from "../../verdict.js"
import { variations } from "../../vary.js"

const SERVER: Applies = { mechanisms: ["PLAIN"], sides: ["server"] }
const BOUND: Applies = { ...SERVER, roles: ["binds"] }

const GREETING_BYTES = 64

const said: readonly Case[] = [
  {
    id: "24/plain/1",
    level: "MUST",
    title: "says nothing before it has a HELLO",
    reason: "The client begins, with what shows who it is.",
    applies: SERVER,
    async run(bench) {
      const { wire } = await bench.handshake({ until: "HELLO" })
      await wire.expectNothing("no HELLO has come")
    },
  },
  {
    id: "24/plain/2",
    level: "MUST",
    title: "answers HELLO with a WELCOME that is a name and nothing more",
    reason: "That is all there is of it in the grammar.",
    applies: SERVER,
    async run(bench) {
      const { heard } = await bench.handshake({ until: "INITIATE" })
      const welcome = heard.get("WELCOME")
      if (welcome !== undefined && isCommand(welcome) && welcome.body.length === 8) return
      throw new Deviation("a command of 8 bytes", welcome ? nameOf(welcome) : "nothing")
    },
  },
  {
    id: "24/plain/3",
    level: "MUST",
    title: "waits for INITIATE before READY",
    reason: "READY is the answer to INITIATE, in which the client says what it is.",
    applies: SERVER,
    async run(bench) {
      const { wire } = await bench.handshake({ until: "INITIATE" })
      await wire.expectNothing("no INITIATE has come")
    },
  },
  {
    id: "24/plain/4",
    level: "SHOULD",
    title: "says its socket type in READY",
    reason: "Each side should tell the other what it is, here as well as under NULL.",
    applies: SERVER,
    async run(bench) {
      const { properties } = await bench.handshake()
      const type = valueOf(properties, "Socket-Type")?.toString("latin1")
      if (type !== bench.target.socketType) {
        throw new Deviation(bench.target.socketType, type ?? "no Socket-Type")
      }
    },
  },
]

const hello: readonly Case[] = [
  {
    id: "24/plain/5",
    level: "MUST",
    title: "closes at a HELLO that is cut short",
    reason: "User name and password each have their length in front; both have to be there.",
    applies: BOUND,
    async run(bench) {
      const { username, password } = bench.target.credentials
      const whole = readCommand(plainHello(username, password).subarray(2))?.data ?? username
      const cuts = [0, 1, 1 + username.length, 2 + username.length, whole.length - 1]
      for (const size of cuts.filter((size) => size < whole.length)) {
        const bend = (): Buffer => command("HELLO", whole.subarray(0, size))
        await bench.refuses(`${String(size)} of ${String(whole.length)} bytes`, {
          bend: { HELLO: bend },
        })
      }
    },
  },
  {
    id: "24/plain/6",
    level: "MUST",
    title: "closes at a HELLO whose lengths go beyond its end",
    reason: "What is read there would be somebody else's memory.",
    applies: BOUND,
    async run(bench) {
      for (const data of ["ff", "ff 61", "00 ff", "01 61 ff 62", "03 61 62", "80 00 00"]) {
        const bend = (): Buffer => command("HELLO", hex(data))
        await bench.refuses(`HELLO ${data}`, { bend: { HELLO: bend } })
      }
    },
  },
  {
    id: "24/plain/7",
    level: "SHOULD",
    title: "closes at a HELLO with more behind the password",
    reason: "The grammar ends there, so this is another command than it looks like.",
    applies: SERVER,
    async run(bench) {
      for (const more of variations(bench, [Buffer.alloc(1), Buffer.from("\x03abc")])) {
        const bend = (bytes: Buffer): Buffer =>
          command("HELLO", Buffer.concat([bytes.subarray(8), more]))
        await bench.refuses("bytes behind the password", { bend: { HELLO: bend } })
      }
    },
  },
  {
    id: "24/plain/8",
    level: "SHOULD",
    title: "closes at a HELLO in a frame that is no command",
    reason: "The handshake is made of commands, and messages have no place in it.",
    applies: SERVER,
    run: (bench) =>
      bench.refuses("HELLO in a message", {
        bend: { HELLO: (bytes) => Buffer.concat([hex("00"), bytes.subarray(1)]) },
      }),
  },
  {
    id: "24/plain/9",
    level: "MUST",
    title: "survives user names and passwords of every length, with any bytes",
    reason: "Both have up to 255 bytes, and whoever judges them gets them as they are.",
    applies: BOUND,
    async run(bench) {
      const { random } = bench
      for (const [user, pass] of [
        [0, 0],
        [255, 0],
        [0, 255],
        [255, 255],
      ]) {
        const { wire } = await bench.handshake({ until: "HELLO" })
        wire.send(plainHello(random.bytes(user), random.bytes(pass)))
        await wire.receiveFrame("WELCOME or ERROR").catch((error: unknown) => {
          if (!(error instanceof Deviation) || !wire.isClosed) throw error
        })
      }
      await bench.accepts({})
    },
  },
  {
    id: "24/plain/10",
    level: "MAY",
    title: "what it does with HELLO and INITIATE in one piece",
    reason:
      "A client is asked to wait for WELCOME. It gains nothing by not waiting but time, if it is let in.",
    applies: SERVER,
    async run(bench) {
      const session = await bench.handshake({ until: "HELLO" })
      const { username, password } = bench.target.credentials
      const initiate = command("INITIATE", metadataOf(bench.target, {}))
      session.wire.send(plainHello(username, password), initiate)
      try {
        await session.receiveCommand("WELCOME")
        await session.receiveCommand("READY")
        return informational("takes both")
      } catch (error) {
        if (!(error instanceof Deviation)) throw error
        return informational(`does not go on: ${error.seen}`)
      }
    },
  },
]

const order: readonly Case[] = [
  {
    id: "24/plain/11",
    level: "MUST",
    title: "closes at any other command in place of HELLO",
    reason: "The handshake has one order, and each command its one place in it.",
    applies: SERVER,
    async run(bench) {
      const { username, password } = bench.target.credentials
      const hello = plainHello(username, password).subarray(8)
      const others = ["INITIATE", "READY", "WELCOME", "MESSAGE", "PING"]
      const near = ["hello", "HELLOX", "HELL"]
      for (const name of variations(bench, [...others, ...near])) {
        const data = near.includes(name) ? hello : metadataOf(bench.target, {})
        await bench.refuses(`${name} in place of HELLO`, {
          bend: { HELLO: () => command(name, data) },
        })
      }
    },
  },
  {
    id: "24/plain/12",
    level: "MUST",
    title: "closes at any other command in place of INITIATE",
    reason: "The handshake has one order, and each command its one place in it.",
    applies: SERVER,
    async run(bench) {
      const metadata = metadataOf(bench.target, {})
      const others = ["WELCOME", "READY", "MESSAGE", "SUBSCRIBE", "initiate"]
      for (const name of variations(bench, others)) {
        const bend = (): Buffer => command(name, metadata)
        await bench.refuses(`${name} in place of INITIATE`, { bend: { INITIATE: bend } })
      }
    },
  },
  {
    id: "24/plain/13",
    level: "MUST",
    title: "closes at a second HELLO",
    reason: "Who was let in under one name could else go on under another.",
    applies: SERVER,
    async run(bench) {
      const { username, password } = bench.target.credentials
      const bend = (): Buffer => plainHello(username, password)
      await bench.refuses("HELLO twice", { bend: { INITIATE: bend } })
    },
  },
  {
    id: "24/plain/14",
    level: "MUST",
    title: "closes when the client says ERROR",
    reason: "ERROR is final, whoever says it.",
    applies: SERVER,
    async run(bench) {
      for (const step of variations(bench, ["HELLO", "INITIATE"])) {
        const bend = (): Buffer => command("ERROR", "\x02no")
        await bench.refuses(`ERROR in place of ${step}`, { bend: { [step]: bend } })
      }
    },
  },
  {
    id: "24/plain/15",
    level: "MUST",
    title: "closes at a READY of NULL behind a greeting for PLAIN",
    reason: "The greeting is a promise; a peer that lets clients break it asks for no password.",
    applies: SERVER,
    async run(bench) {
      const wire = await bench.open()
      const ready = command("READY", metadataOf(bench.target, {}))
      wire.send(greeting({ mechanism: "PLAIN" }), ready)
      await wire.expectClosed("READY in place of HELLO")
    },
  },
  {
    id: "24/plain/16",
    level: "MUST",
    title: "lets nobody down to another mechanism, whatever comes behind the greeting",
    reason: "All of a socket's peers have the mechanism it was given, or none.",
    applies: SERVER,
    async run(bench) {
      for (const mechanism of variations(bench, ["NULL", "CURVE"])) {
        const wire = await bench.open()
        const { username, password } = bench.target.credentials
        const ready = command("READY", metadataOf(bench.target, {}))
        const hello = plainHello(username, password)
        const text = message(...envelopeTo(bench.target.socketType), "x")
        wire.send(greeting({ mechanism }), mechanism === "NULL" ? ready : hello, text)
        await wire.expectClosed(`a greeting for ${mechanism}`)
        if (wire.waiting > GREETING_BYTES) {
          throw new Deviation("no more than a greeting", `${String(wire.waiting)} bytes`)
        }
      }
    },
  },
  {
    id: "24/plain/17",
    level: "MUST",
    title: "closes at metadata in INITIATE whose sizes do not fit",
    reason: "The server has to parse and check INITIATE before it says READY.",
    applies: SERVER,
    async run(bench) {
      const whole = metadataOf(bench.target, {})
      const broken = [
        whole.subarray(0, whole.length - 1),
        Buffer.concat([whole, Buffer.from([5])]),
        Buffer.concat([whole, property("X-a", "b", { valueLength: 0xffffffff })]),
      ]
      for (const metadata of variations(bench, broken)) {
        await bench.refuses("metadata that is cut short", { metadata })
      }
    },
  },
  {
    id: "24/plain/18",
    level: "MUST",
    title: "takes INITIATE with further properties",
    reason: "Names that begin with X- belong to applications; others may be of a later version.",
    applies: SERVER,
    async run(bench) {
      const more = [property("X-anything", ""), property("Later", bench.random.bytes(1000))]
      await bench.accepts({ more: Buffer.concat(more) })
    },
  },
  {
    id: "24/plain/19",
    level: "MAY",
    title: "what it does with HELLO when the handshake is long done",
    reason: "It has no place there. What is to be done is not said.",
    applies: SERVER,
    run: (bench) => fateOf(bench, plainHello("somebody", "else")),
  },
]

async function fateOf(bench: Bench, bytes: Buffer): Promise<unknown> {
  const { wire } = await bench.handshake()
  wire.send(bytes)
  const closed = await wire.closes(wire.patience.quietMs)
  return informational(closed ? "closes the connection" : "goes on")
}

export const serverCases: readonly Case[] = [...said, ...hello, ...order]
