/**
 * What peers say that keep to their protocol, in words: nothing is found wrong with it, and each byte has its meaning,
 * however the stream is cut.
 */
import { describe, expect, it } from "vitest"
import { Conversation, type Side } from "../../src/inspect/conversation.js"
import { inspect, violationsIn } from "../helpers/inspected.js"
import { bytes, frame, greeting, ready } from "../helpers/raw-peer.js"
import { ROLES } from "../helpers/roles.js"
import { recordPeer } from "../helpers/side.js"

const GREETS = [
  [Buffer.from("hello")],
  [Buffer.from("two"), Buffer.from("parts")],
  [Buffer.alloc(300, "x")],
  [Buffer.alloc(0)],
]

describe.each(ROLES)("the peer of $name", (role) => {
  const said = recordPeer(role, "DEALER", GREETS)

  it("says nothing wrong, and what it says is told the same however it is cut", () => {
    const items = inspect(said)
    expect(violationsIn(items)).toEqual([])
  })

  it("is told with its handshake and every message", () => {
    const kinds = inspect(said).map(({ kind }) => kind)
    expect(kinds[0]).toBe("greeting")
    const traffic = role.isSealed ? "sealed" : "part"
    expect(kinds.filter((kind) => kind === traffic)).toHaveLength(5)
    expect(kinds.filter((kind) => kind === "command").length).toBeGreaterThan(0)
  })
})

/** Summaries of what follows a greeting and READY of this type. */
function summariesOf(type: string, text: string, minor = 1): string[] {
  const stream = Buffer.concat([greeting(minor), ready(type), bytes(text)])
  return inspect(stream)
    .slice(2)
    .map(({ summary }) => summary)
}

describe("the summary", () => {
  it("of a greeting has version, mechanism and role", () => {
    expect(inspect(greeting(0))[0].summary).toBe("greeting: ZMTP 3.0, NULL")
    const server = Buffer.from(greeting(1, "CURVE"))
    server[32] = 1
    expect(inspect(server)[0].summary).toBe("greeting: ZMTP 3.1, CURVE, as server")
  })

  it("of READY has all properties", () => {
    const stream = Buffer.concat([
      greeting(),
      ready("DEALER", { Identity: "me", "x-version": "7" }),
    ])
    const [, { summary, command }] = inspect(stream)
    expect(summary).toBe('READY Socket-Type=DEALER Identity="me" X-Version="7"')
    expect(command?.properties?.get("identity")).toEqual(Buffer.from("me"))
  })

  it("of a message has its body, and its place among the parts", () => {
    expect(summariesOf("PUSH", '00 02 "hi" 01 01 "A" 01 00 00 02 FF00')).toEqual([
      'message: "hi", 2 bytes',
      'part 1: "A", 1 byte',
      'part 2: "", 0 bytes',
      "part 3, the last: 0xff00, 2 bytes",
    ])
  })

  it("of commands has what they say", () => {
    expect(
      summariesOf(
        "SUB",
        '04 0B 09 "SUBSCRIBE" "A" 04 07 06 "CANCEL" 04 0A 04 "PING" 000A "ctx" 04 08 04 "PONG" "ctx"',
      ),
    ).toEqual([
      'SUBSCRIBE "A"',
      'CANCEL ""',
      'PING time to live 1 s, context "ctx"',
      'PONG context "ctx"',
    ])
  })

  it("of a subscriber's messages in ZMTP 3.0 says that they are subscriptions", () => {
    expect(summariesOf("SUB", '00 02 01 "A" 00 02 00 "A" 00 01 "u"', 0)).toEqual([
      'message: subscribe "A", as in ZMTP 3.0',
      'message: cancel "A", as in ZMTP 3.0',
      'message: "u", 1 byte',
    ])
  })

  it("of libzmq's ERROR in PLAIN is that of any other", () => {
    const stream = Buffer.concat([greeting(1, "PLAIN"), frame(4, "^RROR\x03400")])
    const [, { summary, remarks }] = inspect(stream)
    expect(summary).toBe('ERROR "400"')
    expect(remarks.join()).toContain("5e")
  })

  it("of ZMTP 2.0 has the socket type of the greeting, the identity and messages", () => {
    const stream = bytes('FF 0000000000000001 7F 01 05 00 02 "me" 01 01 "A" 00 01 "B"')
    const items = inspect(stream)
    expect(items.map(({ summary }) => summary)).toEqual([
      "greeting: ZMTP 2.0",
      'identity "me"',
      'part 1: "A", 1 byte',
      'part 2, the last: "B", 1 byte',
    ])
    expect(items[0].fields.map(({ text }) => text)).toContain("socket type DEALER")
    expect(violationsIn(items)).toEqual([])
  })

  it("of a long message is made of its first bytes, and the rest is not kept", () => {
    const stream = Buffer.concat([
      greeting(),
      ready("PUSH"),
      frame(0, Buffer.alloc(1_000_000, "y")),
    ])
    const item = inspect(stream, "whole")[2]
    expect(item.summary).toContain(`"${"y".repeat(48)}"..., 1000000 bytes`)
    expect(item.bytes.length).toBeLessThan(300)
  })
})

describe("both sides together", () => {
  const talk = (client: Buffer, server: Buffer): string[] => {
    const conversation = new Conversation()
    const say = (side: Side, said: Buffer): string[] =>
      conversation.push(side, said).flatMap(({ violations }) => violations)
    return [...say("client", client), ...say("server", server)]
  }

  it("are fine with each other when their types belong together", () => {
    const client = Buffer.concat([greeting(), ready("REQ")])
    const server = Buffer.concat([greeting(0), ready("ROUTER")])
    expect(talk(client, server)).toEqual([])
  })

  it("are wrong with types that do not talk to each other", () => {
    const client = Buffer.concat([greeting(), ready("REQ")])
    const server = Buffer.concat([greeting(), ready("PUSH")])
    expect(talk(client, server)).toEqual(["PUSH does not talk to REQ"])
  })

  it("are wrong with different mechanisms, versions too far apart, and two servers", () => {
    expect(talk(greeting(), greeting(1, "CURVE"))).toEqual([
      "the mechanism is CURVE, the other side's is NULL",
    ])
    expect(talk(greeting(), bytes("FF 0000000000000001 7F 01 05"))).toEqual([
      "one side speaks ZMTP 2.0, the other a later version",
    ])
    const server = Buffer.from(greeting(1, "PLAIN"))
    server[32] = 1
    expect(talk(server, server)).toEqual(["both sides are servers"])
  })
})
