/**
 * What peers say that break their protocol: it is named, at the thing that breaks it, and reading goes on as long as
 * anything can be read.
 */
import { describe, expect, it } from "vitest"
import { inspect, violationsIn } from "../helpers/inspected.js"
import { bytes, frame, greeting, ready } from "../helpers/raw-peer.js"

const READY = Buffer.concat([greeting(), ready("DEALER")])
const CURVE_HELLO = bytes(
  `04 C8 05 "HELLO" 0100 ${"00".repeat(72 + 32)} 0000000000000001 ${"11".repeat(80)}`,
)
const CURVE_INITIATE = frame(
  4,
  bytes(`08 "INITIATE" ${"22".repeat(96)} 0000000000000002 ${"33".repeat(160)}`),
)
const CURVE = Buffer.concat([greeting(1, "CURVE"), CURVE_HELLO, CURVE_INITIATE])
const PLAIN = greeting(1, "PLAIN")

function changed(bytes: Buffer, at: number, value: number): Buffer {
  const copy = Buffer.from(bytes)
  copy[at] = value
  return copy
}

/** What is said, and what is wrong with it. */
const WRONG: readonly (readonly [name: string, said: Buffer, violation: string])[] = [
  ["a greeting cut short", greeting().subarray(0, 30), "the greeting ends after 30 bytes"],
  ["a signature that ends in 01", changed(greeting(), 9, 1), "the signature does not end in 7f"],
  ["version 2", changed(greeting(), 10, 2), "version 2: there was never one that greets so"],
  [
    "a mechanism with something behind its padding",
    changed(greeting(), 31, 0x41),
    "no name padded with zeros",
  ],
  ["a mechanism in lower case", greeting(1, "null"), "no name padded with zeros"],
  ["as-server 2", changed(greeting(1, "CURVE"), 32, 2), "as-server is 2"],
  ["a server of NULL", changed(greeting(), 32, 1), "NULL knows no server"],
  ["a socket type there is not in 2.0", bytes("FF 0000000000000001 7F 01 63"), "no socket type 99"],
  ["reserved flags", Buffer.concat([READY, bytes('80 01 "A"')]), "reserved bits"],
  ["a command in 2.0", bytes('FF 0000000000000001 7F 01 05 00 00 04 01 "A"'), "reserved bits"],
  [
    "a command with MORE",
    Buffer.concat([READY, bytes('05 07 04 "PING" 0000')]),
    "a command has the flag MORE",
  ],
  ["a size of 2^63", Buffer.concat([READY, bytes("02 8000000000000000 00")]), "top bit set"],
  ["a size of 2^62", Buffer.concat([READY, bytes("02 4000000000000000 00")]), "nobody can take it"],
  [
    "a header cut short",
    Buffer.concat([READY, bytes("02 00000000")]),
    "the frame ends in its header",
  ],
  [
    "a body cut short",
    Buffer.concat([READY, bytes('00 05 "he"')]),
    "the frame ends after 2 bytes of its body",
  ],
  [
    "a message for a handshake",
    Buffer.concat([greeting(), bytes('00 01 "A"')]),
    "before the handshake is done",
  ],
  ["an empty command", Buffer.concat([READY, bytes("04 00")]), "a command without a name"],
  [
    "a name of no bytes",
    Buffer.concat([READY, bytes("04 01 00")]),
    "a name longer than its command",
  ],
  [
    "a name too long",
    Buffer.concat([READY, bytes('04 03 09 "AB"')]),
    "a name longer than its command",
  ],
  [
    "a name of other characters",
    Buffer.concat([READY, bytes("04 02 01 07")]),
    "made of other characters",
  ],
  ["READY twice", Buffer.concat([READY, ready("DEALER")]), "READY after the handshake"],
  [
    "ERROR after READY",
    Buffer.concat([READY, bytes('04 07 05 "ERROR" 00')]),
    "ERROR after the handshake",
  ],
  [
    "PING for READY",
    Buffer.concat([greeting(), bytes('04 07 04 "PING" 0000')]),
    "PING where READY is due",
  ],
  [
    "INITIATE for HELLO",
    Buffer.concat([PLAIN, bytes('04 09 08 "INITIATE"')]),
    "INITIATE where HELLO or WELCOME is due",
  ],
  [
    "HELLO twice",
    Buffer.concat([PLAIN, bytes('04 08 05 "HELLO" 0000 04 08 05 "HELLO" 0000')]),
    "HELLO where INITIATE is due",
  ],
  [
    "something after ERROR",
    Buffer.concat([greeting(), bytes('04 07 05 "ERROR" 00'), ready("REP")]),
    "READY after an ERROR",
  ],
  [
    "a message after ERROR",
    Buffer.concat([greeting(), bytes('04 07 05 "ERROR" 00 00 00')]),
    "a message after an ERROR",
  ],
  [
    "HELLO of a server",
    Buffer.concat([changed(PLAIN, 32, 1), bytes('04 08 05 "HELLO" 0000')]),
    "HELLO is of a client",
  ],
  [
    "a user name cut short",
    Buffer.concat([PLAIN, bytes('04 09 05 "HELLO" 05 "abc"')]),
    "the user name runs past",
  ],
  [
    "a password cut short",
    Buffer.concat([PLAIN, bytes('04 0A 05 "HELLO" 01 "a" 02 "p"')]),
    "the password runs past",
  ],
  [
    "HELLO with more",
    Buffer.concat([PLAIN, bytes('04 09 05 "HELLO" 0000 00')]),
    "more than user name and password",
  ],
  ["WELCOME with more", Buffer.concat([PLAIN, bytes('04 09 07 "WELCOME" 00')]), "WELCOME has data"],
  [
    "a reason cut short",
    Buffer.concat([greeting(), bytes('04 09 05 "ERROR" 05 "no"')]),
    "the reason runs past",
  ],
  [
    "a reason with more",
    Buffer.concat([greeting(), bytes('04 09 05 "ERROR" 01 "no"')]),
    "more than the reason",
  ],
  [
    "PING without TTL",
    Buffer.concat([READY, bytes('04 06 04 "PING" 00')]),
    "PING without its time to live",
  ],
  [
    "a context too long",
    Buffer.concat([READY, frame(4, `\x04PONG${"x".repeat(17)}`)]),
    "at most 16 bytes",
  ],
  [
    "a subscription of a DEALER",
    Buffer.concat([READY, bytes('04 0A 09 "SUBSCRIBE"')]),
    "SUBSCRIBE from a DEALER",
  ],
  [
    "a property cut short",
    Buffer.concat([greeting(), bytes('04 08 05 "READY" 05 "So"')]),
    "a property whose name",
  ],
  [
    "a value cut short",
    Buffer.concat([greeting(), bytes('04 0D 05 "READY" 01 "a" 00000005 "v"')]),
    "a value runs past",
  ],
  [
    "a property's name",
    Buffer.concat([greeting(), ready(null, { "a b": "" })]),
    '"a b" is no name',
  ],
  ["a socket type", Buffer.concat([greeting(), ready("REQUEST")]), 'no socket type "REQUEST"'],
  [
    "an identity too long",
    Buffer.concat([greeting(), ready("REQ", { Identity: "x".repeat(256) })]),
    "at most 255",
  ],
  [
    "an identity with 00",
    Buffer.concat([greeting(), ready("REQ", { Identity: "\0x" })]),
    "begin with a zero byte",
  ],
  [
    "CURVE's HELLO too short",
    Buffer.concat([greeting(1, "CURVE"), frame(4, "\x05HELLOshort")]),
    "HELLO has 5 bytes of data, and needs 194",
  ],
  [
    "CURVE's version",
    Buffer.concat([greeting(1, "CURVE"), changed(CURVE_HELLO, 8, 2)]),
    "only version 1.0",
  ],
  [
    "CURVE's padding",
    Buffer.concat([greeting(1, "CURVE"), changed(CURVE_HELLO, 20, 2)]),
    "the padding is not zero",
  ],
  [
    "a nonce again",
    Buffer.concat([CURVE, frame(0, bytes(`07 "MESSAGE" 0000000000000002 ${"44".repeat(17)}`))]),
    "nonce 2 after 2",
  ],
  [
    "MESSAGE too short",
    Buffer.concat([CURVE, frame(0, bytes('07 "MESSAGE" 0000000000000003 44'))]),
    "at least 25",
  ],
  ["words in the open", Buffer.concat([CURVE, bytes('00 05 "hello"')]), "nothing in the open"],
  [
    "MORE in the open",
    Buffer.concat([CURVE, frame(1, bytes(`07 "MESSAGE" 0000000000000003 ${"44".repeat(17)}`))]),
    "the flag MORE in the open",
  ],
]

describe("a violation", () => {
  it.each(WRONG)("is told of %s, however it is cut", (_name, said, violation) => {
    const items = inspect(said)
    expect(violationsIn(items).join("; ")).toContain(violation)
  })

  it("does not keep what follows from being read", () => {
    const said = Buffer.concat([READY, bytes('80 01 "A" 04 00 00 05 "after"')])
    expect(inspect(said).at(-1)?.summary).toBe('message: "after", 5 bytes')
  })

  it("is none: a long form, a filler, a command between parts, an unknown command, one of a draft", () => {
    const remarks = (said: Buffer): string => {
      const items = inspect(said)
      expect(violationsIn(items)).toEqual([])
      return items.flatMap((item) => item.remarks).join("; ")
    }
    const long = Buffer.concat([READY, bytes('02 0000000000000001 "A"')])
    expect(remarks(long)).toContain("written in eight")
    expect(remarks(changed(greeting(), 40, 1))).toContain("the filler is not zero")
    const between = Buffer.concat([READY, bytes('01 01 "A" 04 05 04 "PONG" 00 01 "B"')])
    expect(remarks(between)).toContain("between two parts")
    expect(remarks(Buffer.concat([READY, bytes('04 05 04 "SING"')]))).toContain("peers ignore it")
    expect(remarks(Buffer.concat([greeting(), ready("RADIO")]))).toContain("drafts")
    const twice = frame(4, bytes('05 "READY" 01 "a" 00000000 01 "A" 00000000'))
    expect(remarks(Buffer.concat([greeting(), twice]))).toContain("comes twice")
    expect(remarks(Buffer.concat([READY, bytes('04 07 04 "PING" FFFF')]))).toContain("65.5 s")
    const server = Buffer.concat([PLAIN, bytes('04 08 07 "WELCOME"')])
    expect(remarks(server)).toContain("libzmq's never does")
    const command = frame(4, bytes(`07 "MESSAGE" 0000000000000003 ${"44".repeat(17)}`))
    expect(remarks(Buffer.concat([CURVE, command]))).toContain("as RFC 26 has it")
  })
})

describe("another protocol", () => {
  it.each([
    ["HTTP/1.1 400 Bad Request\r\n\r\n", "HTTP, a server's answer"],
    ["GET / HTTP/1.1\r\nHost: a\r\n\r\n", "HTTP, a client's request"],
    ["SSH-2.0-OpenSSH_9.2\r\n", "SSH"],
    ["\x16\x03\x01\x02\x00\x01\x00", "TLS, a handshake"],
    ["\x15\x03\x03\x00\x02\x02\x46", "TLS, an alert"],
    ["220 mail.example ESMTP\r\n", "SMTP or FTP"],
    ["-ERR unknown command\r\n", "Redis"],
    ["AMQP\x00\x00\x09\x01", "AMQP"],
    ["\x00SP\x00\x00\x10\x00\x00", "nanomsg or NNG (SP)"],
    ["\x01\x00", "ZMTP 1.0"],
    ["\xff\x00\x00\x00\x00\x00\x00\x00\x03\x00me", "ZMTP 1.0"],
  ])("%j is told as %s, however it is cut", (text, name) => {
    const said = Buffer.from(text, "latin1")
    const items = inspect(said)
    expect(items).toHaveLength(1)
    expect(items[0].summary).toContain(name)
  })

  it("is told before it ends, once there is enough of it, and the rest is counted", () => {
    const said = Buffer.from("x".repeat(1000))
    const items = inspect(said)
    expect(items.map(({ kind, size }) => [kind, size])).toEqual([
      ["foreign", 256],
      ["lost", 744],
    ])
    expect(inspect(said.subarray(0, 300)).map(({ size }) => size)).toEqual([256, 44])
  })
})
