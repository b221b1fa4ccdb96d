/** Every sequence of up to four things that a peer may say once the greetings are done: all are taken or refused. */
import { readdirSync, readFileSync } from "node:fs"
import { join, resolve } from "node:path"
import { describe, expect, it } from "vitest"
import { COMMANDS, STATES } from "../../fuzz/lib/dictionary.js"
import { commandBody } from "../../src/zmtp/encoder.js"
import { encodeMetadata } from "../../src/zmtp/metadata.js"
import type { WireSocketType } from "../../src/zmtp/socket-type.js"
import { frame, greeting, ready } from "../helpers/raw-peer.js"
import { ACCEPTED, PEER_TYPES, ROLES, type Role } from "../helpers/roles.js"
import { converse, Side } from "../helpers/side.js"

const LONGEST = 4
/** While somebody thinks about the peer. */
const LONGEST_UNJUDGED = 2
const MAX_BYTES = 1000

const command = (name: string, data: Buffer | string = ""): Buffer =>
  frame(4, commandBody(name, typeof data === "string" ? Buffer.from(data, "latin1") : data))

/** What a peer may say. */
function alphabetFor(socketType: WireSocketType): Record<string, Buffer> {
  const peer = PEER_TYPES[socketType]
  return {
    "good READY": ready(peer),
    "bad READY": command("READY", "\x0bSocket-Type\x00\x00\xff\x00X"),
    ERROR: command("ERROR", "\x03400"),
    PING: command("PING", "\x00\x01ctx"),
    PONG: command("PONG", "ctx"),
    SUBSCRIBE: command("SUBSCRIBE", "topic"),
    CANCEL: command("CANCEL", "topic"),
    HELLO: command("HELLO", "\x04user\x04pass"),
    WELCOME: command("WELCOME"),
    INITIATE: command("INITIATE", encodeMetadata([["Socket-Type", Buffer.from(peer)]])),
    MESSAGE: command("MESSAGE", Buffer.alloc(40, 7)),
    "unknown command": command("JOIN", "group"),
    "empty command": frame(4, ""),
    message: frame(0, "m"),
    "message with MORE": frame(1, "p"),
    "oversize frame": frame(0, Buffer.alloc(MAX_BYTES + 1)),
    garbage: Buffer.from("HTTP/1.1 200 OK\r\n\r\n"),
  }
}

/** A side that has heard all this. Its own checks refuse what is delivered too early or too late. */
function after(role: Role, socketType: WireSocketType, said: readonly Buffer[]): Side {
  const side = new Side({ mechanism: role.create(), socketType, maxMessageBytes: MAX_BYTES })
  const { name } = role.create()
  for (const bytes of [greeting(1, name), ...said]) side.receive(bytes)
  return side
}

/** What a NULL connection does, in the words of RFC 37 and as libzmq does it; null: refused. */
function expectedOfNull(words: readonly string[], publishes: boolean): string[] | null {
  const delivered: string[] = []
  let parts: string[] = []
  for (const [at, word] of words.entries()) {
    if (at === 0 && word !== "good READY") return null
    if (["ERROR", "empty command", "oversize frame", "garbage"].includes(word)) return null
    if (word === "message with MORE") parts.push("p")
    else if (word === "message") {
      delivered.push([...parts, "m"].join())
      parts = []
    } else if (word === "SUBSCRIBE" && publishes) delivered.push("\x01topic")
    else if (word === "CANCEL" && publishes) delivered.push("\x00topic")
  }
  return delivered
}

interface Walk {
  readonly role: Role
  readonly socketType: WireSocketType
  readonly alphabet: Record<string, Buffer>
  sequences: number
}

/** All sequences that begin with these words. Behind a refusal each word is tried once: nothing may come of it. */
function walk(the: Walk, words: readonly string[]): void {
  for (const word of Object.keys(the.alphabet)) {
    const longer = [...words, word]
    the.sequences += 1
    const side = after(
      the.role,
      the.socketType,
      longer.map((one) => the.alphabet[one]),
    )
    if (the.role.name === "null") {
      const publishes = ["PUB", "XPUB"].includes(the.socketType)
      const delivered = side.messages.map((message) => message.map(String).join())
      const expected = expectedOfNull(longer, publishes)
      expect(side.error === null ? delivered : null, longer.join(", ")).toEqual(expected)
    }
    if (side.error === null) {
      if (longer.length < LONGEST) walk(the, longer)
    } else expectDeaf(side, the.alphabet)
  }
}

/** Nothing more happens, whatever comes. */
function expectDeaf(side: Side, alphabet: Record<string, Buffer>): void {
  side.said()
  const before = side.events.length
  for (const bytes of Object.values(alphabet)) side.receive(bytes)
  if (side.events.length !== before || side.said().length > 0) {
    throw new Error(`after it was refused: ${side.events.join("; ")}`)
  }
}

describe.each(ROLES)("$name: any four commands or frames", (role) => {
  it.each<WireSocketType>(["DEALER", "XPUB", "SUB"])(
    "from an untrusted peer of a %s are taken or refused, and nothing is delivered before the handshake or after a refusal",
    (socketType) => {
      const the: Walk = { role, socketType, alphabet: alphabetFor(socketType), sequences: 0 }
      walk(the, [])
      expect(the.sequences).toBeGreaterThanOrEqual(Object.keys(the.alphabet).length)
    },
  )
})

const MECHANISMS = resolve(import.meta.dirname, "../../src/zmtp/mechanisms")

/** Every short text in the sources of the mechanisms: what states are called is among them. */
const texts = new Set(
  readdirSync(MECHANISMS).flatMap((file) =>
    [...readFileSync(join(MECHANISMS, file), "utf8").matchAll(/"([\w ]{1,20})"/g)].map(
      (match) => match[1],
    ),
  ),
)

/** One that was asked about its honest peer, and has no answer yet. */
function undecided(role: Role): Side {
  const side = new Side({ mechanism: role.create(), socketType: "DEALER", verdict: null })
  const peer = new Side({ mechanism: role.createPeer(), socketType: "ROUTER" })
  converse(side, peer)
  side.said()
  return side
}

const ASKING = ROLES.filter((role) => undecided(role).events.includes("authenticate"))

describe.each(ASKING)("$name: while the verdict is out", (role) => {
  const words: Record<string, Buffer> = {
    ...alphabetFor("DEALER"),
    ...Object.fromEntries([...texts].map((text) => [`"${text}"`, command(text)])),
  }
  const sequences = [[], ...longer([]).flatMap((one) => [one, ...longer(one)])]

  function longer(sequence: readonly string[]): string[][] {
    if (sequence.length === LONGEST_UNJUDGED) return []
    return Object.keys(words).map((word) => [...sequence, word])
  }

  it("nobody comes in, whatever is said by whatever name, and none of it is taken", () => {
    for (const sequence of sequences) {
      const side = undecided(role)
      for (const word of sequence) side.receive(words[word])
      const what = sequence.join(", ")
      expect(side.peer, what).toBeNull()
      // NULL's READY may have come with the greeting, and was kept: nothing may follow it.
      expect(side.error === null, what).toBe(sequence.length === 0)
      side.judge(ACCEPTED)
      if (sequence.length > 0) {
        expect(side.peer, what).toBeNull()
        expectDeaf(side, words)
      }
    }
  })

  it("and nobody after a no", () => {
    for (const word of Object.keys(words)) {
      const side = undecided(role)
      side.judge({ ...ACCEPTED, status: 400 })
      side.said()
      side.receive(words[word])
      expect(side.peer, word).toBeNull()
      expectDeaf(side, words)
    }
  })
})

it("the sides that ask are those that can, and the fuzzer knows what they wait for", () => {
  expect(ASKING.map(({ name }) => name)).toEqual([
    "null-judging",
    "plain-server",
    "curve-server",
    "stub-server",
  ])
  const awaited = readdirSync(MECHANISMS).flatMap((file) =>
    [...readFileSync(join(MECHANISMS, file), "utf8").matchAll(/awaits\b[^\n]*/g)].flatMap((match) =>
      [...match[0].matchAll(/"([\w ]+)"/g)].map(([, text]) => text),
    ),
  )
  const known: readonly string[] = [...COMMANDS, ...STATES]
  expect(awaited.filter((text) => !known.includes(text))).toEqual([])
  expect(awaited.length).toBeGreaterThan(10)
})
