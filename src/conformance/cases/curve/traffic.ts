/**
 * What either side of CURVE says and takes once the handshake is done: the MESSAGE, its nonces, its flags.
 */
import { Buffer } from "node:buffer"
import type { Bench } from "../../bench.js"
import { COMMAND, command, commandBody, frame, message, MORE, pingData } from "../../build.js"
import type { Applies, Case } from "../../case.js"
import { metadataOf } from "../../handshake.js"
import { nameOf, readCommand, type Frame } from "../../read.js"
import type { Session } from "../../session.js"
import { envelopeTo } from "../../target.js"
import { Deviation, informational, Skipped } from "../../verdict.js"
import { flipped, variations } from "../../vary.js"
import { trafficOf } from "./nonces.js"

const CURVE: Applies = { mechanisms: ["CURVE"] }

// In the frame of a MESSAGE of less than 223 bytes.
const NAME_AT = 2
const NONCE_AT = 10
const BOX_AT = 18
const TAG_BYTES = 16

const said: readonly Case[] = [
  {
    id: "26/curve/49",
    level: "MUST",
    title: "sends nothing but MESSAGEs whose boxes open",
    reason: "All that follows the handshake is sealed, commands as well.",
    applies: CURVE,
    async run(bench) {
      const session = await bench.handshake()
      const traffic = trafficOf(session)
      for (const frame of await provoked(bench, session, 3)) {
        if (traffic.open(frame) === null) {
          throw new Deviation("a MESSAGE whose box opens", nameOf(frame))
        }
      }
    },
  },
  {
    id: "26/curve/50",
    level: "MUST",
    title: "counts its nonces up through the handshake and all that follows",
    reason: "A nonce that is used twice with a key gives away what it has sealed.",
    applies: CURVE,
    async run(bench) {
      const session = await bench.handshake()
      const counters = [...session.heard.values(), ...(await provoked(bench, session, 5))]
        .map(counterOf)
        .filter((counter) => counter !== null)
      counters.forEach((counter, i) => {
        if (i > 0 && counter <= counters[i - 1]) {
          throw new Deviation(`more than ${String(counters[i - 1])}`, String(counter))
        }
      })
    },
  },
  {
    id: "26/curve/51",
    level: "MAY",
    title: "in what frames it sends MESSAGE",
    reason:
      "It is called a command, but it is also what stands in for the frames of messages, and most peers send it in those.",
    applies: CURVE,
    async run(bench) {
      const session = await bench.handshake()
      const [{ flags }] = await provoked(bench, session, 1)
      const kind = (flags & COMMAND) === 0 ? "message frames" : "command frames"
      return informational(`in ${kind}`)
    },
  },
]

const taken: readonly Case[] = [
  {
    id: "26/curve/52",
    level: "MUST",
    title: "takes and sends messages around the size where a MESSAGE needs a long frame",
    reason: "A MESSAGE is 33 bytes longer than what is in it.",
    applies: { ...CURVE, habits: ["answers"] },
    async run(bench) {
      const session = await bench.handshake()
      for (const size of [1, 221, 222, 223, 224, 65_502, 65_503]) {
        await session.exchange(bench.random.bytes(size))
      }
      await session.exchange("")
    },
  },
  {
    id: "26/curve/53",
    level: "MUST",
    title: "closes at a MESSAGE with one bit changed",
    reason: "Its box no longer opens, so somebody has changed it on the way.",
    applies: CURVE,
    async run(bench) {
      const places = [NAME_AT, NAME_AT + 7, NONCE_AT, NONCE_AT + 7, BOX_AT, BOX_AT + TAG_BYTES - 1]
      const ends = [BOX_AT + TAG_BYTES, BOX_AT + TAG_BYTES + 1]
      for (const at of variations(bench, [...places, ...ends])) {
        await bench.refusesAfterHandshake(`byte ${String(at - 2)} changed`, (session) =>
          flipped(session.pack(0, "x"), at),
        )
      }
    },
  },
  {
    id: "26/curve/54",
    level: "MUST",
    title: "closes at a message that is not sealed",
    reason: "Whoever can put bytes into the connection could else put messages into it.",
    applies: CURVE,
    run: (bench) =>
      bench.refusesAfterHandshake("a message in the open", () =>
        message(...envelopeTo(bench.target.socketType), "x"),
      ),
  },
  {
    id: "26/curve/55",
    level: "MUST",
    title: "closes at a command that is not sealed",
    reason: "Commands do things as well: they subscribe, and keep connections alive.",
    applies: CURVE,
    async run(bench) {
      const ready = command("READY", metadataOf(bench.target, {}))
      const commands = [command("PING", pingData()), command("SUBSCRIBE", ""), ready]
      for (const bytes of variations(bench, commands)) {
        await bench.refusesAfterHandshake("a command in the open", () => bytes)
      }
    },
  },
  {
    id: "26/curve/56",
    level: "MUST",
    title: "closes at a MESSAGE of less than 33 bytes",
    reason: "Name, nonce and a box with one byte of flags have that many.",
    applies: CURVE,
    async run(bench) {
      for (const size of variations(bench, [0, 7, 8, 23, 24])) {
        await bench.refusesAfterHandshake(`${String(size)} bytes behind its name`, (session) =>
          frame(session.pack(0, "").subarray(NAME_AT, NONCE_AT + size)),
        )
      }
    },
  },
  {
    id: "26/curve/57",
    level: "MUST",
    title: "closes at a MESSAGE without a byte of flags in its box",
    reason: "There is nothing in it that could be a message, not even an empty one.",
    applies: CURVE,
    run: (bench) =>
      bench.refusesAfterHandshake("an empty box", (session) => {
        const { key, counter, prefix } = trafficOf(session)
        const nonce = Buffer.alloc(24)
        nonce.write(prefix, "latin1")
        nonce.writeBigUInt64BE(counter.next(), 16)
        const data = Buffer.concat([nonce.subarray(16), key.seal(nonce, Buffer.alloc(0))])
        return frame(commandBody("MESSAGE", data))
      }),
  },
  {
    id: "26/curve/58",
    level: "MUST",
    title: "closes at reserved flags in the box",
    reason: "They have to be zero, and what has other fields than it should is to be refused.",
    applies: CURVE,
    async run(bench) {
      for (const innerFlags of variations(bench, [0x80, 0x40, 0x04])) {
        await bench.refusesAfterHandshake(`flags ${innerFlags.toString(16)}`, (session) =>
          session.pack(0, "x", { innerFlags }),
        )
      }
    },
  },
  {
    id: "26/curve/59",
    level: "MUST",
    title: "says no ERROR to a MESSAGE that it refuses",
    reason: "Whoever forges messages must not learn anything from how they are refused.",
    applies: { ...CURVE, sides: ["server"] },
    async run(bench) {
      const session = await bench.handshake()
      const { wire } = session
      wire.send(flipped(session.pack(0, "x"), BOX_AT))
      await wire.expectClosed("the box does not open")
      while (wire.waiting > 0) {
        const last = await wire.receiveFrame()
        if (readCommand(last.body)?.name === "ERROR") throw new Deviation("no ERROR", nameOf(last))
      }
    },
  },
  {
    id: "26/curve/60",
    level: "SHOULD",
    title: "takes commands in a MESSAGE, and answers them in one",
    reason:
      "Commands of ZMTP 3.1 have to be sealed as well; the second bit of the flags in the box tells them from messages.",
    applies: CURVE,
    async run(bench) {
      if (!bench.observed.answersPing) throw new Skipped("it does not answer PING")
      const session = await bench.handshake()
      const { data } = await session.ping("sealed")
      if (data.toString("latin1") !== "sealed")
        throw new Deviation("sealed", data.toString("latin1"))
    },
  },
  {
    id: "26/curve/61",
    level: "MAY",
    title: "what it does with a MESSAGE in a command frame",
    reason: "It is called a command, but most peers send it in the frames of messages.",
    applies: { ...CURVE, habits: ["answers"] },
    run: (bench) => fateOf(bench, COMMAND),
  },
  {
    id: "26/curve/62",
    level: "MAY",
    title: "what it does with a MESSAGE in a frame that says more is to follow",
    reason: "Whether more is to follow is said in the box.",
    applies: { ...CURVE, habits: ["answers"] },
    run: (bench) => fateOf(bench, MORE),
  },
]

/** So many frames that the peer was made to send. */
async function provoked(bench: Bench, session: Session, count: number): Promise<Frame[]> {
  const { target, observed } = bench
  const answers = target.habits.has("answers")
  if (!answers && !observed.answersPing) throw new Skipped("nothing makes it say something")
  const frames: Frame[] = []
  for (let i = 0; i < count; i++) {
    if (answers) session.sendMessage(...envelopeTo(target.socketType), "say something")
    else session.sendCommand("PING", pingData())
    frames.push(await session.wire.receiveFrame("a MESSAGE"))
  }
  return frames
}

/** The counter of a short nonce; null when the command has none. */
function counterOf({ body }: Frame): bigint | null {
  const said = readCommand(body)
  if (said === null) return null
  const at = { HELLO: 106, INITIATE: 96, READY: 0, MESSAGE: 0 }[said.name]
  return at === undefined || said.data.length < at + 8 ? null : said.data.readBigUInt64BE(at)
}

async function fateOf(bench: Bench, flags: number): Promise<unknown> {
  const session = await bench.handshake()
  const envelope = envelopeTo(bench.target.socketType).map((part) => session.pack(MORE, part))
  const sealed = trafficOf(session).seal(0, Buffer.from("x"))
  session.wire.send(...envelope, frame(sealed, { flags }))
  try {
    await session.expectAnswer("x")
    return informational("takes it")
  } catch (error) {
    if (!(error instanceof Deviation)) throw error
    return informational(session.wire.isClosed ? "closes the connection" : "ignores it")
  }
}

export const trafficCases: readonly Case[] = [...said, ...taken]
