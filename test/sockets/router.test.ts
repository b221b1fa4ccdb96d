/** ROUTER (RFC 28). */
import { describe, expect, it } from "vitest"
import { Context, Dealer, Router } from "../../src/index.js"
import { fence, join, leave, receiveAll } from "../helpers/peers.js"
import { expectNoMessage, fill } from "../helpers/quiet.js"
import { RawPeer } from "../helpers/raw-peer.js"
import {
  bindFresh,
  closing,
  receiveTexts,
  texts,
  TRANSPORTS,
  turn,
  unboundEndpoint,
} from "../helpers/sockets.js"

const UNREACHABLE = { code: "EHOSTUNREACH" }
const FULL = { code: "EAGAIN" }

describe.each(TRANSPORTS)("a ROUTER over %s", (transport) => {
  it("RFC 28: ROUTER SHALL receive from its peers by fair queueing, behind the id of each", async () => {
    const router = closing(new Router())
    const endpoint = await bindFresh(router, transport)
    const ids = ["A\0", "B\0", "C\0", "D\0", "E\0"]
    const dealers = ids.map((routingId) => closing(new Dealer({ routingId })))
    for (const dealer of dealers) await join(dealer, router, endpoint)
    for (let round = 0; round < 2; round++) {
      for (const dealer of dealers) await dealer.send("M")
      const messages = await receiveTexts(router, 5)
      expect(messages.map(([id]) => id).sort()).toEqual(ids)
      expect(messages.map(([, body]) => body)).toEqual(["M", "M", "M", "M", "M"])
    }
  })

  it("RFC 28: ROUTER SHALL make up an id for a peer without one: 5 bytes, the first zero", async () => {
    const router = closing(new Router())
    const endpoint = await bindFresh(router, transport)
    const dealers = [closing(new Dealer()), closing(new Dealer()), closing(new Dealer())]
    const ids: Buffer[] = []
    for (const dealer of dealers) {
      dealer.connect(endpoint)
      await dealer.send("first")
      ids.push((await router.receive())[0])
      await dealer.send("second")
      // The same for as long as the peer is there.
      expect((await router.receive())[0]).toEqual(ids.at(-1))
    }
    for (const id of ids) expect([id.length, id[0]]).toEqual([5, 0])
    expect(new Set(ids.map((id) => id.toString("hex"))).size).toBe(3)
    for (const [i, dealer] of dealers.entries()) {
      await router.send([ids[i], `to ${i}`])
      expect(await receiveTexts(dealer)).toEqual([[`to ${i}`]])
    }
  })

  it("takes any bytes in an id that a peer chose", async () => {
    const router = closing(new Router())
    const endpoint = await bindFresh(router, transport)
    for (const routingId of ["A\0", "x".repeat(255), "ü/\u0001\n"]) {
      const dealer = closing(new Dealer({ routingId }))
      dealer.connect(endpoint)
      await dealer.send("x")
      expect(await receiveTexts(router)).toEqual([[routingId, "x"]])
      await router.send([routingId, "y"])
      expect(await receiveTexts(dealer)).toEqual([["y"]])
    }
  })

  it("RFC 28: ROUTER SHALL silently drop a message for a peer it does not know", async () => {
    const router = closing(new Router())
    const dealer = closing(new Dealer({ routingId: "X" }))
    await join(dealer, router, await bindFresh(router, transport))
    await router.send(["UNKNOWN", "DATA"])
    await router.send(["X", "known"])
    expect(await receiveTexts(dealer)).toEqual([["known"]])
  })

  it("ignores an id without a message", async () => {
    const router = closing(new Router({ mandatory: true }))
    const dealer = closing(new Dealer({ routingId: "X" }))
    await join(dealer, router, await bindFresh(router, transport))
    await router.send("X")
    await router.send(["UNKNOWN"])
    await router.send(["X", ""])
    await router.send(["X", "", "2"])
    expect(await receiveTexts(dealer, 2)).toEqual([[""], ["", "2"]])
  })

  it("forgets the id of a peer that has left, and gives it to one that comes with it again", async () => {
    const router = closing(new Router({ mandatory: true, sendTimeout: 0 }))
    const endpoint = await bindFresh(router, transport)
    const first = new Dealer({ routingId: "X", linger: 0 })
    await join(first, router, endpoint)
    await router.send(["X", "1"])
    expect(await receiveTexts(first)).toEqual([["1"]])
    await leave(first, router, endpoint)
    await expect(router.send(["X", "2"])).rejects.toMatchObject(UNREACHABLE)
    const second = closing(new Dealer({ routingId: "X" }))
    await join(second, router, endpoint)
    await router.send(["X", "3"])
    expect(await receiveTexts(second)).toEqual([["3"]])
  })

  it("receives what a DEALER sent before the ROUTER was bound", async () => {
    const endpoint = await unboundEndpoint(transport, () => new Router())
    const dealer = closing(new Dealer({ reconnectInterval: 10 }))
    dealer.connect(endpoint)
    await dealer.send(["A", "B"])
    const router = closing(new Router())
    await router.bind(endpoint)
    const [id, ...rest] = await router.receive()
    expect([id.length, ...texts(rest)]).toEqual([5, "A", "B"])
  })

  it("gives each connection to one endpoint a queue and an id of its own", async () => {
    const router = closing(new Router())
    const dealer = closing(new Dealer())
    const endpoint = await bindFresh(dealer, transport)
    await join(router, dealer, endpoint)
    await join(router, dealer, endpoint)
    await dealer.send("1")
    await dealer.send("2")
    const [one, two] = [await router.receive(), await router.receive()]
    expect(one[0]).not.toEqual(two[0])
    expect([String(one[1]), String(two[1])].sort()).toEqual(["1", "2"])
  })

  describe("with mandatory", () => {
    it("rejects a message for an unknown peer with EHOSTUNREACH, and begins anew", async () => {
      const router = closing(new Router({ mandatory: true, sendTimeout: 0 }))
      const endpoint = await bindFresh(router, transport)
      await expect(router.send(["UNKNOWN", "DATA"])).rejects.toMatchObject(UNREACHABLE)
      const dealer = closing(new Dealer({ routingId: "X" }))
      dealer.connect(endpoint)
      await dealer.send("Hello")
      expect(await receiveTexts(router)).toEqual([["X", "Hello"]])
      await expect(router.send(["UNKNOWN", "DATA"])).rejects.toMatchObject(UNREACHABLE)
      await router.send(["X", "Hello", "again"])
      expect(await receiveTexts(dealer)).toEqual([["Hello", "again"]])
    })

    it("waits for the first peer when there is none", async () => {
      const router = closing(new Router({ mandatory: true }))
      const endpoint = await bindFresh(router, transport)
      const sent = router.send(["X", "patience"])
      const dealer = closing(new Dealer({ routingId: "X" }))
      dealer.connect(endpoint)
      await sent
      expect(await receiveTexts(dealer)).toEqual([["patience"]])
    })

    it("rejects a message for a full peer with EAGAIN, and still serves others", async () => {
      const router = closing(new Router({ mandatory: true, sendHighWaterMark: 1 }))
      const endpoint = await bindFresh(router, transport)
      const slow = closing(new Dealer({ routingId: "slow", receiveHighWaterMark: 1 }))
      await join(slow, router, endpoint)
      const other = closing(new Dealer({ routingId: "other" }))
      await join(other, router, endpoint)
      const body = "x".repeat(256 * 1024)
      const sent = await fill(router, 200, (n) => ["slow", String(n), body])
      expect(sent).toBeGreaterThanOrEqual(1)
      expect(sent).toBeLessThan(100)
      router.sendTimeout = 0
      await expect(router.send(["slow", "one more"])).rejects.toMatchObject(FULL)
      await router.send(["other", "served"])
      expect(await receiveTexts(other)).toEqual([["served"]])
      // All that was taken arrives, in order.
      for (let n = 0; n < sent; n++) expect(String((await slow.receive())[0])).toBe(String(n))
    })
  })

  describe("when two peers have the same id", () => {
    it("keeps the first one and does not hear the second", async () => {
      const router = closing(new Router())
      const endpoint = await bindFresh(router, transport)
      const first = closing(new Dealer({ routingId: "X" }))
      const second = closing(new Dealer({ routingId: "X" }))
      await join(first, router, endpoint)
      await first.send("Hello")
      expect(await receiveTexts(router)).toEqual([["X", "Hello"]])
      await join(second, router, endpoint)
      await second.send("Hello")
      await expectNoMessage(router)
      await router.send(["X", "back"])
      expect(await receiveTexts(first)).toEqual([["back"]])
      await expectNoMessage(second)
    })

    it("with handover hears both and sends to the second", async () => {
      const router = closing(new Router({ handover: true }))
      const endpoint = await bindFresh(router, transport)
      const first = closing(new Dealer({ routingId: "X", reconnectInterval: -1 }))
      const second = closing(new Dealer({ routingId: "X" }))
      await join(first, router, endpoint)
      await first.send("Hello")
      expect(await receiveTexts(router)).toEqual([["X", "Hello"]])
      await join(second, router, endpoint)
      await second.send("Hello")
      expect(await receiveTexts(router)).toEqual([["X", "Hello"]])
      await router.send(["X", "back"])
      expect(await receiveTexts(second)).toEqual([["back"]])
      await expectNoMessage(first)
    })
  })

  describe("that names its peer in connect", () => {
    it("sends to it at once, before the connection is up", async () => {
      const bound = closing(new Router())
      const router = closing(new Router())
      router.connect(await bindFresh(bound, transport), { routingId: "conn1" })
      await router.send(["conn1", "hi 1"])
      const [id, body] = await bound.receive()
      expect([id[0], String(body)]).toEqual([0, "hi 1"])
      await bound.send([id, "ok"])
      expect(await receiveTexts(router)).toEqual([["conn1", "ok"]])
    })

    it("knows it by that name though it announces another", async () => {
      const bound = closing(new Router({ routingId: "X" }))
      const router = closing(new Router({ routingId: "Y" }))
      router.connect(await bindFresh(bound, transport), { routingId: "conn1" })
      await router.send(["conn1", "hi 1"])
      expect(await receiveTexts(bound)).toEqual([["Y", "hi 1"]])
      await bound.send(["Y", "ok"])
      expect(await receiveTexts(router)).toEqual([["conn1", "ok"]])
    })

    it("names that peer only: the next one keeps the name it announces, or gets a made-up one", async () => {
      const router = closing(new Router())
      const bound = [
        closing(new Dealer()),
        closing(new Dealer({ routingId: "own" })),
        closing(new Dealer()),
      ]
      router.connect(await bindFresh(bound[0], transport), { routingId: "given" })
      router.connect(await bindFresh(bound[1], transport))
      router.connect(await bindFresh(bound[2], transport))
      const ids: Buffer[] = []
      for (const peer of bound) {
        await peer.send("x")
        ids.push((await router.receive())[0])
      }
      expect(texts(ids.slice(0, 2))).toEqual(["given", "own"])
      expect([ids[2].length, ids[2][0]]).toEqual([5, 0])
    })

    it("reaches the new peer while a message of another waits", async () => {
      const x = closing(new Router({ routingId: "X" }))
      const y = closing(new Router({ routingId: "Y" }))
      const z = closing(new Router())
      const endpoint = await bindFresh(x, transport)
      y.connect(endpoint, { routingId: "X" })
      await y.send(["X", "waits"])
      x.connect(await bindFresh(z, transport), { routingId: "Z" })
      await x.send(["Z", "to Z"])
      expect(await receiveTexts(z)).toEqual([["X", "to Z"]])
      expect(y.readable).toBe(false)
      expect(await receiveTexts(x)).toEqual([["Y", "waits"]])
    })

    it("refuses a name that is taken: EADDRINUSE", async () => {
      const router = closing(new Router())
      const dealer = closing(new Dealer())
      const endpoint = await bindFresh(dealer, transport)
      router.connect(endpoint, { routingId: "taken" })
      expect(() => router.connect(endpoint, { routingId: "taken" })).toThrow(
        expect.objectContaining({ code: "EADDRINUSE" }),
      )
    })
  })

  it("probes another ROUTER with an empty message when probeRouter is set", async () => {
    const server = closing(new Router())
    const client = closing(new Router({ probeRouter: true, routingId: "X" }))
    client.connect(await bindFresh(server, transport))
    expect(await receiveTexts(server)).toEqual([["X", ""]])
    await server.send(["X", "Hello"])
    const [id, body] = await client.receive()
    expect([id.length, id[0], String(body)]).toEqual([5, 0, "Hello"])
  })
})

it("drops a message for a full peer silently unless mandatory is set", async () => {
  const router = closing(new Router({ sendHighWaterMark: 1 }))
  const dealer = closing(new Dealer({ routingId: "X", receiveHighWaterMark: 1 }))
  dealer.connect(await bindFresh(router, "inproc"))
  for (const n of ["1", "2", "3", "4"]) await router.send(["X", n])
  expect((await receiveAll(dealer)).flat()).toEqual(["1", "2"])
  await router.send(["X", "5"])
  expect((await receiveAll(dealer)).flat()).toEqual(["5"])
})

it("RFC 28: takes turns among peers that all have messages, one each", async () => {
  const router = closing(new Router())
  const endpoint = await bindFresh(router, "inproc")
  const dealers = ["A", "B", "C"].map((routingId) => closing(new Dealer({ routingId })))
  for (const dealer of dealers) dealer.connect(endpoint)
  for (const dealer of dealers) for (const n of ["1", "2"]) await dealer.send(n)
  expect((await receiveAll(router)).map((message) => message.join(""))).toEqual([
    ...["A1", "B1", "C1"],
    ...["A2", "B2", "C2"],
  ])
})

it("does not let a peer without room keep a send to another from being retried", async () => {
  const router = closing(new Router({ mandatory: true, sendHighWaterMark: 1 }))
  const dealer = closing(new Dealer({ routingId: "X", receiveHighWaterMark: 1 }))
  dealer.connect(await bindFresh(router, "inproc"))
  expect(await fill(router, 10000, (n) => ["X", String(n)])).toBe(2)
  const waiting = router.send(["X", "2"])
  expect(await receiveTexts(dealer, 3)).toEqual([["0"], ["1"], ["2"]])
  await waiting
})

it("reaches each of many short-lived peers of another context", async () => {
  const router = closing(new Router({ mandatory: true, sendTimeout: 0 }))
  const endpoint = await bindFresh(router)
  for (let cycle = 0; cycle < 30; cycle++) {
    const routingId = `client-${String(cycle).padStart(3, "0")}`
    const dealer = new Dealer({ context: new Context(), routingId, receiveTimeout: 5000 })
    dealer.connect(endpoint)
    for (let isSent = false; !isSent;) {
      try {
        await router.send([routingId, "HELLO"])
        isSent = true
      } catch (error) {
        expect(error).toMatchObject(UNREACHABLE)
        await turn()
      }
    }
    expect(await receiveTexts(dealer)).toEqual([["HELLO"]])
    dealer.close()
  }
})

it.each(["", "x".repeat(256)])(
  "refuses a routing id of no or more than 255 bytes: EINVAL",
  (routingId) => {
    const router = closing(new Router())
    expect(() => (router.routingId = routingId)).toThrow(
      expect.objectContaining({ code: "EINVAL" }),
    )
    expect(router.routingId).toBe(null)
  },
)

it("does not read a peer whose id is taken, and holds it back rather than store what it sends", async () => {
  const router = closing(new Router({ receiveHighWaterMark: 10 }))
  const endpoint = await bindFresh(router)
  const first = await RawPeer.handshake(endpoint, "DEALER", { properties: { Identity: "X" } })
  await fence(first)
  const second = await RawPeer.handshake(endpoint, "DEALER", { properties: { Identity: "X" } })
  const message = Buffer.concat([Buffer.from([2, 0, 0, 0, 0, 0, 1, 0, 0]), Buffer.alloc(65_536)])
  for (let i = 0; i < 500; i++) second.socket.write(message)
  for (let turns = 0; turns < 100; turns++) await turn()
  expect(second.socket.writableLength).toBeGreaterThan(250 * message.length)
  expect(router.readable).toBe(false)
})
