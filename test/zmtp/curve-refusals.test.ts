/**
 * What CURVE (RFC 26) refuses, by what code, and that it says nothing about it.
 */
import { randomBytes } from "node:crypto"
import { beforeAll, describe, expect, it } from "vitest"
import type { CurveCrypto } from "../../src/zmtp/mechanisms/curve-crypto.js"
import { RefusedError } from "../../src/zmtp/errors.js"
import { cryptography, curveClient, curveServer } from "../helpers/curve.js"
import {
  command,
  metadata,
  NaclClient,
  NaclServer,
  newKeys,
  SERVER,
  type Initiate,
} from "../helpers/nacl-curve.js"
import { bytes, frame, greeting, ready } from "../helpers/raw-peer.js"
import type { Recorder } from "../helpers/recorder.js"

let crypto: CurveCrypto
beforeAll(async () => {
  crypto = await cryptography()
})

const CURVE = greeting(1, "CURVE")
const CRYPTOGRAPHIC = "ERR_ZMTP_CRYPTOGRAPHIC"
const UNEXPECTED = "ERR_ZMTP_UNEXPECTED_COMMAND"

/** Public keys that make every secret zero, whatever one's own key is (RFC 7748, 6.1). */
const LOW_ORDER = [
  "00".repeat(32),
  `01${"00".repeat(31)}`,
  "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
  "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
  `ec${"ff".repeat(30)}7f`,
  `ed${"ff".repeat(30)}7f`,
  `ee${"ff".repeat(30)}7f`,
].map((text) => Buffer.from(text, "hex"))

function flip(bytes: Buffer, at: number, bit = 1): Buffer {
  const changed = Buffer.from(bytes)
  changed[at] ^= bit
  return changed
}

/** Refused with this code, without a word. */
function expectRefusal(recorder: Recorder, code: string): void {
  expect(recorder.error?.code).toBe(code)
  expect(recorder.said()).toHaveLength(0)
  expect(recorder.peer).toBeNull()
}

function serverAfterGreeting(): Recorder {
  return curveServer(crypto).receive(CURVE)
}

function serverAfterHello(client = new NaclClient()): [Recorder, NaclClient] {
  const server = serverAfterGreeting().receive(client.hello())
  client.welcome(server.said())
  return [server, client]
}

function clientAfterHello(server = new NaclServer()): [Recorder, NaclServer] {
  const client = curveClient(crypto).receive(CURVE)
  server.hello(client.said())
  return [client, server]
}

function clientAfterInitiate(server = new NaclServer()): [Recorder, NaclServer] {
  const [client] = clientAfterHello(server)
  client.receive(server.welcome())
  server.initiate(client.said())
  return [client, server]
}

describe("a server refuses HELLO", () => {
  it.each<[what: string, hello: (client: NaclClient) => Buffer, code: string]>([
    ["without anything", () => command("HELLO"), "ERR_ZMTP_MALFORMED_COMMAND_HELLO"],
    ["a byte short", () => command("HELLO", Buffer.alloc(193)), "ERR_ZMTP_MALFORMED_COMMAND_HELLO"],
    ["a byte long", () => command("HELLO", Buffer.alloc(195)), "ERR_ZMTP_MALFORMED_COMMAND_HELLO"],
    ["of version 2", (c) => c.hello({ version: "0200" }), "ERR_ZMTP_MALFORMED_COMMAND_HELLO"],
    ["of version 1.1", (c) => c.hello({ version: "0101" }), "ERR_ZMTP_MALFORMED_COMMAND_HELLO"],
    ["with padding", (c) => flip(c.hello(), 2 + 40), "ERR_ZMTP_MALFORMED_COMMAND_HELLO"],
    [
      "with something in its box",
      (c) => c.hello({ proof: Buffer.alloc(64, 1) }),
      "ERR_ZMTP_MALFORMED_COMMAND_HELLO",
    ],
    ["for another server", (c) => c.hello({ serverKey: newKeys().publicKey }), CRYPTOGRAPHIC],
    ["with another key", (c) => c.hello({ key: newKeys().publicKey }), CRYPTOGRAPHIC],
    ["with a changed nonce", (c) => flip(c.hello(), 2 + 119), CRYPTOGRAPHIC],
    ["with a changed box", (c) => flip(c.hello(), 201), CRYPTOGRAPHIC],
    ["by another name", () => command("HELLX", Buffer.alloc(194)), UNEXPECTED],
    ["that is INITIATE", (c) => c.initiate(), UNEXPECTED],
    ["that is READY", () => command("READY", metadata("DEALER")), UNEXPECTED],
    ["that is ERROR", () => bytes('04 0A 05 "ERROR" 03 "400"'), UNEXPECTED],
  ])("%s", (_what, hello, code) => {
    expectRefusal(serverAfterGreeting().receive(hello(new NaclClient())), code)
  })

  it.each(LOW_ORDER.map((key) => [key.toString("hex"), key] as const))(
    "with the key of low order %s",
    (_name, key) => {
      expectRefusal(serverAfterGreeting().receive(new NaclClient().hello({ key })), CRYPTOGRAPHIC)
    },
  )
})

describe("a server refuses INITIATE", () => {
  it.each<[what: string, changes: () => Initiate, code: string]>([
    ["with another cookie", () => ({ cookie: randomBytes(96) }), CRYPTOGRAPHIC],
    ["with the nonce of HELLO", () => ({ counter: 1n }), "ERR_ZMTP_INVALID_SEQUENCE"],
    ["with nonce 0", () => ({ counter: 0n }), "ERR_ZMTP_INVALID_SEQUENCE"],
    ["with another's vouch", () => ({ voucher: newKeys() }), CRYPTOGRAPHIC],
    [
      "with a client's key of zeros",
      () => ({ client: { publicKey: Buffer.alloc(32), secretKey: Buffer.alloc(32, 1) } }),
      CRYPTOGRAPHIC,
    ],
    [
      "with a vouch for another transient key",
      () => ({ vouched: [newKeys().publicKey, SERVER.publicKey] }),
      "ERR_ZMTP_KEY_EXCHANGE",
    ],
    [
      "with half a property",
      () => ({ properties: metadata("DEALER").subarray(1) }),
      "ERR_ZMTP_INVALID_METADATA",
    ],
  ])("%s", (_what, changes, code) => {
    const [server, client] = serverAfterHello()
    expectRefusal(server.receive(client.initiate(changes())), code)
  })

  it("with a vouch for another server", () => {
    const [server, client] = serverAfterHello()
    const vouched = [client.transient.publicKey, newKeys().publicKey]
    expectRefusal(server.receive(client.initiate({ vouched })), "ERR_ZMTP_KEY_EXCHANGE")
  })

  it("with the cookie of another connection", () => {
    const [, other] = serverAfterHello()
    const [server, client] = serverAfterHello()
    expectRefusal(server.receive(client.initiate({ cookie: other.cookie })), CRYPTOGRAPHIC)
  })

  it.each([0, 247])("with %i bytes of data", (size) => {
    const [server] = serverAfterHello()
    const short = command("INITIATE", Buffer.alloc(size))
    expectRefusal(server.receive(short), "ERR_ZMTP_MALFORMED_COMMAND_INITIATE")
  })

  it("by another name, HELLO again, or a message instead", () => {
    for (const said of [
      (): Buffer => command("INITIXTE", Buffer.alloc(300)),
      (client: NaclClient): Buffer => client.hello({ counter: 2n }),
      (): Buffer => frame(0, "in the open"),
    ]) {
      const [server, client] = serverAfterHello()
      expectRefusal(server.receive(said(client)), UNEXPECTED)
    }
  })

  it("of more than 64 KiB, before it has come", () => {
    const [server] = serverAfterHello()
    expectRefusal(
      server.receive(bytes("06 0000000000010001")),
      "ERR_ZMTP_MALFORMED_COMMAND_MESSAGE",
    )
  })

  it("and whatever comes while nobody has decided", () => {
    const server = curveServer(crypto, { verdict: null }).receive(CURVE)
    const client = new NaclClient()
    server.receive(client.hello())
    client.welcome(server.said())
    server.receive(client.initiate(), client.initiate({ counter: 3n }))
    expectRefusal(server, UNEXPECTED)
  })

  it("when any of its bytes has changed", () => {
    const size = new NaclClient().initiate().length
    for (let at = 18; at < size; at++) {
      const [server, client] = serverAfterHello()
      server.receive(flip(client.initiate(), at, 1 << (at % 8)))
      expect([at, server.error !== null, server.peer]).toEqual([at, true, null])
      expect(server.said()).toHaveLength(0)
    }
  })
})

describe("a client refuses", () => {
  it.each<[what: string, said: (server: NaclServer) => Buffer, code: string]>([
    ["a short WELCOME", () => command("WELCOME"), "ERR_ZMTP_MALFORMED_COMMAND_WELCOME"],
    [
      "a long WELCOME",
      () => command("WELCOME", Buffer.alloc(161)),
      "ERR_ZMTP_MALFORMED_COMMAND_WELCOME",
    ],
    ["a changed WELCOME", (s) => flip(s.welcome(), 100), CRYPTOGRAPHIC],
    ["another's WELCOME", (s) => s.welcome({ secret: newKeys().secretKey }), CRYPTOGRAPHIC],
    ["READY before WELCOME", (s) => s.ready(), UNEXPECTED],
    ["INITIATE", () => command("INITIATE", Buffer.alloc(300)), UNEXPECTED],
    ["half an ERROR", () => bytes('04 08 05 "ERROR" 03 "4"'), "ERR_ZMTP_MALFORMED_COMMAND_ERROR"],
  ])("%s", (_what, said, code) => {
    const [client, server] = clientAfterHello()
    expectRefusal(client.receive(said(server)), code)
  })

  it("a WELCOME with a key of low order", () => {
    for (const key of LOW_ORDER) {
      const [client, server] = clientAfterHello()
      expectRefusal(client.receive(server.welcome({ key })), CRYPTOGRAPHIC)
    }
  })

  it.each<[what: string, said: (server: NaclServer) => Buffer, code: string]>([
    ["a short READY", () => command("READY", Buffer.alloc(23)), "ERR_ZMTP_MALFORMED_COMMAND_READY"],
    ["a changed READY", (s) => flip(s.ready(), 30), CRYPTOGRAPHIC],
    ["READY in the open", () => ready("DEALER", { Identity: "me" }), CRYPTOGRAPHIC],
    ["WELCOME again", (s) => s.welcome(), UNEXPECTED],
    ["a message before READY", (s) => s.message({ counter: 1n, data: "x" }), UNEXPECTED],
    ["bad properties", (s) => s.ready({ properties: bytes("00") }), "ERR_ZMTP_INVALID_METADATA"],
  ])("%s", (_what, said, code) => {
    const [client, server] = clientAfterInitiate()
    expectRefusal(client.receive(said(server)), code)
  })

  it("a server of the wrong type, without saying so in the open", () => {
    const [client, server] = clientAfterInitiate()
    client.receive(server.ready({ properties: metadata("SUB") }))
    expectRefusal(client, "ERR_ZMTP_INVALID_METADATA")
    expect(client.error?.remedy).toBe("give up")
  })

  it("to go on when it is refused: after HELLO and after INITIATE, for good", () => {
    for (const start of [clientAfterHello, clientAfterInitiate]) {
      const [client] = start()
      client.receive(bytes('04 0A 05 "ERROR" 03 "400"'))
      expect(client.error).toBeInstanceOf(RefusedError)
      expect(client.error).toMatchObject({ status: 400, remedy: "give up" })
    }
  })

  it("to begin with a server's key of low order", () => {
    for (const serverKey of LOW_ORDER) {
      const client = curveClient(crypto, { serverKey }).receive(CURVE)
      expectRefusal(client, CRYPTOGRAPHIC)
      expect(client.error?.remedy).toBe("give up")
    }
  })
})

describe("once the handshake is done", () => {
  function talking(): [Recorder, NaclClient] {
    const [server, client] = serverAfterHello()
    server.receive(client.initiate(), client.message({ counter: 7n, data: "good" }))
    expect(server.messages.map(String)).toEqual(["good"])
    server.forget()
    return [server, client]
  }

  it.each<[what: string, said: (client: NaclClient) => Buffer, code: string]>([
    ["a nonce again", (c) => c.message({ counter: 7n, data: "x" }), "ERR_ZMTP_INVALID_SEQUENCE"],
    ["a lower nonce", (c) => c.message({ counter: 6n, data: "x" }), "ERR_ZMTP_INVALID_SEQUENCE"],
    ["nonce 0", (c) => c.message({ counter: 0n, data: "x" }), "ERR_ZMTP_INVALID_SEQUENCE"],
    ["a changed tag", (c) => flip(c.message({ counter: 8n, data: "x" }), 20), CRYPTOGRAPHIC],
    ["a changed byte", (c) => flip(c.message({ counter: 8n, data: "x" }), 35), CRYPTOGRAPHIC],
    ["a changed nonce", (c) => flip(c.message({ counter: 8n, data: "x" }), 17, 2), CRYPTOGRAPHIC],
    ["a message in the open", () => frame(0, "secret"), UNEXPECTED],
    ["an empty message in the open", () => frame(0, ""), UNEXPECTED],
    ["a command in the open", () => bytes('04 07 04 "PING" 0000'), UNEXPECTED],
    ["ERROR", () => bytes('04 0A 05 "ERROR" 03 "400"'), UNEXPECTED],
    ["HELLO", (c) => c.hello({ counter: 8n }), UNEXPECTED],
    [
      "MESSAGE without a byte in its box",
      () => frame(0, Buffer.concat([bytes('07 "MESSAGE"'), Buffer.alloc(24)])),
      "ERR_ZMTP_MALFORMED_COMMAND_MESSAGE",
    ],
    [
      "a reserved flag within MESSAGE",
      (c) => c.message({ counter: 8n, flags: 4, data: "x" }),
      "ERR_ZMTP_MALFORMED_COMMAND_MESSAGE",
    ],
    [
      "an empty command within MESSAGE",
      (c) => c.message({ counter: 8n, flags: 2, data: "" }),
      "ERR_ZMTP_MALFORMED_COMMAND_UNSPECIFIED",
    ],
  ])("%s ends it", (_what, said, code) => {
    const [server, client] = talking()
    server.receive(said(client))
    expect(server.error?.code).toBe(code)
    expect(server.said()).toHaveLength(0)
    expect(server.messages).toEqual([])
  })

  it("what we say is not taken back from a mirror", () => {
    const [server] = talking()
    server.run(() => {
      for (let i = 0; i < 10; i++) server.connection.send([Buffer.from("mine")])
    })
    server.receive(server.said())
    expect(server.error).not.toBeNull()
    expect(server.messages).toEqual([])
  })

  it("a message of another connection ends it", () => {
    const [server] = talking()
    const [, other] = talking()
    server.receive(other.message({ counter: 8n, data: "x" }))
    expect(server.error?.code).toBe(CRYPTOGRAPHIC)
  })
})

describe("other mechanisms", () => {
  it.each(["NULL", "PLAIN", "CURVES"])("a peer with %s is refused at its greeting", (name) => {
    for (const side of [curveServer(crypto), curveClient(crypto)]) {
      expectRefusal(side.receive(greeting(1, name)), "ERR_ZMTP_MECHANISM_MISMATCH")
    }
  })

  it.each([
    ["two servers", curveServer],
    ["two clients", curveClient],
  ])("%s come to nothing", (_what, make) => {
    const [a, b] = [make(crypto).receive(CURVE), make(crypto).receive(CURVE)]
    a.receive(b.said())
    b.receive(a.said())
    expect([a.peer, b.peer]).toEqual([null, null])
  })
})
