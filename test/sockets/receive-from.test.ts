/** `receiveFrom`: a message and the peer it came from. */
import { describe, expect, it } from "vitest"
import {
  Dealer,
  Pair,
  Publisher,
  Pull,
  Push,
  Reply,
  Request,
  Router,
  Stream,
  Subscriber,
  XPublisher,
  XSubscriber,
  type Peer,
  type Received,
} from "../../src/index.js"
import { open } from "../helpers/interop.js"
import { byNumber, OPTION } from "../helpers/numbers.js"
import { join, untilSubscribed } from "../helpers/peers.js"
import { RawPeer } from "../helpers/raw-peer.js"
import { bindFresh, closing, TRANSPORTS, texts } from "../helpers/sockets.js"

const ROLE = (role: string) => ({ metadata: { "X-Role": role } })

function roleOf({ peer }: Received): string | undefined {
  return peer.properties.get("X-Role")
}

describe.each(TRANSPORTS)("over %s", (transport) => {
  it("describes the peer", async () => {
    const router = closing(new Router())
    const endpoint = await bindFresh(router, transport)
    const dealer = closing(new Dealer({ routingId: "worker-1", ...ROLE("worker") }))
    dealer.connect(endpoint)
    await dealer.send("hello")
    const { message, peer } = await router.receiveFrom()
    expect(texts(message)).toEqual(["worker-1", "hello"])
    expect(peer).toMatchObject<Partial<Peer>>({
      address: transport === "tcp" ? "127.0.0.1" : null,
      socketType: "DEALER",
      routingId: Buffer.from("worker-1"),
      userId: null,
    })
    if (transport === "tcp") expect(peer.endpoint).toMatch(/^tcp:\/\/127\.0\.0\.1:\d+$/)
    else expect(peer.endpoint).toBe(endpoint)
    expect(Object.fromEntries(peer.properties)).toEqual({
      "socket-type": "DEALER",
      identity: "worker-1",
      "x-role": "worker",
    })
    for (const name of ["X-Role", "x-role", "X-ROLE"]) {
      expect([peer.properties.has(name), peer.properties.get(name)]).toEqual([true, "worker"])
    }
  })

  it("tells senders apart, whether a message is there or has to be waited for", async () => {
    const pull = closing(new Pull())
    const endpoint = await bindFresh(pull, transport)
    const pushes = ["a", "b", "c"].map((role) => closing(new Push(ROLE(role))))
    for (const push of pushes) await join(push, pull, endpoint)
    for (const first of ["a", "b", "c"]) {
      // One receive waits, the others find their message.
      const waiting = pull.receiveFrom()
      await pushes["abc".indexOf(first)].send(first)
      for (const [i, push] of pushes.entries()) await push.send("abc"[i])
      const received = [await waiting]
      while (received.length < 4) received.push(await pull.receiveFrom())
      const said = received.map(({ message }) => String(message[0]))
      expect(received.map(roleOf)).toEqual(said)
      expect(said.sort()).toEqual(["a", "b", "c", first].sort())
    }
  })

  it("works on REQ and REP, PAIR, SUB, XPUB and XSUB", async () => {
    const reply = closing(new Reply(ROLE("rep")))
    const request = closing(new Request(ROLE("req")))
    request.connect(await bindFresh(reply, transport))
    await request.send("question")
    expect(roleOf(await reply.receiveFrom())).toBe("req")
    await reply.send("answer")
    expect(roleOf(await request.receiveFrom())).toBe("rep")

    const [pair, partner] = [closing(new Pair(ROLE("one"))), closing(new Pair(ROLE("other")))]
    partner.connect(await bindFresh(pair, transport))
    await partner.send("x")
    expect(roleOf(await pair.receiveFrom())).toBe("other")
    await pair.send("y")
    expect(roleOf(await partner.receiveFrom())).toBe("one")

    const publisher = closing(new Publisher(ROLE("pub")))
    const subscriber = closing(new Subscriber())
    subscriber.connect(await bindFresh(publisher, transport))
    await untilSubscribed(publisher, subscriber)
    subscriber.subscribe("z")
    await untilSubscribed(publisher, subscriber)
    await publisher.send("z")
    expect(roleOf(await subscriber.receiveFrom())).toBe("pub")

    const xpub = closing(new XPublisher(ROLE("xpub")))
    const xsub = closing(new XSubscriber(ROLE("xsub")))
    xsub.connect(await bindFresh(xpub, transport))
    for (const message of ["\x01t", "user message"]) {
      await xsub.send(message)
      const received = await xpub.receiveFrom()
      expect([String(received.message[0]), roleOf(received)]).toEqual([message, "xsub"])
    }
    await xpub.send("t")
    expect(roleOf(await xsub.receiveFrom())).toBe("xpub")
  })

  it("knows the peer of a message that is read after the peer has left", async () => {
    const router = closing(new Router({ disconnectMessage: "bye" }))
    const dealer = closing(new Dealer({ linger: 1000, ...ROLE("gone") }))
    await join(dealer, router, await bindFresh(router, transport))
    await dealer.send("hello")
    dealer.close()
    expect(roleOf(await router.receiveFrom())).toBe("gone")
    expect(roleOf(await router.receiveFrom())).toBe("gone")
  })
})

it("tells the address of a STREAM's peer, which announces nothing", async () => {
  const stream = closing(new Stream({ notify: false }))
  const peer = await RawPeer.connect(await bindFresh(stream))
  peer.write(Buffer.from("GET /"))
  const received = await stream.receiveFrom()
  expect(String(received.message[1])).toBe("GET /")
  expect(received.peer).toMatchObject({ address: "127.0.0.1", socketType: null, userId: null })
  expect(received.peer.routingId.length).toBe(0)
  expect(received.peer.properties.size).toBe(0)
})

it("knows what a peer of libzmq announces", async () => {
  const pull = closing(new Pull())
  await pull.bind("tcp://127.0.0.1:*")
  const push = open("native", "Push")
  byNumber(push).setStringOption(OPTION.metadata, "X-Role:worker")
  push.connect(pull.lastEndpoint!)
  await push.send("message")
  const { peer } = await pull.receiveFrom()
  expect([peer.socketType, peer.properties.get("X-Role")]).toEqual(["PUSH", "worker"])
})

it("a peer cannot say itself who it is", async () => {
  const pull = closing(new Pull())
  const endpoint = await bindFresh(pull)
  const properties = { "User-Id": "root", "Peer-Address": "192.0.2.1" }
  const liar = await RawPeer.handshake(endpoint, "PUSH", { properties })
  liar.write(Buffer.from([0, 1, 120]))
  const { peer } = await pull.receiveFrom()
  expect([peer.userId, peer.address, peer.properties.size]).toEqual([null, "127.0.0.1", 1])
})

it("fails as receive does", async () => {
  const pull = closing(new Pull({ receiveTimeout: 0 }))
  await expect(pull.receiveFrom()).rejects.toMatchObject({ code: "EAGAIN" })
  pull.receiveTimeout = -1
  const waiting = pull.receiveFrom()
  expect(() => pull.receiveFrom()).toThrow(expect.objectContaining({ code: "EBUSY" }))
  pull.close()
  await expect(waiting).rejects.toMatchObject({ code: "EAGAIN" })
  expect(() => pull.receiveFrom()).toThrow(expect.objectContaining({ code: "EBADF" }))
})

it("takes a timeout and a signal, as receive does", async () => {
  const pull = closing(new Pull())
  await expect(pull.receiveFrom({ timeout: 0 })).rejects.toMatchObject({ code: "EAGAIN" })
  const reason = new Error("no more")
  await expect(pull.receiveFrom({ signal: AbortSignal.abort(reason) })).rejects.toBe(reason)
  const controller = new AbortController()
  const waiting = pull.receiveFrom({ signal: controller.signal })
  controller.abort(reason)
  await expect(waiting).rejects.toBe(reason)
})

it("is ENOTSUP where nothing can be received", async () => {
  const push = closing(new Push())
  const receiveFrom = Reflect.get(push, "receiveFrom") as Pull["receiveFrom"]
  await expect(receiveFrom.call(push)).rejects.toMatchObject({ code: "ENOTSUP" })
})
