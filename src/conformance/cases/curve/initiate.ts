/**
 * Which INITIATE a server of CURVE lets pass: the cookie, the vouch, the metadata; and that each command has its place.
 */
import { Buffer } from "node:buffer"
import type { Bench } from "../../bench.js"
import { command, greeting, property } from "../../build.js"
import type { Applies, Case } from "../../case.js"
import { CurveClientSide } from "../../curve.js"
import { metadataOf } from "../../handshake.js"
import { flipped, variations } from "../../vary.js"
import type { Wire } from "../../wire.js"

const SERVER: Applies = { mechanisms: ["CURVE"], sides: ["server"] }
const BOUND: Applies = { ...SERVER, roles: ["binds"] }

// Where things are in the frame of INITIATE.
const COOKIE_AT = 18
const NONCE_AT = 114
const BOX_AT = 122

/** Commands that have no place in what a client says. */
const OTHERS: readonly string[] = ["WELCOME", "READY", "MESSAGE", "ERROR", "PING"]

const initiate: readonly Case[] = [
  {
    id: "26/curve/13",
    level: "MUST",
    title: "closes at an INITIATE of less than 257 bytes",
    reason: "Cookie, nonce, key and vouch have a fixed size; only the metadata may be empty.",
    applies: BOUND,
    async run(bench) {
      for (const size of [0, 96, 104, 119, 247]) {
        const bend = (bytes: Buffer): Buffer =>
          command("INITIATE", bytes.subarray(COOKIE_AT, COOKIE_AT + size))
        await bench.refuses(`INITIATE with ${String(size)} bytes of data`, {
          bend: { INITIATE: bend },
        })
      }
    },
  },
  {
    id: "26/curve/14",
    level: "MUST",
    title: "closes at an INITIATE with one bit changed in its cookie, nonce or box",
    reason: "Neither the cookie nor the box opens then, so somebody has changed it on the way.",
    applies: SERVER,
    async run(bench) {
      const places = [COOKIE_AT, COOKIE_AT + 15, COOKIE_AT + 16, COOKIE_AT + 60]
      const more = [NONCE_AT - 1, NONCE_AT, BOX_AT - 1]
      const boxed = [BOX_AT, BOX_AT + 16, BOX_AT + 48]
      for (const at of variations(bench, [...places, ...more, ...boxed])) {
        const bend = (bytes: Buffer): Buffer => flipped(bytes, at)
        await bench.refuses(`byte ${String(at - 9)} changed`, { bend: { INITIATE: bend } })
      }
    },
  },
  {
    id: "26/curve/15",
    level: "MUST",
    title: "closes at the cookie of another connection",
    reason: "A cookie stands for the transient keys of the connection it was given to.",
    applies: BOUND,
    async run(bench) {
      const { curve } = await afterWelcome(bench)
      await bench.refuses("the cookie of another connection", {
        initiate: { cookie: curve.cookie },
      })
    },
  },
  {
    id: "26/curve/16",
    level: "MUST",
    title: "closes at an INITIATE whose nonce is not greater than that of HELLO",
    reason:
      "One counter goes through all commands of the client, and the server has to see to it that none is used again.",
    applies: BOUND,
    async run(bench) {
      for (const counter of [5n, 4n, 0n]) {
        const options = { hello: { counter: 5n }, initiate: { counter } }
        await bench.refuses(`counter ${String(counter)} after 5`, options)
      }
    },
  },
  {
    id: "26/curve/17",
    level: "MUST",
    title: "closes when the vouch was sealed by somebody else than the client",
    reason: "Or anybody could say to be anybody: public keys are public.",
    applies: SERVER,
    run: (bench) =>
      bench.refuses("a vouch sealed with another key", {
        initiate: { voucher: bench.crypto.createKeyPair() },
      }),
  },
  {
    id: "26/curve/18",
    level: "MUST",
    title: "closes when the vouch is for another transient key",
    reason: "It says that this connection is the client's. One of another connection does not.",
    applies: SERVER,
    async run(bench) {
      const other = bench.crypto.createKeyPair().publicKey
      const { serverKey } = bench.target.credentials
      const vouched = Buffer.concat([other, serverKey])
      await bench.refuses("a vouch for another C'", { initiate: { vouched } })
    },
  },
  {
    id: "26/curve/19",
    level: "MUST",
    title: "closes when the vouch is for another server",
    reason:
      "Its second half says to whom the client wants to talk; unchecked, a server could use its clients' vouches at another.",
    applies: SERVER,
    async run(bench) {
      const { wire, curve: side } = await afterWelcome(bench)
      const other = bench.crypto.createKeyPair().publicKey
      const vouched = Buffer.concat([side.transient.publicKey, other])
      wire.send(side.initiate(metadataOf(bench.target, {}), { vouched }))
      await wire.expectClosed("a vouch for another S")
    },
  },
  {
    id: "26/curve/20",
    level: "MUST",
    title: "closes at a vouch that does not open",
    reason: "Bytes that nobody has sealed vouch for nothing.",
    applies: SERVER,
    run: (bench) =>
      bench.refuses("a vouch of random bytes", { initiate: { vouch: bench.random.bytes(96) } }),
  },
  {
    id: "26/curve/21",
    level: "MUST",
    title: "closes at metadata in INITIATE whose sizes do not fit",
    reason: "All fields are to be checked, those in the box as well.",
    applies: SERVER,
    async run(bench) {
      const whole = metadataOf(bench.target, {})
      const broken = [
        whole.subarray(0, whole.length - 1),
        Buffer.concat([whole, Buffer.from([5])]),
        Buffer.concat([whole, property("X-a", "b", { valueLength: 2 })]),
      ]
      for (const metadata of variations(bench, broken)) {
        await bench.refuses("metadata that is cut short", { metadata })
      }
    },
  },
  {
    id: "26/curve/22",
    level: "MUST",
    title: "takes INITIATE with much metadata",
    reason: "Its size is open; a property alone may have far more bytes than a short frame.",
    applies: SERVER,
    async run(bench) {
      for (const size of variations(bench, [0, 1, 255, 256, 1000, 10_000])) {
        await bench.accepts({ more: property("X-padding", bench.random.bytes(size)) })
      }
    },
  },
]

const order: readonly Case[] = [
  {
    id: "26/curve/23",
    level: "MUST",
    title: "closes at any other command in place of HELLO",
    reason: "The handshake has one order, and each command its one place in it.",
    applies: SERVER,
    async run(bench) {
      for (const name of variations(bench, [...OTHERS, "INITIATE", "hello"])) {
        const bend = (bytes: Buffer): Buffer => command(name, bytes.subarray(8))
        await bench.refuses(`${name} in place of HELLO`, { bend: { HELLO: bend } })
      }
    },
  },
  {
    id: "26/curve/24",
    level: "MUST",
    title: "closes at any other command in place of INITIATE",
    reason: "The handshake has one order, and each command its one place in it.",
    applies: SERVER,
    async run(bench) {
      for (const name of variations(bench, [...OTHERS, "initiate"])) {
        const bend = (bytes: Buffer): Buffer => command(name, bytes.subarray(COOKIE_AT))
        await bench.refuses(`${name} in place of INITIATE`, { bend: { INITIATE: bend } })
      }
    },
  },
  {
    id: "26/curve/25",
    level: "MUST",
    title: "closes at a second HELLO",
    reason: "The second would begin another handshake within the first.",
    applies: SERVER,
    async run(bench) {
      const kept: { hello: Buffer } = { hello: Buffer.alloc(0) }
      const bend = {
        HELLO: (bytes: Buffer) => (kept.hello = bytes),
        INITIATE: () => kept.hello,
      }
      await bench.refuses("HELLO twice", { bend })
    },
  },
  {
    id: "26/curve/26",
    level: "MUST",
    title: "closes at a READY of NULL behind a greeting for CURVE",
    reason: "The greeting is a promise; a peer that lets clients break it has no security.",
    applies: SERVER,
    async run(bench) {
      const wire = await bench.open()
      wire.send(greeting({ mechanism: "CURVE" }), command("READY", metadataOf(bench.target, {})))
      await wire.expectClosed("READY in the open")
    },
  },
  {
    id: "26/curve/27",
    level: "MUST",
    title: "closes at a recorded session that is played again",
    reason:
      "Whoever has seen every byte of a client must not be able to make the server do the same once more.",
    applies: BOUND,
    async run(bench) {
      const record: Buffer[] = []
      const keep = (bytes: Buffer): Buffer => {
        record.push(bytes)
        return bytes
      }
      const session = await bench.handshake({
        bend: { greeting: keep, HELLO: keep, INITIATE: keep },
      })
      record.push(session.packMessage("", "again"))
      const wire = await bench.open()
      wire.send(...record)
      await wire.expectClosed("INITIATE has the cookie of another connection")
    },
  },
]

export const initiateCases: readonly Case[] = [...initiate, ...order]

/** A connection on which INITIATE is due. */
export async function afterWelcome(bench: Bench): Promise<{ wire: Wire; curve: CurveClientSide }> {
  const { wire, curve } = await bench.handshake({ until: "INITIATE" })
  if (curve instanceof CurveClientSide) return { wire, curve }
  throw new Error("this case is for servers only")
}
