/**
 * ZAP (RFC 27) as libzmq has it: who is asked when, and what becomes of every kind of answer. The handler is a
 * program's own socket, in the server's library.
 */
import { describe, expect, it } from "vitest"
import { curveKeyPair } from "../../src/index.js"
import {
  expectSilence,
  join,
  open,
  SIDES,
  untilConnected,
  type PeerOptions,
  type Side,
} from "../helpers/interop.js"
import { receiveTexts } from "../helpers/sockets.js"
import { failure, freshContext, Handler, reply, sneak, type Answer } from "../helpers/zap.js"

const PAIRS: readonly (readonly [server: Side, client: Side])[] = [
  ["ours", "ours"],
  ["ours", "native"],
  ["native", "ours"],
]

const [serverKeys, clientKeys] = [curveKeyPair(), curveKeyPair()]

const MECHANISMS: Record<string, { server: PeerOptions; client: PeerOptions }> = {
  NULL: { server: { zapDomain: "global" }, client: {} },
  PLAIN: {
    server: { zapDomain: "global", plainServer: true },
    client: { plainUsername: "admin", plainPassword: "secret" },
  },
  CURVE: {
    server: { zapDomain: "global", curveServer: true, curveSecretKey: serverKeys.secretKey },
    client: {
      curveServerKey: serverKeys.publicKey,
      curvePublicKey: clientKeys.publicKey,
      curveSecretKey: clientKeys.secretKey,
    },
  },
}

const MALFORMED: Record<string, Answer> = {
  ERR_ZAP_BAD_VERSION: reply("200", { version: "1.1" }),
  ERR_ZAP_BAD_REQUEST_ID: reply("200", { id: "another" }),
  ERR_ZAP_INVALID_STATUS_CODE: reply("201"),
  ERR_ZAP_INVALID_METADATA: reply("200", { metadata: "not metadata" }),
  ERR_ZAP_MALFORMED_REPLY: (asked) => [...(reply("200")(asked) ?? []), "one more"],
}

describe.each(PAIRS)("ZAP, server %s, client %s", (serverSide, clientSide) => {
  describe.each(Object.entries(MECHANISMS))("with %s", (mechanism, options) => {
    it.each(["Router", "Reply"] as const)("a %s can be the handler", async (type) => {
      const handler = await Handler.bind(serverSide, reply("200"), type)
      const server = handler.open("Dealer", options.server)
      const client = open(clientSide, "Dealer", options.client)
      await untilConnected(server, client, () => join(server, client))
      expect(handler.asked).toHaveLength(1)
      expect(handler.asked[0]).toMatchObject({ version: "1.0", domain: "global", mechanism })
      await client.send("in")
      expect(await receiveTexts(server)).toEqual([["in"]])
    })

    it.each(Object.entries(MALFORMED))("%s refuses", async (code, answer) => {
      const handler = await Handler.bind(serverSide, answer)
      const server = handler.open("Dealer", options.server)
      const client = open(clientSide, "Dealer", { ...options.client, linger: 0 })
      const told = failure(server, "handshake:error:protocol")
      await join(server, client)
      sneak(client)
      expect(await told).toBe(code)
      await expectSilence(server, 20)
    })

    it("a handler that never answers lets nobody in: the handshake's time is over some day", async () => {
      const handler = await Handler.bind(serverSide, () => null)
      const server = handler.open("Dealer", { ...options.server, handshakeInterval: 50 })
      const client = open(clientSide, "Dealer", { ...options.client, linger: 0 })
      const told = failure(server, "handshake:error:other")
      await join(server, client)
      sneak(client)
      expect(await told).toBe("EAGAIN")
      await expectSilence(server, 20)
    })

    it.each([300, 400, 500])("%d is told of", async (status) => {
      const handler = await Handler.bind(serverSide, reply(String(status)))
      const server = handler.open("Dealer", options.server)
      const client = open(clientSide, "Dealer", { ...options.client, linger: 0 })
      const told = [failure(server, "handshake:error:auth")]
      if (status !== 300) told.push(failure(client, "handshake:error:auth"))
      await join(server, client)
      sneak(client)
      expect(await Promise.all(told)).toEqual(told.map(() => status))
      await expectSilence(server, 20)
    })
  })

  it("the side that has a domain asks, also when it connects", async () => {
    const handler = await Handler.bind(serverSide, reply("400"))
    const server = handler.open("Dealer", { zapDomain: "global", reconnectInterval: 20 })
    const client = open(clientSide, "Dealer", { linger: 0 })
    const told = failure(client, "handshake:error:auth")
    await join(client, server)
    expect(await told).toBe(400)
  })

  // What decides: a domain, zapEnforceDomain, and whether there is a handler (which says no).
  it.each<[domain: boolean, enforce: boolean, handler: boolean, outcome: string]>([
    [false, false, false, "in"],
    [false, false, true, "in"],
    [false, true, false, "in"],
    [false, true, true, "in"],
    [true, false, false, "in"],
    [true, false, true, "auth"],
    [true, true, false, "other"],
    [true, true, true, "auth"],
  ])("with NULL: domain %s, enforced %s, handler %s: %s", async (domain, enforce, has, outcome) => {
    const options = { zapEnforceDomain: enforce, ...(domain ? { zapDomain: "global" } : {}) }
    const context = freshContext(serverSide)
    const handler = has
      ? await Handler.bind(serverSide, reply("400"), "Router", context)
      : undefined
    const server = open(serverSide, "Dealer", { ...options, context, linger: 0 })
    const client = open(clientSide, "Dealer", { linger: 0 })
    if (outcome === "in") {
      await untilConnected(server, client, () => join(server, client))
      expect(handler?.asked ?? []).toEqual([])
      return
    }
    const told = failure(server, `handshake:error:${outcome}`)
    await join(server, client)
    expect(await told).toBe(outcome === "auth" ? 400 : "EFAULT")
  })

  it("with PLAIN, the handler is asked without a domain, too", async () => {
    const handler = await Handler.bind(serverSide, reply("200"))
    const server = handler.open("Dealer", { plainServer: true })
    const client = open(clientSide, "Dealer", MECHANISMS["PLAIN"].client)
    await untilConnected(server, client, () => join(server, client))
    expect(handler.asked[0]).toMatchObject({ domain: "", identity: "", mechanism: "PLAIN" })
  })

  it("a handler may bind after the server has", async () => {
    const context = freshContext(serverSide)
    const server = open(serverSide, "Dealer", { plainServer: true, context, linger: 0 })
    await server.bind("tcp://127.0.0.1:*")
    const handler = await Handler.bind(serverSide, reply("200"), "Router", context)
    const client = open(clientSide, "Dealer", MECHANISMS["PLAIN"].client)
    await untilConnected(server, client, () => {
      client.connect(server.lastEndpoint ?? "")
    })
    expect(handler.asked).toHaveLength(1)
  })
})

describe.each(SIDES)("inproc, %s", (side) => {
  it("knows no mechanism, and nobody is asked", async () => {
    const handler = await Handler.bind(side, reply("400"))
    const server = handler.open("Dealer", { plainServer: true, zapDomain: "global" })
    const client = handler.open("Dealer")
    await server.bind("inproc://no-security")
    client.connect("inproc://no-security")
    await client.send("in")
    expect(await receiveTexts(server)).toEqual([["in"]])
    expect(handler.asked).toEqual([])
  })
})
