/**
 * Who gets what between us and libzmq: routing ids, rounds, numbered requests.
 */
import { describe, expect, it } from "vitest"
import {
  expectSilence,
  join,
  open,
  other,
  SIDES,
  sleep,
  untilConnected,
  untilSubscribed,
  type PeerSocket,
} from "../helpers/interop.js"
import { texts } from "../helpers/sockets.js"

async function receive(socket: PeerSocket): Promise<string[]> {
  return texts(await socket.receive())
}

/** Sends as soon as the peer of that name is there. */
async function sendWhenThere(router: PeerSocket, ...message: string[]): Promise<void> {
  for (;;) {
    try {
      await router.send(message)
      return
    } catch (error) {
      if ((error as { code?: string }).code !== "EHOSTUNREACH") throw error
      await sleep(1)
    }
  }
}

describe.each(SIDES)("with a ROUTER that is %s", (routing) => {
  const peers = other(routing)

  it.each([["worker-1"], ["é"], ["x".repeat(255)]])(
    "RFC 28: a DEALER is known by the routing id it chose (%s)",
    async (routingId) => {
      const router = open(routing, "Router")
      const dealer = open(peers, "Dealer", { routingId })
      await join(router, dealer)
      await dealer.send("hello")
      expect(await receive(router)).toEqual([routingId, "hello"])
      await router.send([routingId, "", "hello yourself"])
      expect(await receive(dealer)).toEqual(["", "hello yourself"])
    },
  )

  it("RFC 28: peers that choose no routing id get different ones", async () => {
    const router = open(routing, "Router")
    const ids = new Set<string>()
    const dealers = Array.from({ length: 5 }, () => open(peers, "Dealer"))
    await join(router, dealers[0])
    for (const dealer of dealers.slice(1)) dealer.connect(router.lastEndpoint!)
    for (const dealer of dealers) await dealer.send("hello")
    for (let i = 0; i < dealers.length; i++) {
      const [id] = await router.receive()
      expect(id.length).toBe(5)
      expect(id[0]).toBe(0)
      ids.add(id.toString("hex"))
      await router.send([id, id])
    }
    expect(ids.size).toBe(5)
    for (const dealer of dealers) ids.delete((await dealer.receive())[0].toString("hex"))
    expect(ids.size).toBe(0)
  })

  it("RFC 28: a ROUTER that connects learns the routing id of the ROUTER it connects to", async () => {
    const binder = open(peers, "Router", { routingId: "binder" })
    const connector = open(routing, "Router", { routingId: "connector", mandatory: true })
    await join(binder, connector)
    await sendWhenThere(connector, "binder", "hello")
    expect(await receive(binder)).toEqual(["connector", "hello"])
  })

  it("RFC 28: the routing id given with connect goes before the one the peer chose", async () => {
    const binder = open(peers, "Dealer", { routingId: "own name" })
    const router = open(routing, "Router")
    await binder.bind("tcp://127.0.0.1:*")
    router.connect(binder.lastEndpoint!, { routingId: "given name" })
    await router.send(["given name", "hello"])
    expect(await receive(binder)).toEqual(["hello"])
    await binder.send("hello yourself")
    expect(await receive(router)).toEqual(["given name", "hello yourself"])
  })

  it("libzmq: a second peer of the same routing id is not heard", async () => {
    const router = open(routing, "Router")
    const first = open(peers, "Dealer", { routingId: "x" })
    const second = open(peers, "Dealer", { routingId: "x" })
    await join(router, first)
    await first.send("from the first")
    expect(await receive(router)).toEqual(["x", "from the first"])
    await untilConnected(router, second, () => {
      second.connect(router.lastEndpoint!)
    })
    await second.send("from the second")
    await expectSilence(router)
    await router.send(["x", "to x"])
    expect(await receive(first)).toEqual(["to x"])
  })

  it("libzmq: with handover the second peer of a routing id takes over", async () => {
    const router = open(routing, "Router", { handover: true })
    const first = open(peers, "Dealer", { routingId: "x" })
    const second = open(peers, "Dealer", { routingId: "x" })
    await join(router, first)
    await first.send("from the first")
    expect(await receive(router)).toEqual(["x", "from the first"])
    first.disconnect(router.lastEndpoint!)
    second.connect(router.lastEndpoint!)
    await second.send("from the second")
    expect(await receive(router)).toEqual(["x", "from the second"])
    await router.send(["x", "to x"])
    expect(await receive(second)).toEqual(["to x"])
  })

  it.each(["Dealer", "Router"] as const)(
    "libzmq: a %s with probeRouter says hello by itself",
    async (type) => {
      const router = open(routing, "Router")
      const probing = open(peers, type, { probeRouter: true, routingId: "probe" })
      await join(router, probing)
      expect(await receive(router)).toEqual(["probe", ""])
      await router.send(["probe", "hello"])
      expect((await receive(probing)).at(-1)).toBe("hello")
    },
  )

  it("libzmq: mandatory refuses a peer that is unknown, and one that has left", async () => {
    const router = open(routing, "Router", { mandatory: true, sendTimeout: 0 })
    const dealer = open(peers, "Dealer", { routingId: "x" })
    await join(router, dealer)
    await expect(router.send(["y", "hello"])).rejects.toMatchObject({ code: "EHOSTUNREACH" })
    await sendWhenThere(router, "x", "hello")
    expect(await receive(dealer)).toEqual(["hello"])
    dealer.close()
    await expect(
      (async () => {
        for (;;) {
          await router.send(["x", "are you there?"])
          await sleep(1)
        }
      })(),
    ).rejects.toMatchObject({ code: "EHOSTUNREACH" })
  })

  it("RFC 28: a REQ takes only a reply with its envelope, numbered with correlate", async () => {
    const router = open(routing, "Router")
    const request = open(peers, "Request", { correlate: true, relaxed: true })
    await join(router, request)
    await request.send("first")
    const [id, number, empty, body] = await router.receive()
    expect([number.length, empty.length, String(body)]).toEqual([4, 0, "first"])
    await request.send("second")
    const [, nextNumber] = await router.receive()
    expect(nextNumber.equals(number)).toBe(false)
    await router.send([id, number, "", "late reply to the first"])
    await router.send([id, nextNumber, "", "reply to the second"])
    expect(await receive(request)).toEqual(["reply to the second"])
  })
})

describe.each(SIDES)("with clients that are %s", (clients) => {
  const service = other(clients)

  it("RFC 28: a REP serves each of several REQs, and answers the one that asked", async () => {
    const reply = open(service, "Reply")
    const requests = Array.from({ length: 5 }, () => open(clients, "Request"))
    await join(reply, requests[0])
    for (const request of requests.slice(1)) request.connect(reply.lastEndpoint!)
    const asked = requests.map(async (request, i) => {
      for (let round = 0; round < 3; round++) {
        await request.send([String(i), String(round)])
        expect(await receive(request)).toEqual(["to", String(i), String(round)])
      }
    })
    for (let i = 0; i < 15; i++) await reply.send(["to", ...(await receive(reply))])
    await Promise.all(asked)
  })

  it("RFC 28: a REP understands numbered requests", async () => {
    const reply = open(service, "Reply")
    const request = open(clients, "Request", { correlate: true })
    await join(reply, request)
    for (let i = 0; i < 3; i++) {
      await request.send(["ask", String(i)])
      expect(await receive(reply)).toEqual(["ask", String(i)])
      await reply.send(["tell", String(i)])
      expect(await receive(request)).toEqual(["tell", String(i)])
    }
  })

  it("RFC 30: a PUSH gives work to its PULLs in turn", async () => {
    const push = open(service, "Push")
    const pulls = Array.from({ length: 3 }, () => open(clients, "Pull"))
    for (const pull of pulls) {
      await untilConnected(push, pull, () => join(pull, push))
    }
    for (let i = 0; i < 9; i++) await push.send(String(i))
    const shares = await Promise.all(
      pulls.map(async (pull) => {
        const share: number[] = []
        for (let i = 0; i < 3; i++) share.push(Number((await receive(pull))[0]))
        return share
      }),
    )
    for (const [a, b, c] of shares) expect([b - a, c - b]).toEqual([3, 3])
    expect(shares.flat().sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8])
  })

  it("RFC 29: a PUB sends each SUB what it wants", async () => {
    const publisher = open(service, "Publisher")
    const subscribers = ["a", "ab", ""].map((prefix) => {
      const subscriber = open(clients, "Subscriber")
      subscriber.subscribe(prefix)
      return { prefix, subscriber }
    })
    await publisher.bind("tcp://127.0.0.1:*")
    for (const { subscriber } of subscribers) subscriber.connect(publisher.lastEndpoint!)
    for (const { subscriber, prefix } of subscribers) {
      await untilSubscribed(publisher, subscriber, `${prefix}b`)
    }
    const news = ["a news", "abc news", "b news", "end"]
    for (const text of news) await publisher.send(text)
    const [a, ab, all] = subscribers.map(({ subscriber }) => subscriber)
    const untilLast = async (socket: PeerSocket, last: string) => {
      const seen: string[] = []
      while (seen.at(-1) !== last) {
        const message = await receive(socket)
        if (message.length === 1) seen.push(message[0]) // not the probes for the others
      }
      return seen
    }
    expect(await untilLast(a, "abc news")).toEqual(["a news", "abc news"])
    expect(await untilLast(ab, "abc news")).toEqual(["abc news"])
    expect(await untilLast(all, "end")).toEqual(news)
  })
})

describe("STREAM", () => {
  it.each(SIDES)(
    "libzmq: our empty message ends the connection, when %s binds",
    async (binding) => {
      const binder = open(binding, "Stream")
      const connector = open(other(binding), "Stream")
      await join(binder, connector)
      const [us, it] = binding === "ours" ? [binder, connector] : [connector, binder]
      const [id] = await us.receive()
      const [idOfUs] = await it.receive()
      await us.send([id, ""])
      const [idGone, nothing] = await it.receive()
      expect(idGone.equals(idOfUs)).toBe(true)
      expect(nothing.length).toBe(0)
    },
  )
})
