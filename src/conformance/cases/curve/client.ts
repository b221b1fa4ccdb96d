/**
 * What a client of CURVE says in a handshake, and what it takes from a server.
 */
import { Buffer } from "node:buffer"
import type { Bench } from "../../bench.js"
import { command, hex } from "../../build.js"
import type { Applies, Case } from "../../case.js"
import { CurveServerSide } from "../../curve.js"
import { metadataOf } from "../../handshake.js"
import { isCommand, nameOf, readCommand, valueOf, type Frame } from "../../read.js"
import type { Session, Step } from "../../session.js"
import { Deviation } from "../../verdict.js"
import { flipped } from "../../vary.js"

const CLIENT: Applies = { mechanisms: ["CURVE"], sides: ["client"] }

// In the data of HELLO: version, padding, C', nonce, box.
const PADDING_AT = 2
const KEY_AT = 74
const HELLO_BYTES = 200
// In the frame of WELCOME, and of READY.
const WELCOME_NONCE_AT = 10
const WELCOME_END = 170
const READY_NONCE_AT = 8
const LEAST_READY_BYTES = 30

const said: readonly Case[] = [
  {
    id: "26/curve/28",
    level: "MUST",
    title: "begins with a HELLO of 200 bytes: version 1.0, 72 zeros, C', nonce, box",
    reason: "It is longer than its answer, so that nobody can use a server to flood others.",
    applies: CLIENT,
    async run(bench) {
      const { heard } = await bench.handshake({ until: "WELCOME" })
      const frame = heardAs(heard, "HELLO")
      if (frame.body.length !== HELLO_BYTES || !isCommand(frame)) {
        throw new Deviation("a command HELLO of 200 bytes", nameOf(frame))
      }
      const data = readCommand(frame.body)?.data ?? Buffer.alloc(0)
      if (!data.subarray(0, PADDING_AT).equals(hex("01 00"))) {
        throw new Deviation("version 1.0", data.toString("hex", 0, PADDING_AT))
      }
      if (data.subarray(PADDING_AT, KEY_AT).some((byte) => byte !== 0)) {
        throw new Deviation("72 zeros", data.toString("hex", PADDING_AT, KEY_AT))
      }
    },
  },
  {
    id: "26/curve/29",
    level: "MUST",
    title: "has 64 zeros in HELLO's box, for the server it was told of",
    reason: "That it can make the box shows that it knows whom it is talking to.",
    applies: CLIENT,
    async run(bench) {
      const session = await bench.handshake({ until: "WELCOME" })
      const data = readCommand(heardAs(session.heard, "HELLO").body)?.data ?? Buffer.alloc(0)
      const proof = serverOf(session).hello(data)
      if (proof?.equals(Buffer.alloc(64)) !== true) {
        throw new Deviation("64 zeros", proof?.toString("hex") ?? "a box that does not open")
      }
    },
  },
  {
    id: "26/curve/30",
    level: "MUST",
    title: "makes a new transient key for each connection",
    reason: "Old traffic has to stay secret when a permanent key gets known.",
    applies: CLIENT,
    async run(bench) {
      const first = await bench.handshake()
      const key = serverOf(first).clientTransient
      await first.wire.leave()
      const second = await bench.handshake()
      if (serverOf(second).clientTransient.equals(key)) {
        throw new Deviation("another C'", "the same one twice")
      }
    },
  },
  {
    id: "26/curve/31",
    level: "MUST",
    title: "waits for WELCOME before INITIATE",
    reason: "Until then it has no key of the server's to seal it for.",
    applies: CLIENT,
    async run(bench) {
      const { wire } = await bench.handshake({ until: "WELCOME" })
      await wire.expectNothing("no WELCOME has come")
    },
  },
  {
    id: "26/curve/32",
    level: "MUST",
    title: "gives back the cookie in INITIATE",
    reason: "The server may have forgotten everything else about the connection.",
    applies: CLIENT,
    async run(bench) {
      const session = await bench.handshake()
      const { cookie } = serverOf(session)
      if (!initiateOf(session).cookie.equals(cookie)) {
        throw new Deviation("the cookie of WELCOME", "another one")
      }
    },
  },
  {
    id: "26/curve/33",
    level: "MUST",
    title: "vouches with its permanent key for its transient one and for the server",
    reason: "That is how it shows that C is its own, and that it means this server.",
    applies: CLIENT,
    async run(bench) {
      const session = await bench.handshake()
      const { vouched } = initiateOf(session)
      if (vouched === null) throw new Deviation("a vouch that opens with C", "it does not open")
      const { clientTransient, permanent } = serverOf(session)
      if (!vouched.subarray(0, 32).equals(clientTransient)) {
        throw new Deviation("C' in the vouch", vouched.toString("hex", 0, 32))
      }
      if (!vouched.subarray(32).equals(permanent.publicKey)) {
        throw new Deviation("S behind C' in the vouch", vouched.toString("hex", 32))
      }
    },
  },
  {
    id: "26/curve/34",
    level: "SHOULD",
    title: "says its socket type in INITIATE",
    reason: "Each side should tell the other what it is, here as well as under NULL.",
    applies: CLIENT,
    async run(bench) {
      const { properties } = await bench.handshake()
      const type = valueOf(properties, "Socket-Type")?.toString("latin1")
      if (type !== bench.target.socketType) {
        throw new Deviation(bench.target.socketType, type ?? "no Socket-Type")
      }
    },
  },
  {
    id: "26/curve/35",
    level: "MUST",
    title: "sends no MESSAGE before READY",
    reason: "The server may yet say no, and nothing is meant for its ears until then.",
    applies: CLIENT,
    async run(bench) {
      const { wire } = await bench.handshake({ until: "READY" })
      await wire.expectNothing("no READY has come")
    },
  },
]

const taken: readonly Case[] = [
  {
    id: "26/curve/36",
    level: "MUST",
    title: "closes at a WELCOME that is too short",
    reason: "WELCOME has 168 bytes, and the client has to check all of them.",
    applies: CLIENT,
    run: (bench) =>
      refusesAt(bench, "WELCOME", (bytes) => command("WELCOME", bytes.subarray(10, -1))),
  },
  {
    id: "26/curve/37",
    level: "MUST",
    title: "closes at a WELCOME that is too long",
    reason: "WELCOME has 168 bytes, and the client has to check all of them.",
    applies: CLIENT,
    run: (bench) =>
      refusesAt(bench, "WELCOME", (bytes) =>
        command("WELCOME", Buffer.concat([bytes.subarray(10), Buffer.alloc(1)])),
      ),
  },
  {
    id: "26/curve/38",
    level: "MUST",
    title: "closes at a WELCOME with one bit changed",
    reason: "Its box no longer opens, so it is not what the server has said.",
    applies: CLIENT,
    run: (bench) =>
      refusesAt(bench, "WELCOME", (bytes) =>
        flipped(bytes, WELCOME_NONCE_AT + bench.random.below(WELCOME_END - WELCOME_NONCE_AT)),
      ),
  },
  {
    id: "26/curve/39",
    level: "MUST",
    title: "closes at a WELCOME of another server than the one it was told of",
    reason: "The client knows the server's key so that nobody else can take its place.",
    applies: CLIENT,
    run: (bench) =>
      bench.refuses("WELCOME of another server", {
        welcome: { permanent: bench.crypto.createKeyPair() },
      }),
  },
  {
    id: "26/curve/40",
    level: "SHOULD",
    title: "closes at a WELCOME with a transient key of low order",
    reason: "What is agreed on with such a key is known to all, so nothing would be secret.",
    applies: CLIENT,
    async run(bench) {
      const first = bench.random.pick([0, 1])
      const key = Buffer.concat([Buffer.from([first]), Buffer.alloc(31)])
      const session = await bench.handshake({ until: "WELCOME" })
      session.wire.send(serverOf(session).welcome({ key }))
      await session.wire.expectClosed(`S' is ${String(first)}`)
      if (session.wire.waiting > 0) throw new Deviation("nothing more", "INITIATE")
    },
  },
  {
    id: "26/curve/41",
    level: "MUST",
    title: "closes at a READY with one bit changed",
    reason: "Its box no longer opens, so it is not what the server has said.",
    applies: CLIENT,
    run: (bench) =>
      refusesAt(bench, "READY", (bytes) =>
        flipped(bytes, READY_NONCE_AT + bench.random.below(bytes.length - READY_NONCE_AT)),
      ),
  },
  {
    id: "26/curve/42",
    level: "MUST",
    title: "closes at a READY of less than 30 bytes",
    reason: "Name, nonce and the box of nothing have that many.",
    applies: CLIENT,
    run: (bench) =>
      refusesAt(bench, "READY", (bytes) =>
        command("READY", bytes.subarray(READY_NONCE_AT, READY_NONCE_AT + LEAST_READY_BYTES - 7)),
      ),
  },
  {
    id: "26/curve/43",
    level: "MUST",
    title: "closes at a READY of NULL",
    reason: "What is not sealed has not come from the server.",
    applies: CLIENT,
    run: (bench) => refusesAt(bench, "READY", () => command("READY", metadataOf(bench.target, {}))),
  },
  {
    id: "26/curve/44",
    level: "MUST",
    title: "closes at another command in place of WELCOME",
    reason: "The handshake has one order, and each command its one place in it.",
    applies: CLIENT,
    run: (bench) => refusesAt(bench, "WELCOME", () => anotherThan(bench, "WELCOME")),
  },
  {
    id: "26/curve/45",
    level: "MUST",
    title: "closes at another command in place of READY",
    reason: "The handshake has one order, and each command its one place in it.",
    applies: CLIENT,
    run: (bench) => refusesAt(bench, "READY", () => anotherThan(bench, "READY")),
  },
  {
    id: "26/curve/46",
    level: "MUST",
    title: "closes when the server says ERROR in place of WELCOME",
    reason: "ERROR is the server's no, and final for these credentials.",
    applies: CLIENT,
    final: true,
    run: (bench) => refusesAt(bench, "WELCOME", () => command("ERROR", "\x03400")),
  },
  {
    id: "26/curve/47",
    level: "MUST",
    title: "closes when the server says ERROR in place of READY",
    reason: "ERROR is the server's no, and final for these credentials.",
    applies: CLIENT,
    final: true,
    run: (bench) => refusesAt(bench, "READY", () => command("ERROR", "\x03400")),
  },
  {
    id: "26/curve/48",
    level: "MUST",
    title: "does not say ERROR to a server",
    reason: "Only servers may; a client that does not like what it gets closes.",
    applies: CLIENT,
    async run(bench) {
      const session = await bench.handshake({ until: "WELCOME" })
      const { wire } = session
      wire.send(flipped(serverOf(session).welcome(), WELCOME_END - 1))
      await wire.expectClosed("WELCOME does not open")
      if (wire.waiting > 0) throw new Deviation("nothing more", nameOf(await wire.receiveFrame()))
    },
  },
]

function heardAs(heard: ReadonlyMap<Step, Frame>, step: Step): Frame {
  const frame = heard.get(step)
  if (frame === undefined) throw new Error(`no ${step} was heard`)
  return frame
}

function serverOf({ curve }: Session): CurveServerSide {
  if (curve instanceof CurveServerSide) return curve
  throw new Error("this case is for clients only")
}

function initiateOf(session: Session): NonNullable<ReturnType<CurveServerSide["initiate"]>> {
  const data = readCommand(heardAs(session.heard, "INITIATE").body)?.data ?? Buffer.alloc(0)
  const said = serverOf(session).initiate(data)
  if (said === null) throw new Deviation("an INITIATE that opens", "it does not")
  return said
}

async function refusesAt(bench: Bench, step: Step, bend: (bytes: Buffer) => Buffer): Promise<void> {
  await bench.refuses(`another ${step}`, { bend: { [step]: bend } })
}

function anotherThan(bench: Bench, step: Step): Buffer {
  const names = ["HELLO", "WELCOME", "INITIATE", "READY", "MESSAGE", "PING", step.toLowerCase()]
  return command(bench.random.pick(names.filter((name) => name !== step)), bench.random.bytes(160))
}

export const clientCases: readonly Case[] = [...said, ...taken]
