/**
 * What a server of CURVE says, and which HELLO it lets pass.
 */
import { Buffer } from "node:buffer"
import { command, hex } from "../../build.js"
import type { Applies, Case } from "../../case.js"
import { isCommand, nameOf, valueOf } from "../../read.js"
import { Deviation } from "../../verdict.js"
import { flipped } from "../../vary.js"
import { afterWelcome } from "./initiate.js"

const SERVER: Applies = { mechanisms: ["CURVE"], sides: ["server"] }
const BOUND: Applies = { ...SERVER, roles: ["binds"] }

// Where things are in the frame of HELLO.
const VERSION_AT = 8
const PADDING_AT = 10
const KEY_AT = 82
const HELLO_NONCE_AT = 114
const HELLO_BOX_AT = 122
const HELLO_END = 202

const WELCOME_BYTES = 168

/** Public keys with which everybody agrees on nothing but zeros. */
const LOW_ORDER = [
  "0000000000000000000000000000000000000000000000000000000000000000",
  "0100000000000000000000000000000000000000000000000000000000000000",
  "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
  "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
  "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
]
/** HELLO's box of 64 zeros, with a counter of 1, sealed with what is agreed on with one of them. */
const LOW_ORDER_BOX =
  "6fb49fea6945fe28e4f964c3df08d84ac81042840554a8c5ff57177c1c0780a3" +
  "25d8d1a427ecaf3f29dbf0538d0e44eec23e768355aefe076bb5e57cbeaf52ea68096fc6c0da4383f88c15f5df3c37da"

const said: readonly Case[] = [
  {
    id: "26/curve/1",
    level: "MUST",
    title: "says nothing before it has a HELLO",
    reason: "The client begins; whoever does not know the server's key gets nothing out of it.",
    applies: SERVER,
    async run(bench) {
      const { wire } = await bench.handshake({ until: "HELLO" })
      await wire.expectNothing("no HELLO has come")
    },
  },
  {
    id: "26/curve/2",
    level: "MUST",
    title: "answers HELLO with a WELCOME of 168 bytes that only the client can open",
    reason: "It carries the server's transient key and the cookie, in a box from S to C'.",
    applies: SERVER,
    async run(bench) {
      const session = await bench.handshake({ until: "INITIATE" })
      const welcome = session.heard.get("WELCOME")
      if (welcome?.body.length === WELCOME_BYTES && isCommand(welcome)) return
      throw new Deviation("a command of 168 bytes", welcome ? nameOf(welcome) : "nothing")
    },
  },
  {
    id: "26/curve/3",
    level: "MUST",
    title: "makes a new transient key and a new cookie for each client",
    reason:
      "Keys of one connection only are what makes old traffic worthless when a permanent key gets known.",
    applies: BOUND,
    async run(bench) {
      const { curve: one } = await afterWelcome(bench)
      const { curve: other } = await afterWelcome(bench)
      if (one.serverTransient.equals(other.serverTransient)) {
        throw new Deviation("two transient keys", "the same one twice")
      }
      if (one.cookie.equals(other.cookie)) throw new Deviation("two cookies", "the same one twice")
    },
  },
  {
    id: "26/curve/4",
    level: "MUST",
    title: "waits for INITIATE before READY",
    reason: "Until then it does not know who the client is.",
    applies: SERVER,
    async run(bench) {
      const { wire } = await bench.handshake({ until: "INITIATE" })
      await wire.expectNothing("no INITIATE has come")
    },
  },
  {
    id: "26/curve/5",
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
    id: "26/curve/6",
    level: "MUST",
    title: "closes at a HELLO of any other size than 200 bytes",
    reason: "All fields are to be checked, and together they have 200 bytes.",
    applies: BOUND,
    async run(bench) {
      for (const size of [0, 6, 114, 194 - 1, 194 + 1, 194 + 100]) {
        const bend = (bytes: Buffer): Buffer =>
          command("HELLO", Buffer.concat([bytes.subarray(VERSION_AT), Buffer.alloc(200)], size))
        await bench.refuses(`HELLO with ${String(size)} bytes of data`, { bend: { HELLO: bend } })
      }
    },
  },
  {
    id: "26/curve/7",
    level: "MUST",
    title: "closes at a HELLO of another version than 1.0",
    reason: "The two bytes have to be 1 and 0, and all fields are to be checked.",
    applies: BOUND,
    async run(bench) {
      for (const version of ["00 00", "00 01", "01 01", "02 00", "ff ff"]) {
        await bench.refuses(`version ${version}`, { hello: { version: hex(version) } })
      }
    },
  },
  {
    id: "26/curve/8",
    level: "MUST",
    title: "closes at a HELLO whose padding is not all zeros",
    reason: "All fields are to be checked, and this one has to be zeros.",
    applies: BOUND,
    async run(bench) {
      for (const at of [PADDING_AT, PADDING_AT + 35, KEY_AT - 1]) {
        const bend = (bytes: Buffer): Buffer => flipped(bytes, at)
        await bench.refuses(`padding with a 1 in it`, { bend: { HELLO: bend } })
      }
    },
  },
  {
    id: "26/curve/9",
    level: "MUST",
    title: "closes at a HELLO whose box has something else in it than 64 zeros",
    reason: "All fields are to be checked, and this one has to be zeros.",
    applies: BOUND,
    async run(bench) {
      for (const proof of [Buffer.alloc(64, 1), flipped(Buffer.alloc(64), 63)]) {
        await bench.refuses("a box with other bytes in it", { hello: { proof } })
      }
    },
  },
  {
    id: "26/curve/10",
    level: "MUST",
    title: "closes at a HELLO with one bit changed in its key, nonce or box",
    reason: "The box no longer opens: this is no client that knows the server.",
    applies: BOUND,
    async run(bench) {
      const { random } = bench
      const anywhere = Array.from(
        { length: 6 },
        () => HELLO_BOX_AT + random.below(HELLO_END - HELLO_BOX_AT),
      )
      const borders = [KEY_AT, HELLO_NONCE_AT - 1, HELLO_NONCE_AT, HELLO_BOX_AT - 1, HELLO_END - 1]
      for (const at of [...borders, ...anywhere]) {
        const bend = (bytes: Buffer): Buffer => flipped(bytes, at)
        await bench.refuses(`byte ${String(at - 2)} of HELLO changed`, { bend: { HELLO: bend } })
      }
    },
  },
  {
    id: "26/curve/11",
    level: "MUST",
    title: "closes at a client that takes it for another server",
    reason: "Without the server's key nobody can make a HELLO that opens.",
    applies: SERVER,
    run: (bench) =>
      bench.refuses("HELLO for another server", {
        hello: { serverKey: bench.crypto.createKeyPair().publicKey },
      }),
  },
  {
    id: "26/curve/12",
    level: "SHOULD",
    title: "closes at a HELLO with a public key of low order",
    reason:
      "Whatever the server's key is, the secret agreed on with such a key is known to all, so the box proves nothing.",
    applies: BOUND,
    async run(bench) {
      for (const point of LOW_ORDER) {
        const rest = hex(`${point} 00 00 00 00 00 00 00 01 ${LOW_ORDER_BOX}`)
        const bend = (bytes: Buffer): Buffer => Buffer.concat([bytes.subarray(0, KEY_AT), rest])
        await bench.refuses(`a key that begins with ${point.slice(0, 8)}`, {
          bend: { HELLO: bend },
        })
      }
    },
  },
]

export const helloCases: readonly Case[] = [...said, ...hello]
