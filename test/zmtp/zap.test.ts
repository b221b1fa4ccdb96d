/**
 * The messages of ZAP (RFC 27): every frame in its place, and nothing that is not exactly a reply is one.
 */
import { describe, expect, it } from "vitest"
import { ProtocolError } from "../../src/zmtp/errors.js"
import {
  decodeZapReply,
  decodeZapRequest,
  encodeZapReply,
  encodeZapRequest,
} from "../../src/zmtp/zap.js"
import type { Credentials } from "../../src/zmtp/mechanisms/mechanism.js"

const ID = Buffer.from("17")
const EMPTY = Buffer.alloc(0)

function request(credentials: Credentials, address = "192.0.2.7") {
  return {
    requestId: ID,
    domain: Buffer.from("global"),
    address,
    identity: Buffer.from("me"),
    credentials,
  }
}

const REQUESTS: readonly Credentials[] = [
  { mechanism: "NULL", values: [] },
  { mechanism: "PLAIN", values: [Buffer.from("admin"), EMPTY] },
  { mechanism: "CURVE", values: [Buffer.alloc(32, 7)] },
]

describe("RFC 27: a request", () => {
  it.each(REQUESTS)("for $mechanism has its frames in order", (credentials) => {
    expect(encodeZapRequest(request(credentials)).map(String)).toEqual([
      "",
      "1.0",
      "17",
      "global",
      "192.0.2.7",
      "me",
      credentials.mechanism,
      ...credentials.values.map(String),
    ])
  })

  it.each(REQUESTS)("for $mechanism is read as it was written", (credentials) => {
    const written = request(credentials, "")
    expect(decodeZapRequest(encodeZapRequest(written).slice(1))).toEqual(written)
  })

  it.each<[string, string[]]>([
    ["no frames", []],
    ["too few", ["1.0", "1", "", "", ""]],
    ["another version", ["1.1", "1", "", "", "", "NULL"]],
    ["another mechanism", ["1.0", "1", "", "", "", "GSSAPI", "me"]],
    ["the name of a member of objects", ["1.0", "1", "", "", "", "toString"]],
    ["credentials for NULL", ["1.0", "1", "", "", "", "NULL", "x"]],
    ["no password", ["1.0", "1", "", "", "", "PLAIN", "x"]],
    ["a frame too many", ["1.0", "1", "", "", "", "PLAIN", "x", "y", "z"]],
  ])("with %s is none", (_what, frames) => {
    expect(decodeZapRequest(frames.map((text) => Buffer.from(text)))).toBeNull()
  })
})

describe("RFC 27: a reply", () => {
  const RIGHT = ["", "1.0", "17", "200", "OK", "boss", ""].map((text) => Buffer.from(text))

  function changed(at: number, value: string | Buffer): Buffer[] {
    return RIGHT.map((frame, i) => (i === at ? Buffer.from(value) : frame))
  }

  function codeOf(reply: Buffer[]): string {
    try {
      return String(decodeZapReply(reply, ID).status)
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error
      return error.code
    }
  }

  it.each([200, 300, 400, 500] as const)("%d is read as it was written", (status) => {
    const metadata = [["X-Role", Buffer.from("chief")]] as const
    const written = encodeZapReply(ID, status, "why", Buffer.from("boss"), metadata)
    expect(decodeZapReply([EMPTY, ...written], ID)).toEqual({
      status,
      userId: "boss",
      metadata: new Map([["x-role", "chief"]]),
    })
  })

  it.each<[string, Buffer[], string]>([
    ["a delimiter that is not empty", changed(0, "x"), "ERR_ZAP_UNSPECIFIED"],
    ["version 1.1", changed(1, "1.1"), "ERR_ZAP_BAD_VERSION"],
    ["no version", changed(1, ""), "ERR_ZAP_BAD_VERSION"],
    ["a version and more", changed(1, "1.0\0"), "ERR_ZAP_BAD_VERSION"],
    ["the id of another request", changed(2, "18"), "ERR_ZAP_BAD_REQUEST_ID"],
    ["no id", changed(2, ""), "ERR_ZAP_BAD_REQUEST_ID"],
    ["half an id", changed(2, "1"), "ERR_ZAP_BAD_REQUEST_ID"],
    ["more than an id", changed(2, "170"), "ERR_ZAP_BAD_REQUEST_ID"],
    ...["", "2", "20", "0200", "2000", "200 ", "100", "201", "600", "-20", "２００", "ABC"].map(
      (status): [string, Buffer[], string] => [
        `status ${JSON.stringify(status)}`,
        changed(3, status),
        "ERR_ZAP_INVALID_STATUS_CODE",
      ],
    ),
    ["a text of 255 bytes", changed(4, "x".repeat(255)), "200"],
    ["a text of 256 bytes", changed(4, "x".repeat(256)), "ERR_ZAP_MALFORMED_REPLY"],
    ["a user id of 256 bytes", changed(5, "x".repeat(256)), "ERR_ZAP_MALFORMED_REPLY"],
    ["metadata that is none", changed(6, "x"), "ERR_ZAP_INVALID_METADATA"],
    ["metadata cut short", changed(6, "\x01a\0\0\0\x02b"), "ERR_ZAP_INVALID_METADATA"],
    ["metadata without a name", changed(6, "\0\0\0\0\0"), "ERR_ZAP_INVALID_METADATA"],
    ["nothing at all", [], "ERR_ZAP_MALFORMED_REPLY"],
    ["a frame too few", RIGHT.slice(0, 6), "ERR_ZAP_MALFORMED_REPLY"],
    ["a frame too many", [...RIGHT, EMPTY], "ERR_ZAP_MALFORMED_REPLY"],
  ])("with %s", (_what, reply, code) => {
    expect(codeOf(reply)).toBe(code)
  })

  it("names of metadata that objects have as members are names like any other", () => {
    const names = Object.getOwnPropertyNames(Object.prototype)
    const properties = names.map((name) => [name, Buffer.from("x")] as const)
    const reply = encodeZapReply(ID, 200, "", EMPTY, properties)
    const { metadata } = decodeZapReply([EMPTY, ...reply], ID)
    expect([...metadata.keys()]).toEqual(names.map((name) => name.toLowerCase()))
  })
})
