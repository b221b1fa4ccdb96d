/**
 * 37/errors: the ERROR command, and who comes back after what.
 */
import { Buffer } from "node:buffer"
import type { Bench } from "../bench.js"
import { command, frame } from "../build.js"
import type { Case, Section } from "../case.js"
import type { HandshakeOptions } from "../handshake.js"
import type { Step } from "../session.js"
import { Deviation, informational } from "../verdict.js"
import type { Wire } from "../wire.js"

const LONGEST_REASON = "x".repeat(255)

const fatal: readonly Case[] = [
  {
    id: "37/errors/1",
    level: "MUST",
    title: "closes at ERROR in the handshake, whatever its reason",
    reason: "ERROR is fatal. Its reason is for a log, and means nothing to the protocol.",
    final: true,
    async run(bench) {
      for (const reason of bench.target.role === "binds" ? ["400", "", LONGEST_REASON] : ["400"]) {
        const data = Buffer.concat([Buffer.from([reason.length]), Buffer.from(reason)])
        await bench.refuses(`ERROR "${reason}"`, first(bench, command("ERROR", data)))
      }
    },
  },
  {
    id: "37/errors/2",
    level: "MUST",
    title: "does not come back after ERROR",
    reason: "ERROR is for good: a peer SHALL NOT connect again with the same credentials.",
    applies: { roles: ["connects"] },
    final: true,
    run: (bench) => isLast(bench, first(bench, command("ERROR", "\x03400"))),
  },
  {
    id: "37/errors/3",
    level: "SHOULD",
    title: "closes at an ERROR whose reason runs past its end",
    reason: "Whatever was meant by it, the handshake cannot go on.",
    applies: { roles: ["binds"] },
    async run(bench) {
      for (const data of ["", "\x04400", "\xff"]) {
        const why = `ERROR with ${String(data.length)} bytes behind its name`
        await bench.refuses(why, first(bench, command("ERROR", data)))
      }
    },
  },
]

const returning: readonly Case[] = [
  {
    id: "37/errors/4",
    level: "SHOULD",
    title: "comes back when its connection is closed at once",
    reason: "An unexpected end is temporary: the other side may be overloaded, or start anew.",
    applies: { roles: ["connects"] },
    async run(bench) {
      await endedBy(bench, await bench.open())
    },
  },
  {
    id: "37/errors/5",
    level: "SHOULD",
    title: "comes back when its connection is closed in the middle of a greeting",
    reason: "An unexpected end is temporary: it may have been the network's.",
    applies: { roles: ["connects"] },
    async run(bench) {
      const wire = await bench.open()
      wire.send(Buffer.from("ff00000000000000017f03", "hex"))
      await wire.receive(10, "a signature of 10 bytes")
      await endedBy(bench, wire)
    },
  },
  {
    id: "37/errors/6",
    level: "SHOULD",
    title: "comes back when its connection is closed in the middle of the handshake",
    reason: "Errors other than ERROR's are said by closing, and are taken to be temporary.",
    applies: { roles: ["connects"] },
    async run(bench) {
      const until = bench.target.side === "client" ? "READY" : "INITIATE"
      const { wire } = await bench.handshake({ until })
      await endedBy(bench, wire)
    },
  },
  {
    id: "37/errors/7",
    level: "SHOULD",
    title: "comes back when its connection is closed after the handshake, and serves again",
    reason: "Sockets connect again by themselves when a connection is lost.",
    applies: { roles: ["connects"] },
    async run(bench) {
      const session = await bench.handshake()
      await session.expectServed(bench.observed)
      await session.wire.leave()
      const wire = await bench.open()
      await (await bench.continue(wire)).expectServed(bench.observed)
    },
  },
  {
    id: "37/errors/8",
    level: "SHOULD",
    title: "comes back when its connection breaks in the middle of a frame",
    reason: "Sockets connect again by themselves when a connection is lost.",
    applies: { roles: ["connects"] },
    async run(bench) {
      const { wire } = await bench.handshake()
      wire.send(frame("half", { size: 100 }))
      await wire.sent()
      wire.destroy()
      await bench.accepts({})
    },
  },
  {
    id: "37/errors/9",
    level: "MAY",
    title: "whether it comes back after what it closed at",
    reason: "It closed the connection itself. Whether another would be better is for it to guess.",
    applies: { roles: ["connects"] },
    final: true,
    async run(bench) {
      const { wire } = await bench.handshake()
      wire.send(frame("x", { size: 2n ** 63n }))
      if (!(await wire.closes())) return informational("does not close at a size of 2^63")
      return informational((await bench.returns()) ? "comes back" : "does not come back")
    },
  },
  {
    id: "37/errors/10",
    level: "MUST",
    title: "does not come back after ERROR in place of READY",
    reason:
      "That is how a server says that it does not know these credentials, and they will be the same the next time.",
    applies: { roles: ["connects"], sides: ["client"], mechanisms: ["PLAIN", "CURVE"] },
    final: true,
    run: (bench) => isLast(bench, { bend: { READY: () => command("ERROR", "\x03400") } }),
  },
]

/** A handshake in which this is the first command we say. */
function first({ target: { mechanism, side } }: Bench, bytes: Buffer): HandshakeOptions {
  const ours: Step = mechanism === "NULL" ? "READY" : side === "server" ? "HELLO" : "WELCOME"
  return { bend: { [ours]: () => bytes } }
}

/** A handshake with ERROR in it is the last thing that the peer asks for. */
async function isLast(bench: Bench, options: HandshakeOptions): Promise<void> {
  await bench.refuses("ERROR", options)
  if (!(await bench.returns())) return
  throw new Deviation("no other connection after ERROR", "it connects again")
}

/** We close this connection; the peer has to make another. */
async function endedBy(bench: Bench, wire: Wire): Promise<void> {
  await wire.leave()
  if (await bench.returns()) return
  throw new Deviation("another connection", "none came in time")
}

export const errors: Section = {
  id: "37/errors",
  title: "Errors, and coming back",
  cases: [...fatal, ...returning],
}
