/** REQ (RFC 28). */
import { describe, expect, it } from "vitest"
import { Reply, Request, Router } from "../../src/index.js"
import { fence, join, leave } from "../helpers/peers.js"
import { expectNoMessage } from "../helpers/quiet.js"
import { bytes, RawPeer } from "../helpers/raw-peer.js"
import {
  bindFresh,
  closing,
  receiveTexts,
  texts,
  TRANSPORTS,
  unboundEndpoint,
} from "../helpers/sockets.js"

const WITH_BYTES = ["tcp", "ipc"] as const

async function replies(request: Request, endpoint: string, count: number): Promise<Reply[]> {
  const sockets: Reply[] = []
  for (let i = 0; i < count; i++) {
    const reply = closing(new Reply())
    await join(reply, request, endpoint)
    sockets.push(reply)
  }
  return sockets
}

describe.each(TRANSPORTS)("a REQ over %s", (transport) => {
  it("RFC 28: REQ SHALL prepend an empty delimiter frame to each request", async () => {
    const request = closing(new Request())
    const router = closing(new Router())
    router.connect(await bindFresh(request, transport))
    await request.send(["ABC", "DEF"])
    const [id, ...rest] = await router.receive()
    expect(id.length).toBeGreaterThan(0)
    expect(texts(rest)).toEqual(["", "ABC", "DEF"])
    await router.send([id, "", "GHI"])
    expect(await receiveTexts(request)).toEqual([["GHI"]])
  })

  it("RFC 28: REQ SHALL pass the parts of request and reply unchanged, empty ones too", async () => {
    const request = closing(new Request())
    const reply = closing(new Reply())
    request.connect(await bindFresh(reply, transport))
    const everyByte = Buffer.from(Array.from({ length: 256 }, (_, i) => i))
    const parts = [Buffer.alloc(0), everyByte, Buffer.alloc(0), Buffer.from("x"), Buffer.alloc(0)]
    await request.send(parts)
    expect(await reply.receive()).toEqual(parts)
    await reply.send(parts)
    expect(await request.receive()).toEqual(parts)
  })

  it("receives nothing and sends no second request out of turn: EFSM", async () => {
    const request = closing(new Request({ sendTimeout: 0, receiveTimeout: 0 }))
    const reply = closing(new Reply())
    request.connect(await bindFresh(reply, transport))
    await expect(request.receive()).rejects.toMatchObject({ code: "EFSM" })
    await request.send("one")
    await expect(request.send("two")).rejects.toMatchObject({ code: "EFSM" })
    expect(await receiveTexts(reply)).toEqual([["one"]])
    await reply.send("answer")
    request.receiveTimeout = -1
    expect(await receiveTexts(request)).toEqual([["answer"]])
    request.receiveTimeout = 0
    await expect(request.receive()).rejects.toMatchObject({ code: "EFSM" })
  })

  it("lets a second request wait for the reply to the first when there is no timeout", async () => {
    const request = closing(new Request())
    const reply = closing(new Reply())
    request.connect(await bindFresh(reply, transport))
    await request.send("one")
    const second = request.send("two")
    expect(await receiveTexts(reply)).toEqual([["one"]])
    await reply.send("answer")
    expect(await receiveTexts(request)).toEqual([["answer"]])
    await second
    expect(await receiveTexts(reply)).toEqual([["two"]])
  })

  it("RFC 28: REQ SHALL distribute requests round-robin, to bound peers in connect order", async () => {
    const request = closing(new Request())
    const peers = await replies(request, await bindFresh(request, transport), 5)
    for (const peer of [...peers, ...peers]) {
      await request.send(["ABC"])
      expect(await receiveTexts(peer)).toEqual([["ABC"]])
      await peer.send("DEF")
      expect(await receiveTexts(request)).toEqual([["DEF"]])
    }
  })

  it("RFC 28: REQ SHALL distribute requests round-robin over the peers it connected to", async () => {
    const request = closing(new Request())
    const peers = [closing(new Reply()), closing(new Reply()), closing(new Reply())]
    for (const peer of peers) request.connect(await bindFresh(peer, transport))
    for (const peer of [...peers, ...peers]) {
      await request.send(["foo", "bar"])
      expect(await receiveTexts(peer)).toEqual([["foo", "bar"]])
      await peer.send("baz")
      expect(await receiveTexts(request)).toEqual([["baz"]])
    }
  })

  it("RFC 28: REQ SHALL accept a reply only from the peer the request went to", async () => {
    const request = closing(new Request({ routingId: "A" }))
    const endpoint = await bindFresh(request, transport)
    const routers = [closing(new Router()), closing(new Router()), closing(new Router())]
    for (const router of routers) await join(router, request, endpoint)
    await request.send("ABC")
    expect(await receiveTexts(routers[0])).toEqual([["A", "", "ABC"]])
    await routers[1].send(["A", "", "WRONG"])
    await routers[2].send(["A", "", "WRONG"])
    await expectNoMessage(request)
    await routers[0].send(["A", "", "GOOD"])
    expect(await receiveTexts(request)).toEqual([["GOOD"]])
  })

  it("RFC 28: REQ SHALL discard a reply without the empty delimiter", async () => {
    const request = closing(new Request({ routingId: "A" }))
    const router = closing(new Router())
    await join(router, request, await bindFresh(request, transport))
    await request.send("ABC")
    expect(await receiveTexts(router)).toEqual([["A", "", "ABC"]])
    await router.send(["A", "WRONG"])
    await router.send(["A", "WRONG", "", "too late"])
    await router.send(["A", ""])
    await router.send(["A", "", "GOOD"])
    expect(await receiveTexts(request)).toEqual([["GOOD"]])
  })

  it("ignores a routing id without a message, as libzmq's ROUTER sends none", async () => {
    const request = closing(new Request({ routingId: "A" }))
    const router = closing(new Router())
    await join(request, router, await bindFresh(router, transport))
    await request.send("r")
    const [id] = await router.receive()
    await router.send([id])
    await router.send([id, "", "b"])
    expect(await receiveTexts(request)).toEqual([["b"]])
  })

  it("keeps a request sent before its only peer is bound", async () => {
    const endpoint = await unboundEndpoint(transport, () => new Reply())
    const request = closing(new Request({ reconnectInterval: 10 }))
    request.connect(endpoint)
    await request.send("early")
    const reply = closing(new Reply())
    await reply.bind(endpoint)
    expect(await receiveTexts(reply)).toEqual([["early"]])
    await reply.send("in time")
    expect(await receiveTexts(request)).toEqual([["in time"]])
  })

  it("waits, without a peer, until sendTimeout: EAGAIN", async () => {
    const request = closing(new Request({ sendTimeout: 0 }))
    await bindFresh(request, transport)
    await expect(request.send("x")).rejects.toMatchObject({ code: "EAGAIN" })
  })

  it("stays in the receiving state when the peer that was asked goes away, as in libzmq", async () => {
    const request = closing(new Request({ routingId: "A", sendTimeout: 0 }))
    const endpoint = await bindFresh(request, transport)
    const first = new Router({ linger: 0 })
    await join(first, request, endpoint)
    const second = closing(new Router())
    await join(second, request, endpoint)
    await request.send("to the first")
    expect(await receiveTexts(first)).toEqual([["A", "", "to the first"]])
    await leave(first, request, endpoint)
    await expect(request.send("again")).rejects.toMatchObject({ code: "EFSM" })
    // The peer asked is not there to be told from others: any reply is taken.
    await second.send(["A", "", "from the second"])
    expect(await receiveTexts(request)).toEqual([["from the second"]])
  })

  it("disconnects and is unbound from after a round trip", async () => {
    const request = closing(new Request())
    const reply = closing(new Reply())
    const endpoint = await bindFresh(reply, transport)
    request.connect(endpoint)
    await request.send("ping")
    expect(await receiveTexts(reply)).toEqual([["ping"]])
    await reply.send("pong")
    expect(await receiveTexts(request)).toEqual([["pong"]])
    request.disconnect(endpoint)
    await reply.unbind(endpoint)
    request.sendTimeout = 0
    await expect(request.send("nobody")).rejects.toMatchObject({ code: "EAGAIN" })
  })

  describe("with relaxed and correlate", () => {
    it("puts a number in front of the delimiter, another one for each request", async () => {
      const request = closing(new Request({ relaxed: true, correlate: true }))
      const router = closing(new Router())
      router.connect(await bindFresh(request, transport))
      await request.send("one")
      const [, first, ...one] = await router.receive()
      await request.send("two")
      const [, second, ...two] = await router.receive()
      expect([first.length, second.length]).toEqual([4, 4])
      expect(first).not.toEqual(second)
      expect([texts(one), texts(two)]).toEqual([
        ["", "one"],
        ["", "two"],
      ])
    })

    it("sends the next request to the next peer and takes only the reply to that one", async () => {
      const request = closing(new Request({ relaxed: true, correlate: true }))
      const peers = await replies(request, await bindFresh(request, transport), 5)
      await request.send(["A", "B"])
      expect(await receiveTexts(peers[0])).toEqual([["A", "B"]])
      expect(request.writable).toBe(true)
      await request.send(["C", "D"])
      expect(await receiveTexts(peers[1])).toEqual([["C", "D"]])
      await peers[0].send("WRONG")
      await peers[1].send("OK")
      expect(await receiveTexts(request)).toEqual([["OK"]])
      await request.send("E")
      expect(await receiveTexts(peers[2])).toEqual([["E"]])
      await peers[2].send(["F", "G"])
      expect(await receiveTexts(request)).toEqual([["F", "G"]])
      // A reply that has come but was not received is as good as none.
      await request.send("H")
      expect(await receiveTexts(peers[3])).toEqual([["H"]])
      await peers[3].send("BAD")
      await request.send("I")
      expect(await receiveTexts(peers[4])).toEqual([["I"]])
      await peers[4].send("GOOD")
      expect(await receiveTexts(request)).toEqual([["GOOD"]])
      // The peers of requests that were given up are still there.
      await request.send("J")
      expect(await receiveTexts(peers[0])).toEqual([["J"]])
    })

    it("gives up a request that waited for its peer to be bound when the next one is sent", async () => {
      const endpoint = await unboundEndpoint(transport, () => new Router())
      const request = closing(
        new Request({ relaxed: true, correlate: true, reconnectInterval: 10 }),
      )
      request.connect(endpoint)
      await request.send("TO_BE_DISCARDED")
      await request.send("TO_BE_ANSWERED")
      const router = closing(new Router())
      await router.bind(endpoint)
      for (let i = 0; i < 2; i++) await router.send(await router.receive())
      expect(await receiveTexts(request)).toEqual([["TO_BE_ANSWERED"]])
      request.receiveTimeout = 0
      await expect(request.receive()).rejects.toMatchObject({ code: "EFSM" })
    })

    it("takes a reply with the right number only", async () => {
      const request = closing(new Request({ correlate: true, routingId: "A" }))
      const router = closing(new Router())
      await join(router, request, await bindFresh(request, transport))
      await request.send("x")
      const [id, number] = await router.receive()
      await router.send([id, "", "no number"])
      await router.send([id, "1234", "", "another number"])
      await router.send([id, number, "no delimiter"])
      await router.send([id, number, "", "right"])
      expect(await receiveTexts(request)).toEqual([["right"]])
    })
  })

  it("probes a ROUTER with an empty message when probeRouter is set", async () => {
    const router = closing(new Router())
    const request = closing(new Request({ probeRouter: true, routingId: "X" }))
    request.connect(await bindFresh(router, transport))
    expect(await receiveTexts(router)).toEqual([["X", ""]])
  })
})

it("drains what the peer sent in between before it asks that peer again", async () => {
  const request = closing(new Request())
  const endpoint = await bindFresh(request)
  const peer = await RawPeer.handshake(endpoint, "ROUTER")
  await request.send("one")
  expect(await peer.take(7)).toEqual(bytes('01 00 00 03 "one"'))
  peer.write(bytes('01 00 00 01 "1"'), bytes('01 00 00 05 "stale"'))
  expect(await receiveTexts(request)).toEqual([["1"]])
  await fence(peer)
  await request.send("two")
  expect(await peer.take(7)).toEqual(bytes('01 00 00 03 "two"'))
  peer.write(bytes('01 00 00 01 "2"'))
  expect(await receiveTexts(request)).toEqual([["2"]])
})

it("drains what a peer in the same process sent in between", async () => {
  const request = closing(new Request({ routingId: "A" }))
  const router = closing(new Router())
  router.connect(await bindFresh(request, "inproc"))
  await request.send("one")
  await router.receive()
  await router.send(["A", "", "1"])
  await router.send(["A", "", "stale"])
  expect(await receiveTexts(request)).toEqual([["1"]])
  await request.send("two")
  await router.receive()
  await router.send(["A", "", "2"])
  expect(await receiveTexts(request)).toEqual([["2"]])
})

it("keeps asking in turn when a peer answers with what is no reply", async () => {
  const request = closing(new Request())
  const peer = await RawPeer.handshake(await bindFresh(request), "ROUTER")
  await request.send("q")
  expect(await peer.take(5)).toEqual(bytes('01 00 00 01 "q"'))
  peer.write(bytes('00 05 "WRONG"'), bytes("00 00"), bytes('01 00 00 04 "GOOD"'))
  expect(await receiveTexts(request)).toEqual([["GOOD"]])
})

describe.each(WITH_BYTES)("a REQ that connects over %s", (transport) => {
  it("asks the same peer again after a reconnect", async () => {
    const request = closing(new Request({ reconnectInterval: 10 }))
    const reply = new Reply({ linger: 0 })
    const endpoint = await bindFresh(reply, transport)
    request.connect(endpoint)
    await request.send("one")
    expect(await receiveTexts(reply)).toEqual([["one"]])
    await reply.send("1")
    expect(await receiveTexts(request)).toEqual([["1"]])
    await leave(reply, request, endpoint)
    const next = closing(new Reply())
    await next.bind(endpoint)
    await request.send("two")
    expect(await receiveTexts(next)).toEqual([["two"]])
  })
})
