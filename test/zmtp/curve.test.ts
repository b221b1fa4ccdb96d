/**
 * CURVE (RFC 26) to the byte: our client and our server against each other, and each against a peer made of tweetnacl.
 */
import { beforeAll, describe, expect, it } from "vitest"
import type { CurveCrypto } from "../../src/zmtp/mechanisms/curve-crypto.js"
import { cutAt, randomCut } from "../helpers/cuts.js"
import { converse, cryptography, curveClient, curveServer } from "../helpers/curve.js"
import {
  bodyOf,
  CLIENT,
  metadata,
  NaclClient,
  NaclServer,
  SERVER,
  short,
  unbox,
} from "../helpers/nacl-curve.js"
import { bytes, greeting } from "../helpers/raw-peer.js"
import type { Recorder } from "../helpers/recorder.js"

let crypto: CurveCrypto
beforeAll(async () => {
  crypto = await cryptography()
})

const CURVE = greeting(1, "CURVE")

/** A server of ours and a client of tweetnacl whose handshake is done. */
function served(options: Parameters<typeof curveServer>[1] = {}): [Recorder, NaclClient] {
  const server = curveServer(crypto, options).receive(CURVE)
  const client = new NaclClient()
  server.receive(client.hello())
  client.welcome(server.said())
  server.receive(client.initiate())
  client.ready(server.said())
  server.forget()
  return [server, client]
}

/** A client of ours and a server of tweetnacl whose handshake is done. */
function clientOf(options: Parameters<typeof curveClient>[1] = {}): [Recorder, NaclServer] {
  const client = curveClient(crypto, options).receive(CURVE)
  const server = new NaclServer()
  server.hello(client.said())
  client.receive(server.welcome())
  server.initiate(client.said())
  client.receive(server.ready())
  client.forget()
  return [client, server]
}

describe("keys", () => {
  it("the public keys of libzmq's documentation are those of its secret keys", () => {
    for (const { secretKey, publicKey } of [CLIENT, SERVER]) {
      expect(crypto.keyPairOf(secretKey).publicKey).toEqual(publicKey)
    }
  })
})

describe("the greeting", () => {
  it("says CURVE, and who is the server", () => {
    for (const [recorder, asServer] of [
      [curveClient(crypto), 0],
      [curveServer(crypto), 1],
    ] as const) {
      recorder.run(() => {
        recorder.connection.start()
      })
      const said = recorder.said()
      expect(said.subarray(12, 32)).toEqual(bytes(`"CURVE" ${"00".repeat(15)}`))
      expect(said[32]).toBe(asServer)
    }
  })
})

describe("our client with another's server", () => {
  it("says HELLO, 200 bytes with nonce 1; INITIATE with nonce 2, the cookie, a vouch and its properties", () => {
    const client = curveClient(crypto, { identity: Buffer.from("me") }).receive(CURVE)
    const server = new NaclServer()
    const hello = client.said()
    expect(hello.subarray(0, 10)).toEqual(bytes('04 C8 05 "HELLO" 01 00'))
    expect(hello.subarray(10, 82)).toEqual(Buffer.alloc(72))
    expect(hello.readBigUInt64BE(114)).toBe(1n)
    server.hello(hello)
    client.receive(server.welcome())
    const initiate = client.said()
    expect(initiate.subarray(0, 9)).toEqual(bytes("06 0000000000000126"))
    expect(initiate.readBigUInt64BE(9 + 105)).toBe(2n)
    const properties = server.initiate(initiate)
    expect(properties).toEqual(metadata("DEALER", { Identity: Buffer.from("me") }))
    expect(server.client).toEqual(CLIENT.publicKey)
    expect(client.peer).toBeNull()
    client.receive(server.ready({ properties: metadata("ROUTER", { "X-a": Buffer.from("b") }) }))
    expect(client.log.slice(-1)).toEqual(["ready ROUTER x-a=b"])
  })

  it("then says MESSAGE with nonce 3 and on, in frames without MORE and COMMAND", () => {
    const [client, server] = clientOf()
    client.run(() => {
      client.connection.send([Buffer.from("a"), Buffer.alloc(300, 0x62)])
      client.connection.ping(1000)
    })
    const said = client.said()
    expect(said.subarray(0, 10)).toEqual(bytes('00 22 07 "MESSAGE"'))
    expect(said.subarray(36, 45)).toEqual(bytes("02 000000000000014D"))
    const plain = (at: number, size: number, counter: bigint): Buffer => {
      const sealed = said.subarray(at + 16, at + size)
      expect(said.readBigUInt64BE(at + 8)).toBe(counter)
      const nonce = short("CurveZMQMESSAGEC", counter)
      return unbox(sealed, nonce, server.clientTransient, server.transient.secretKey)
    }
    expect(plain(2, 34, 3n)).toEqual(bytes('01 "a"'))
    expect(plain(45, 333, 4n)).toEqual(Buffer.concat([bytes("00"), Buffer.alloc(300, 0x62)]))
    expect(said.subarray(378, 380)).toEqual(bytes("00 28"))
    expect(plain(380, 40, 5n)).toEqual(bytes('02 04 "PING" 000A'))
    expect(said.length).toBe(420)
  })

  it("is not ready before READY, and takes WELCOME and READY once each", () => {
    const [client, server] = clientOf()
    expect(client.receive(server.message({ counter: 2n, data: "x" })).log).toEqual(["message 78"])
    client.receive(server.ready({ counter: 3n }))
    expect(client.error?.code).toBe("ERR_ZMTP_UNEXPECTED_COMMAND")
  })
})

describe("our server with another's client", () => {
  it("answers HELLO with WELCOME, 168 bytes; asks who may come in; says READY with nonce 1", () => {
    const server = curveServer(crypto, { socketType: "ROUTER" }).receive(CURVE)
    const client = new NaclClient()
    server.receive(client.hello())
    const welcome = server.said()
    expect(welcome.subarray(0, 10)).toEqual(bytes('04 A8 07 "WELCOME"'))
    client.welcome(welcome)
    server.forget()
    server.receive(client.initiate({ properties: metadata("REQ", { "x-y": Buffer.from("z") }) }))
    expect(server.log[0]).toBe(`authenticate CURVE ${CLIENT.publicKey.toString("hex")}`)
    const ready = server.said()
    expect(ready.readBigUInt64BE(8)).toBe(1n)
    expect(client.ready(ready)).toEqual(metadata("ROUTER", { Identity: Buffer.alloc(0) }))
    expect(server.log).toContain("ready REQ x-y=z")
  })

  it("takes INITIATE with 60 KiB of properties", () => {
    const server = curveServer(crypto).receive(CURVE)
    const client = new NaclClient()
    server.receive(client.hello())
    client.welcome(server.said())
    const properties = metadata("DEALER", { "X-much": Buffer.alloc(60 * 1024, 0x61) })
    server.receive(client.initiate({ properties }))
    expect(server.peer?.properties.get("x-much")?.length).toBe(60 * 1024)
  })

  it("says nothing until there is a verdict, and ERROR when that is 400 or 500", () => {
    for (const [status, error] of [
      [300, ""],
      [400, '04 0A 05 "ERROR" 03 "400"'],
      [500, '04 0A 05 "ERROR" 03 "500"'],
    ] as const) {
      const verdict = { status, userId: "", metadata: new Map<string, string>() }
      const server = curveServer(crypto, { verdict }).receive(CURVE)
      const client = new NaclClient()
      server.receive(client.hello())
      client.welcome(server.said())
      server.receive(client.initiate())
      expect(server.said()).toEqual(bytes(error))
      expect(server.error).toMatchObject({ name: "ProtocolError", status })
      expect(server.peer).toBeNull()
    }
  })
})

describe("traffic", () => {
  it("nonces may leave numbers out, up to the largest", () => {
    const [server, client] = served()
    const counters = [3n, 4n, 1000n, 2n ** 32n - 1n, 2n ** 32n, 2n ** 63n, 2n ** 64n - 1n]
    for (const counter of counters) server.receive(client.message({ counter, data: "x" }))
    expect(server.log).toEqual(counters.map(() => "message 78"))
  })

  it("the flags inside count, those outside do not", () => {
    const [server, client] = served()
    for (const [i, outer] of [0, 1, 4].entries()) {
      const counter = BigInt(10 * i + 10)
      server.receive(
        client.message({ counter, flags: 1, data: "a", outer }),
        client.message({ counter: counter + 1n, flags: 2, data: bytes('04 "PING" 0000'), outer }),
        client.message({ counter: counter + 2n, data: "b", outer }),
      )
    }
    expect(server.log.filter((entry) => !entry.startsWith("out"))).toEqual(
      Array.from({ length: 3 }, () => ["ping 0", "message 61 62"]).flat(),
    )
  })

  it("a PING is answered within MESSAGE", () => {
    const [server, client] = served()
    server.receive(client.message({ counter: 3n, flags: 2, data: bytes('04 "PING" 0000 "ctx"') }))
    const nonce = short("CurveZMQMESSAGES", 2n)
    const sealed = bodyOf(server.said()).subarray(16)
    const { serverTransient, transient } = client
    expect(unbox(sealed, nonce, serverTransient, transient.secretKey)).toEqual(
      bytes('02 04 "PONG" "ctx"'),
    )
  })

  it("subscriptions are commands for a peer of 3.1, and messages for one of 3.0", () => {
    for (const [minor, plain] of [
      [1, '02 09 "SUBSCRIBE" "A"'],
      [0, '00 01 "A"'],
    ] as const) {
      const client = curveClient(crypto, { socketType: "SUB" }).receive(greeting(minor, "CURVE"))
      const server = new NaclServer()
      server.hello(client.said())
      client.receive(server.welcome())
      server.initiate(client.said())
      client.receive(server.ready({ properties: metadata("PUB") }))
      client.forget()
      client.run(() => {
        client.connection.send([bytes('01 "A"')])
      })
      const sealed = bodyOf(client.said()).subarray(16)
      const nonce = short("CurveZMQMESSAGEC", 3n)
      const { clientTransient, transient } = server
      expect(unbox(sealed, nonce, clientTransient, transient.secretKey)).toEqual(bytes(plain))
    }
  })

  it("maxMessageBytes counts what is inside", () => {
    const [fits, client] = served({ maxMessageBytes: 400 })
    fits.receive(client.message({ counter: 3n, data: Buffer.alloc(400) }))
    expect(fits.messages).toHaveLength(1)
    fits.receive(client.message({ counter: 4n, data: Buffer.alloc(401) }))
    expect(fits.error?.code).toBe("ERR_ZMTP_MALFORMED_COMMAND_MESSAGE")
  })

  it("maxMultipartBytes counts what is inside, too", () => {
    const [server, client] = served({ maxMultipartBytes: 400 })
    const part = (counter: bigint, size: number, flags = 1) =>
      client.message({ counter, flags, data: Buffer.alloc(size) })
    for (const bytes of [part(3n, 200), part(4n, 200), part(5n, 0, 0), part(6n, 400, 0)]) {
      server.receive(bytes)
    }
    expect(server.messages).toHaveLength(2)
    server.receive(Buffer.concat([part(7n, 200), part(8n, 201)]))
    expect(server.error?.code).toBe("ERR_ZMTP_MALFORMED_COMMAND_MESSAGE")
  })

  it("a message has no more parts than it may", () => {
    const [server, client] = served({ maxParts: 3 })
    for (const counter of [3n, 4n, 5n]) {
      server.receive(client.message({ counter, flags: 1, data: "" }))
    }
    expect(server.error?.code).toBe("ERR_ZMTP_MALFORMED_COMMAND_MESSAGE")
  })
})

describe("both of ours", () => {
  const sizes = [0, 1, 30, 31, 32, 46, 47, 48, 63, 64, 65, 222, 223, 1024, 70_000, 300_000]
  const CUTS: [string, (said: Buffer) => readonly Buffer[]][] = [
    ["whole", (said) => [said]],
    ["byte by byte", (said) => cutAt(said, Array.from(said.keys()).slice(1))],
    ...[1, 2, 3].map((seed): [string, (said: Buffer) => readonly Buffer[]] => [
      `cut at random, ${String(seed)}`,
      (said) => randomCut(said, seed),
    ]),
  ]

  it.each(CUTS)("shake hands and talk: %s", (how, cut) => {
    const client = curveClient(crypto, { identity: Buffer.alloc(255, 7) })
    const server = curveServer(crypto, { socketType: "ROUTER" })
    for (const side of [client, server]) {
      side.run(() => {
        side.connection.start()
      })
    }
    converse(client, server, cut)
    expect(client.log.at(-1)).toBe("ready ROUTER identity=")
    expect(server.log.at(-1)).toBe(`ready DEALER identity=${"\x07".repeat(255)}`)
    for (const [from, to] of [
      [client, server],
      [server, client],
    ]) {
      to.forget()
      const few = how === "byte by byte" ? sizes.filter((size) => size < 70_000) : sizes
      const messages = few.map((size) => [Buffer.alloc(size, size), Buffer.from("last")])
      from.run(() => {
        for (const message of messages) from.connection.send(message)
      })
      converse(from, to, cut)
      expect(to.messages.length).toBe(messages.length)
      expect(to.messages.every((got, i) => got[0].equals(messages[i][0]))).toBe(true)
      expect(to.messages.every((got) => String(got[1]) === "last")).toBe(true)
    }
    expect([client.error, server.error]).toEqual([null, null])
  })

  it("what one connection holds back is not lost: a stop in the middle of a chunk", () => {
    const [server, client] = served({ stopAfter: () => true })
    const said = [3n, 4n, 5n].map((counter) => client.message({ counter, data: String(counter) }))
    server.receive(Buffer.concat(said))
    expect(server.messages).toHaveLength(1)
    server.run(() => {
      server.connection.drain()
    })
    expect(server.messages.map(String)).toEqual(["3", "4", "5"])
  })
})
