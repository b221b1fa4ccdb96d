/**
 * PLAIN between this library and libzmq, either as the server, bound or connected, with a handler as programs for
 * npm `zeromq` have it.
 */
import { describe, expect, it } from "vitest"
import {
  eventTypes,
  expectSilence,
  join,
  open,
  untilSeen,
  WIRE_TRANSPORTS,
  type Side,
} from "../helpers/interop.js"
import { receiveTexts } from "../helpers/sockets.js"
import { failure, freshContext, Handler, reply, sneak } from "../helpers/zap.js"

const PAIRS: readonly (readonly [server: Side, client: Side])[] = [
  ["ours", "ours"],
  ["ours", "native"],
  ["native", "ours"],
]
const SERVER = { plainServer: true, zapDomain: "global", routingId: "server", linger: 0 }
const CLIENT = { plainUsername: "admin", plainPassword: "secret", linger: 0 }

describe.each(PAIRS)("PLAIN, server %s, client %s", (serverSide, clientSide) => {
  describe.each(WIRE_TRANSPORTS)("%s", (transport) => {
    it.each(["server", "client"])("the %s binds: messages pass both ways", async (binds) => {
      const handler = await Handler.bind(serverSide, reply("200"))
      const server = handler.open("Dealer", SERVER)
      const client = open(clientSide, "Dealer", CLIENT)
      if (binds === "server") await join(server, client, transport)
      else await join(client, server, transport)
      await client.send(["hello", "server"])
      expect(await receiveTexts(server)).toEqual([["hello", "server"]])
      await server.send("hello client")
      expect(await receiveTexts(client)).toEqual([["hello client"]])
      expect(handler.asked).toHaveLength(1)
      expect(handler.asked[0]).toMatchObject({
        version: "1.0",
        domain: "global",
        identity: "server",
        mechanism: "PLAIN",
        credentials: ["admin", "secret"],
      })
      if (transport === "tcp") expect(handler.asked[0].address).toBe("127.0.0.1")
    })
  })

  it("a subscriber gets what it subscribed to", async () => {
    const handler = await Handler.bind(serverSide, reply("200"), "Reply")
    const publisher = handler.open("XPublisher", { plainServer: true })
    const subscriber = open(clientSide, "Subscriber", CLIENT)
    subscriber.subscribe("a")
    await join(publisher, subscriber)
    expect(await receiveTexts(publisher)).toEqual([["\u0001a"]])
    await publisher.send(["b", "no"])
    await publisher.send(["a", "yes"])
    expect(await receiveTexts(subscriber)).toEqual([["a", "yes"]])
  })

  it.each([400, 500])("at %d both are told, and the client gives up", async (status) => {
    const handler = await Handler.bind(serverSide, reply(String(status)))
    const server = handler.open("Dealer", SERVER)
    const client = open(clientSide, "Dealer", { ...CLIENT, reconnectInterval: 1 })
    const told = ["handshake:error:auth", "handshake:error:auth"]
    const both = Promise.all([failure(server, told[0]), failure(client, told[1])])
    const seen = eventTypes(client)
    await join(server, client)
    sneak(client)
    expect(await both).toEqual([status, status])
    await untilSeen(seen, "disconnect")
    await expectSilence(server)
    expect(seen).not.toContain("connect:retry")
    expect(handler.asked).toHaveLength(1)
  })

  it("at 300 only the server is told, and the client comes again", async () => {
    const handler = await Handler.bind(serverSide, reply("300"))
    const server = handler.open("Dealer", SERVER)
    // libzmq leaves such a connection alone until a side has had enough.
    const client = open(clientSide, "Dealer", {
      ...CLIENT,
      reconnectInterval: 20,
      handshakeInterval: 100,
    })
    const told = failure(server, "handshake:error:auth")
    let clientWasTold = false
    client.events.on("handshake:error:auth", () => (clientWasTold = true))
    await join(server, client)
    await client.send("at last")
    expect(await told).toBe(300)
    handler.answer = reply("200")
    expect(await receiveTexts(server)).toEqual([["at last"]])
    expect(clientWasTold).toBe(false)
  })

  it("without a handler nobody comes in", async () => {
    const context = freshContext(serverSide)
    const server = open(serverSide, "Dealer", { ...SERVER, context })
    const client = open(clientSide, "Dealer", CLIENT)
    const told = failure(server, "handshake:error:other")
    await join(server, client)
    sneak(client)
    expect(await told).toBe("EFAULT")
    await expectSilence(server)
  })

  it("nor does a client without a password, whom nobody is asked about", async () => {
    const handler = await Handler.bind(serverSide, reply("200"))
    const server = handler.open("Dealer", SERVER)
    const client = open(clientSide, "Dealer", { linger: 0 })
    // Who is first to see it closes, and the other sees no more than that.
    const told = [server, client].map((side) => failure(side, "handshake:error:protocol"))
    await join(server, client)
    sneak(client)
    expect(await Promise.race(told)).toBe("ERR_ZMTP_MECHANISM_MISMATCH")
    await expectSilence(server)
    expect(handler.asked).toEqual([])
  })

  it("two clients do not become a pair", async () => {
    const [one, other] = [open(serverSide, "Dealer", CLIENT), open(clientSide, "Dealer", CLIENT)]
    const told = failure(one, "handshake:error:protocol")
    await join(one, other)
    expect(await told).toBe("ERR_ZMTP_UNEXPECTED_COMMAND")
  })

  it("two servers wait for each other until one has had enough", async () => {
    const handler = await Handler.bind(serverSide, reply("200"))
    const server = handler.open("Dealer", { ...SERVER, handshakeInterval: 50 })
    const other = open(clientSide, "Dealer", { ...SERVER, context: freshContext(clientSide) })
    const told = failure(server, "handshake:error:other")
    await join(server, other)
    expect(await told).toBe("EAGAIN")
    expect(handler.asked).toEqual([])
  })
})
