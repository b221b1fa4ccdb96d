/**
 * Security as programs see it here: who a peer is, what holds for which connection, and handlers that fail.
 */
import { describe, expect, it } from "vitest"
import { Context, Dealer, Pair, Router, type Peer } from "../../src/index.js"
import { nextEvent, recordEvents } from "../helpers/events.js"
import { bytes, frame, greeting, RawPeer, ready } from "../helpers/raw-peer.js"
import { bindFresh, closing, until } from "../helpers/sockets.js"
import { failure, Handler, reply } from "../helpers/zap.js"

const CLIENT = { plainUsername: "admin", plainPassword: "secret", linger: 0 }
const HELLO = frame(4, bytes('05 "HELLO" 05 "admin" 06 "secret"'))
const METADATA = "\x06X-Role\0\0\0\x05chief\x07User-Id\0\0\0\x01x"

describe("a peer that a handler let in", () => {
  it("is known by the user id and the properties it was given, whatever it says itself", async () => {
    const handler = await Handler.bind("ours", reply("200", { userId: "boss", metadata: METADATA }))
    const server = handler.open("Dealer", { plainServer: true }) as unknown as Dealer
    const client = closing(
      new Dealer({ ...CLIENT, metadata: { "X-Role": "intern", "X-Other": "1" } }),
    )
    client.connect(await bindFresh(server))
    await client.send("hello")
    const { peer } = await server.receiveFrom()
    expect(peer.userId).toBe("boss")
    expect(peer.properties.get("X-Role")).toBe("chief")
    expect(peer.properties.get("X-Other")).toBe("1")
    expect(server.peers.map(({ userId }: Peer) => userId)).toEqual(["boss"])
    expect(client.peers.map(({ userId }: Peer) => userId)).toEqual([null])
  })
})

describe("what a socket is set to", () => {
  it("holds for what is bound after it; what was bound before asks what it asked", async () => {
    const handler = await Handler.bind("ours", reply("400"))
    const server = handler.open("Dealer", { plainServer: true }) as unknown as Dealer
    const endpoint = await bindFresh(server)
    server.plainServer = false
    const told = nextEvent(server, "handshake:error:protocol")
    closing(new Dealer({ linger: 0 })).connect(endpoint)
    expect((await told).error.code).toBe("ERR_ZMTP_MECHANISM_MISMATCH")
  })
})

describe("a question that is out", () => {
  it("is over when the client leaves; the answer that comes then is nobody's", async () => {
    const handler = await Handler.bind("ours", () => null)
    const server = handler.open("Dealer", { plainServer: true }) as unknown as Dealer
    const events = recordEvents(server)
    const peer = await RawPeer.connect(await bindFresh(server))
    peer.write(greeting(1, "PLAIN"), HELLO)
    await until(() => handler.asked.length === 1, "the handler is asked")
    const router = handler.socket as unknown as Router
    const [asker] = router.peers
    expect(asker.socketType).toBe("DEALER")
    const left = nextEvent(server, "handshake:error:other")
    peer.socket.destroy()
    expect((await left).error.code).toBe("EPIPE")
    expect(router.peers).toEqual([])
    const { requestId } = handler.asked[0]
    await handler.socket.send([asker.routingId, "", "1.0", requestId, "200", "", "", ""])
    expect(server.peers).toEqual([])
    expect(events.map(({ type }) => type)).not.toContain("handshake")
  })

  it("fails when the handler closes", async () => {
    const handler = await Handler.bind("ours", () => null)
    const server = handler.open("Dealer", { plainServer: true })
    const told = failure(server, "handshake:error:other")
    await server.bind("tcp://127.0.0.1:*")
    closing(new Dealer(CLIENT)).connect(server.lastEndpoint ?? "")
    await until(() => handler.asked.length === 1, "the handler is asked")
    handler.socket.close()
    expect(await told).toBe("EPIPE")
  })

  it("a client that goes on before it is answered is refused", async () => {
    const handler = await Handler.bind("ours", () => null)
    const server = handler.open("Dealer", { plainServer: true })
    const told = failure(server, "handshake:error:protocol")
    await server.bind("tcp://127.0.0.1:*")
    const peer = await RawPeer.connect(server.lastEndpoint ?? "")
    peer.write(greeting(1, "PLAIN"), HELLO, frame(4, bytes('08 "INITIATE"')), frame(0, "sneaky"))
    expect(await told).toBe("ERR_ZMTP_UNEXPECTED_COMMAND")
    await peer.untilClosed()
    expect(peer.received).toHaveLength(64)
  })

  it("is over when the server closes", async () => {
    const handler = await Handler.bind("ours", () => null)
    const server = handler.open("Dealer", { zapDomain: "global" })
    await server.bind("tcp://127.0.0.1:*")
    const peer = await RawPeer.connect(server.lastEndpoint ?? "")
    peer.write(greeting(), ready("DEALER"))
    await until(() => handler.asked.length === 1, "the handler is asked")
    server.close()
    await peer.untilClosed()
    expect((handler.socket as unknown as Router).peers).toEqual([])
  })

  it("is for one client only: answers that are swapped let nobody in", async () => {
    const asked: [Buffer, Buffer][] = []
    const context = new Context({ blocky: false })
    const router = closing(new Router({ context }))
    await router.bind("inproc://zeromq.zap.01")
    const server = closing(new Dealer({ context, plainServer: true, linger: 0 }))
    const endpoint = await bindFresh(server)
    const events = recordEvents(server)
    const peers = [await RawPeer.connect(endpoint), await RawPeer.connect(endpoint)]
    for (const peer of peers) {
      peer.write(greeting(1, "PLAIN"), HELLO)
      const [from, , , id] = await router.receive()
      asked.push([from, id])
    }
    const [[one, idOfOne], [other, idOfOther]] = asked
    await router.send([one, "", "1.0", idOfOther, "200", "", "", ""])
    await router.send([other, "", "1.0", idOfOne, "200", "", "", ""])
    for (const peer of peers) await peer.untilClosed()
    const codes = events.map((event) =>
      event.type === "handshake:error:protocol" ? event.error.code : event.type,
    )
    expect(codes.filter((code) => code === "ERR_ZAP_BAD_REQUEST_ID")).toHaveLength(2)
  })
})

describe("what is bound at inproc://zeromq.zap.01 and is no handler", () => {
  it("lets nobody in", async () => {
    const context = new Context({ blocky: false })
    const pair = closing(new Pair({ context }))
    await pair.bind("inproc://zeromq.zap.01")
    const server = closing(new Dealer({ context, zapDomain: "global", linger: 0 }))
    const told = nextEvent(server, "handshake:error:other")
    closing(new Dealer({ linger: 0 })).connect(await bindFresh(server))
    expect((await told).error.code).toBe("EFAULT")
  })
})

describe("PLAIN without a domain, where domains are enforced", () => {
  it("lets nobody in, though there is a handler", async () => {
    const handler = await Handler.bind("ours", reply("200"))
    const server = handler.open("Dealer", { plainServer: true, zapEnforceDomain: true })
    const told = failure(server, "handshake:error:other")
    await server.bind("tcp://127.0.0.1:*")
    closing(new Dealer(CLIENT)).connect(server.lastEndpoint ?? "")
    expect(await told).toBe("EFAULT")
    expect(handler.asked).toEqual([])
  })
})
