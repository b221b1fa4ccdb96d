/**
 * What a client of PLAIN says in a handshake, and what it takes from a server.
 */
import { Buffer } from "node:buffer"
import type { Bench } from "../../bench.js"
import { command, greeting } from "../../build.js"
import type { Applies, Case } from "../../case.js"
import { metadataOf } from "../../handshake.js"
import { isCommand, nameOf, readCommand, shown, valueOf } from "../../read.js"
import { Deviation } from "../../verdict.js"
import { variations } from "../../vary.js"

const CLIENT: Applies = { mechanisms: ["PLAIN"], sides: ["client"] }

const GREETING_BYTES = 64

const said: readonly Case[] = [
  {
    id: "24/plain/20",
    level: "MUST",
    title: "begins with a HELLO of user name and password, each with its length in front",
    reason: "That is how the server finds where one ends and the other begins.",
    applies: CLIENT,
    async run(bench) {
      const { username, password } = await helloOf(bench)
      const declared = bench.target.credentials
      if (declared.username.length + declared.password.length === 0) return
      if (username.equals(declared.username) && password.equals(declared.password)) return
      throw new Deviation("the declared user name and password", `those of ${shown(username)}`)
    },
  },
  {
    id: "24/plain/21",
    level: "MUST",
    title: "waits for WELCOME before INITIATE",
    reason: "It is not let in before that.",
    applies: CLIENT,
    async run(bench) {
      const { wire } = await bench.handshake({ until: "WELCOME" })
      await wire.expectNothing("no WELCOME has come")
    },
  },
  {
    id: "24/plain/22",
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
    id: "24/plain/23",
    level: "MUST",
    title: "sends no message before READY",
    reason: "A client may send messages when it has READY.",
    applies: CLIENT,
    async run(bench) {
      const { wire } = await bench.handshake({ until: "READY" })
      await wire.expectNothing("no READY has come")
    },
  },
  {
    id: "24/plain/24",
    level: "MUST",
    title: "does not tell its password to a peer of another mechanism",
    reason: "Who does not even say PLAIN must not get to see what only PLAIN's server may know.",
    applies: CLIENT,
    async run(bench) {
      for (const mechanism of variations(bench, ["NULL", "CURVE"])) {
        const wire = await bench.open()
        wire.send(greeting({ mechanism }))
        await wire.expectClosed(`a greeting for ${mechanism}`)
        if (wire.waiting > GREETING_BYTES) {
          throw new Deviation("no more than a greeting", `${String(wire.waiting)} bytes`)
        }
      }
    },
  },
]

const taken: readonly Case[] = [
  {
    id: "24/plain/25",
    level: "SHOULD",
    title: "closes at a WELCOME with something behind its name",
    reason: "The grammar ends there, so this is another command than it looks like.",
    applies: CLIENT,
    run: (bench) =>
      bench.refuses("WELCOME with data", { bend: { WELCOME: () => command("WELCOME", "x") } }),
  },
  {
    id: "24/plain/26",
    level: "MUST",
    title: "closes at another command in place of WELCOME",
    reason: "The handshake has one order, and each command its one place in it.",
    applies: CLIENT,
    async run(bench) {
      const names = ["READY", "HELLO", "INITIATE", "MESSAGE", "PING", "welcome"]
      for (const name of variations(bench, names)) {
        const bend = (): Buffer => command(name, metadataOf(bench.target, {}))
        await bench.refuses(`${name} in place of WELCOME`, { bend: { WELCOME: bend } })
      }
    },
  },
  {
    id: "24/plain/27",
    level: "MUST",
    title: "closes at another command in place of READY",
    reason: "The handshake has one order, and each command its one place in it.",
    applies: CLIENT,
    async run(bench) {
      for (const name of variations(bench, ["WELCOME", "INITIATE", "HELLO", "MESSAGE", "ready"])) {
        const data = name === "WELCOME" ? "" : metadataOf(bench.target, {})
        const bend = (): Buffer => command(name, data)
        await bench.refuses(`${name} in place of READY`, { bend: { READY: bend } })
      }
    },
  },
  {
    id: "24/plain/28",
    level: "MUST",
    title: "closes when the server says ERROR",
    reason: "ERROR is the server's no: nothing can follow on it.",
    applies: CLIENT,
    final: true,
    async run(bench) {
      const step = bench.random.pick(["WELCOME", "READY"])
      const reason = bench.random.pick(["", "400", "x".repeat(255)])
      const data = Buffer.concat([Buffer.from([reason.length]), Buffer.from(reason)])
      await bench.refuses(`ERROR in place of ${step}`, {
        bend: { [step]: () => command("ERROR", data) },
      })
    },
  },
  {
    id: "24/plain/29",
    level: "MUST",
    title: "closes at an ERROR whose reason is cut short",
    reason: "It means no all the same, and its length must not be believed.",
    applies: CLIENT,
    final: true,
    async run(bench) {
      const data = bench.random.pick(["", "\x03", "\xff400"])
      await bench.refuses("half an ERROR", { bend: { WELCOME: () => command("ERROR", data) } })
    },
  },
  {
    id: "24/plain/30",
    level: "MUST",
    title: "closes at metadata in READY whose sizes do not fit",
    reason: "What is read there would be somebody else's memory.",
    applies: CLIENT,
    async run(bench) {
      const whole = metadataOf(bench.target, {})
      const metadata = bench.random.pick([
        whole.subarray(0, whole.length - 1),
        Buffer.concat([whole, Buffer.from([5])]),
      ])
      await bench.refuses("metadata that is cut short", { metadata })
    },
  },
]

/** What HELLO says. */
async function helloOf(bench: Bench): Promise<{ username: Buffer; password: Buffer }> {
  const { heard } = await bench.handshake({ until: "WELCOME" })
  const frame = heard.get("HELLO")
  if (frame === undefined || !isCommand(frame)) {
    throw new Deviation("a command HELLO", frame === undefined ? "nothing" : nameOf(frame))
  }
  const data = readCommand(frame.body)?.data ?? Buffer.alloc(0)
  const passwordAt = data.length === 0 ? 0 : 1 + data[0]
  if (passwordAt === 0 || passwordAt >= data.length) {
    throw new Deviation("a user name and a password", shown(data))
  }
  if (passwordAt + 1 + data[passwordAt] !== data.length) {
    throw new Deviation("a password that ends where HELLO does", shown(data))
  }
  return { username: data.subarray(1, passwordAt), password: data.subarray(passwordAt + 1) }
}

export const clientCases: readonly Case[] = [...said, ...taken]
