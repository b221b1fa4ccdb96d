/** What port scanners, other protocols and broken libraries send to whatever listens. */
import { describe, expect, it } from "vitest"
import { nextEvent } from "../helpers/events.js"
import { bytes, frame, greeting, ready } from "../helpers/raw-peer.js"
import { publisher, pull, reply, router, withstand, type Target } from "../helpers/siege.js"
import { XPublisher } from "../../src/index.js"
import { until } from "../helpers/sockets.js"

const LARGE = Buffer.alloc(5000, "A")

it.each([
  ["telnet's negotiation behind ff", bytes("FF FB 18 FF FB 1F FF FB 20")],
  ["a greeting of version 133 that is cut short", bytes("FF 00 00 00 20 00 00 00 01 7F 85 85")],
])("RFC 37: %s may yet become a greeting, until the deadline", async (_what, data) => {
  const target = await router({ handshakeInterval: 100 })
  await withstand(target, async (attackers) => {
    const peer = await attackers.connect(data)
    await peer.untilClosed()
  })
})

describe("RFC 37: whoever does not greet is hung up on by his first bytes", () => {
  it.each([
    ["telnet's negotiation", bytes("FB 18 FF FB 1F FF FB 20")],
    [
      "a ZMTP 1.0 frame of 2^64-1 bytes",
      Buffer.concat([bytes("FF FF FF FF FF FF FF FF FF DA 00"), LARGE]),
    ],
    [
      "a ZMTP 1.0 frame of negative size",
      Buffer.concat([bytes("FF 80 00 00 00 00 00 00 00 00 00"), LARGE]),
    ],
    ["a ZMTP 1.0 stream", Buffer.concat([bytes('01 65 74 68 01 00 05 00 "data"'), LARGE])],
    ["an anonymous ZMTP 1.0 peer", Buffer.concat([bytes("01 00"), frame(0, "hello")])],
    ["a ZMTP 2.0 peer", bytes('FF 00 00 00 00 00 00 00 01 7F 01 08 00 00 00 05 "hello"')],
    ["HTTP", Buffer.from("GET / HTTP/1.1\r\nHost: x\r\n\r\n")],
    ["SSH", Buffer.from("SSH-2.0-OpenSSH_9.2\r\n")],
    ["a greeting of another mechanism", greeting(1, "CURVE")],
    ["a greeting with junk behind NULL", greeting(1, "NULL\0x")],
    ["a greeting with nothing for a mechanism", greeting(1, "")],
  ])("%s", async (_what, data) => {
    const target = await router()
    await withstand(target, async (attackers) => {
      const failed = nextEvent(target.socket, "handshake:error:protocol")
      const peer = await attackers.connect(data)
      await failed
      await peer.untilClosed()
      expect(target.heard).toEqual([])
    })
  })
})

describe("what once brought other libraries down", () => {
  it.each([
    ["a frame that wraps its pointer", '02 FF FF FF FF FF FF FF FF "data"'],
    ["a command name longer than its frame", '04 06 08 "READY"'],
    ["a command name of 255 bytes that are not there", "04 01 FF"],
    ["a command of no bytes", "04 00"],
    ["a SUBSCRIBE that names itself too short", '04 0A 08 "SUBSCRIBE"'],
  ])("%s, in traffic and in the handshake", async (_what, data) => {
    const target = await router()
    await withstand(target, async (attackers) => {
      const inTraffic = nextEvent(target.socket, "handshake:error:protocol")
      const peer = await attackers.admitted("DEALER")
      peer.write(bytes(data))
      if (data.startsWith("04 0A")) peer.socket.resetAndDestroy()
      else {
        await inTraffic
        await peer.untilClosed()
      }
      const early = await attackers.connect(greeting(), bytes(data))
      await early.untilClosed()
      expect(target.heard).toEqual([])
    })
  })

  it("a session that ends inside a SUBSCRIBE", async () => {
    const target = await publisher(new XPublisher())
    await withstand(target, async (attackers) => {
      const peer = await attackers.admitted("SUB")
      peer.write(bytes('04 0B 09 "SUBSCRIBE"'))
      peer.socket.end()
      await peer.untilClosed()
      expect(target.socket.topicsCount).toBe(0)
    })
  })

  it("a READY with broken names, and any commands behind it", async () => {
    const target = await router()
    await withstand(target, async (attackers) => {
      const peer = await attackers.connect(
        greeting(),
        ready(null, { "Socket-Txpe": "DEALER", Iden: "x" }),
        bytes('04 06 05 "JOINx" 04 07 05 "LEAVEx" 04 06 05 "HELLO" 04 08 07 "WELCOME"'),
        frame(0, "still here"),
      )
      await until(() => target.heard.length === 1, "its message")
      expect(peer.closed).toBe(false)
    })
  })
})

const TARGETS: [string, string, () => Promise<Target>][] = [
  ["ROUTER", "DEALER", router],
  ["PULL", "PUSH", pull],
  ["REP", "REQ", reply],
  ["XPUB", "SUB", () => publisher(new XPublisher())],
]

describe.each(TARGETS)("a %s", (_type, peerType, start) => {
  it("survives commands in every order, each from a peer of its own", async () => {
    const commands = ["HELLO", "WELCOME", "INITIATE", "READY", "ERROR", "MESSAGE", "PING"]
    const said = commands.map((name) =>
      name === "READY"
        ? ready(peerType)
        : frame(4, Buffer.concat([Buffer.from([name.length]), Buffer.from(name), Buffer.alloc(2)])),
    )
    const target = await start()
    await withstand(target, async (attackers) => {
      const orders: Buffer[] = said.flatMap((a) => said.map((b) => Buffer.concat([a, b])))
      const peers = await Promise.all(
        orders.map(async (order, i) => ({ peer: await attackers.connect(greeting(), order), i })),
      )
      // READY comes first or nothing does: it is command 3, and ERROR behind it ends the connection.
      for (const { peer, i } of peers) {
        const first = Math.floor(i / said.length)
        if (first !== 3 || i % said.length === 4) await peer.untilClosed()
      }
      await until(() => target.socket.peers.length === said.length - 1, "those that said READY")
    })
  })

  it("hears nothing of strangers who break off anywhere", async () => {
    const target = await start()
    const said = Buffer.concat([greeting(), ready(peerType), frame(1, "begun"), frame(1, "never")])
    await withstand(target, async (attackers) => {
      for (const how of ["RST", "FIN"]) {
        const peers = await Promise.all(
          Array.from({ length: 25 }, (_, i) =>
            attackers.connect(said.subarray(0, Math.ceil((i * said.length) / 24))),
          ),
        )
        for (const peer of peers) {
          if (how === "RST") peer.socket.resetAndDestroy()
          else peer.socket.end()
        }
        for (const peer of peers) await peer.untilClosed()
      }
      expect(target.heard).toEqual([])
    })
  })
})

describe("RFC 28: a REP", () => {
  it("passes over requests without a delimiter, and answers the next", async () => {
    const target = await reply()
    await withstand(target, async (attackers) => {
      const peer = await attackers.admitted("REQ")
      peer.write(frame(0, "one"), frame(1, "two"), frame(0, "parts"), bytes('01 00 00 02 "ok"'))
      expect(await peer.take(6)).toEqual(bytes('01 00 00 02 "ok"'))
      expect(target.heard.map(String)).toEqual(["ok"])
    })
  })

  it("answers behind an envelope of 100 parts with those and no more", async () => {
    const target = await reply()
    await withstand(target, async (attackers) => {
      const request = Buffer.concat([
        ...Array<Buffer>(100).fill(frame(1, "hop")),
        bytes('01 00 00 02 "ok"'),
      ])
      const peer = await attackers.admitted("DEALER")
      peer.write(request)
      expect(await peer.take(request.length)).toEqual(request)
    })
  })
})
