/**
 * How connections between us and libzmq come about, stay and end.
 */
import { describe, expect, it } from "vitest"
import {
  eventTypes,
  expectSilence,
  join,
  open,
  other,
  SIDES,
  sleep,
  tidyUp,
  untilConnected,
  untilSeen,
  untilSubscribed,
  WIRE_TRANSPORTS,
  type PeerSocket,
  type SocketName,
} from "../helpers/interop.js"
import { PeerProcess } from "../helpers/peer-process.js"
import { freshEndpoint, texts, unboundEndpoint } from "../helpers/sockets.js"
import { Pull } from "../../src/index.js"

async function receive(socket: PeerSocket): Promise<string[]> {
  return texts(await socket.receive())
}

describe.each(WIRE_TRANSPORTS)("over %s", (transport) => {
  async function free(): Promise<string> {
    const endpoint = await unboundEndpoint(transport, () => new Pull())
    tidyUp(endpoint)
    return endpoint
  }

  it.each(SIDES)(
    "RFC 37: what %s sends before anybody is bound arrives when somebody is",
    async (early) => {
      const push = open(early, "Push", { reconnectInterval: 10 })
      const pull = open(other(early), "Pull")
      const endpoint = await free()
      push.connect(endpoint)
      for (let i = 0; i < 20; i++) await push.send(["early", String(i)])
      await pull.bind(endpoint)
      for (let i = 0; i < 20; i++) expect(await receive(pull)).toEqual(["early", String(i)])
    },
  )

  it.each(SIDES)("RFC 28: a request of %s waits for its server to be bound", async (early) => {
    const request = open(early, "Request", { reconnectInterval: 10 })
    const reply = open(other(early), "Reply")
    const endpoint = await free()
    request.connect(endpoint)
    await request.send("anybody?")
    await reply.bind(endpoint)
    expect(await receive(reply)).toEqual(["anybody?"])
    await reply.send("me")
    expect(await receive(request)).toEqual(["me"])
  })

  for (const subscribing of SIDES)
    for (const when of ["before", "after"] as const)
      it(`RFC 29: ${subscribing} subscribes ${when} it connects`, async () => {
        const publisher = open(other(subscribing), "Publisher")
        const subscriber = open(subscribing, "Subscriber")
        if (when === "before") subscriber.subscribe("a", "b")
        await join(publisher, subscriber, transport)
        if (when === "after") subscriber.subscribe("a", "b")
        await untilSubscribed(publisher, subscriber, "a", "b")
        for (const topic of ["c", "b", "a"]) await publisher.send([topic, "news"])
        expect(await receive(subscriber)).toEqual(["b", "news"])
        expect(await receive(subscriber)).toEqual(["a", "news"])
      })

  it.each(SIDES)("RFC 29: %s subscribes before anybody publishes there", async (subscribing) => {
    const publisher = open(other(subscribing), "Publisher")
    const subscriber = open(subscribing, "Subscriber", { reconnectInterval: 10 })
    const endpoint = await free()
    subscriber.subscribe("news")
    subscriber.connect(endpoint)
    await publisher.bind(endpoint)
    await untilSubscribed(publisher, subscriber, "news")
  })

  it.each(SIDES)("RFC 29: %s no longer receives what it unsubscribed from", async (subscribing) => {
    const publisher = open(other(subscribing), "XPublisher")
    const subscriber = open(subscribing, "Subscriber")
    subscriber.subscribe("a", "b")
    await join(publisher, subscriber, transport)
    await publisher.receive()
    await publisher.receive()
    subscriber.unsubscribe("a")
    expect(await receive(publisher)).toEqual(["\x00a"])
    await publisher.send("a")
    await publisher.send("b")
    expect(await receive(subscriber)).toEqual(["b"])
  })

  it.each(SIDES)("RFC 30: what %s sent before it closed arrives", async (closing) => {
    const push = open(closing, "Push", { linger: -1 })
    const pull = open(other(closing), "Pull")
    await untilConnected(push, pull, () => join(pull, push, transport))
    for (let i = 0; i < 500; i++) await push.send(String(i))
    push.close()
    for (let i = 0; i < 500; i++) expect(await receive(pull)).toEqual([String(i)])
  })

  it.each(SIDES)("RFC 31: a PAIR (%s) does not hear a second peer", async (one) => {
    const pair = open(one, "Pair")
    const first = open(other(one), "Pair")
    const second = open(other(one), "Pair", { reconnectInterval: 20, sendTimeout: 0 })
    await untilConnected(pair, first, () => join(pair, first, transport))
    await first.send("first")
    expect(await receive(pair)).toEqual(["first"])
    const seen = eventTypes(second)
    second.connect(pair.lastEndpoint!)
    await untilSeen(seen, "handshake")
    await second.send("intruder").catch(() => {}) // we close the connection, libzmq leaves it
    for (let i = 0; i < 10; i++) {
      await first.send("still here")
      expect(await receive(pair)).toEqual(["still here"])
      await pair.send("so am I")
      expect(await receive(first)).toEqual(["so am I"])
    }
    if (one === "ours") await untilSeen(seen, "disconnect")
    await expectSilence(pair)
  })

  it.each(SIDES)(
    "traffic resumes when %s, which is bound, closes and binds again",
    async (bound) => {
      const endpoint = await free()
      const dealer = open(other(bound), "Dealer", { reconnectInterval: 20 })
      dealer.connect(endpoint)
      for (let round = 0; round < 3; round++) {
        const router = open(bound, "Router")
        await router.bind(endpoint)
        const seen = eventTypes(dealer)
        await dealer.send(`round ${String(round)}`)
        const [id, body] = await router.receive()
        expect(String(body)).toBe(`round ${String(round)}`)
        await router.send([id, "thanks"])
        expect(await receive(dealer)).toEqual(["thanks"])
        router.close()
        await untilSeen(seen, "disconnect")
      }
    },
  )
})

const HEARTBEAT_TYPES: [SocketName, SocketName][] = [
  ["Request", "Reply"],
  ["Dealer", "Router"],
  ["Publisher", "Subscriber"],
  ["Push", "Pull"],
  ["Pair", "Pair"],
]
const EAGER = { heartbeatInterval: 10, heartbeatTimeout: 2000, heartbeatTimeToLive: 2000 }

describe("RFC 37: heartbeats", () => {
  for (const [a, b] of HEARTBEAT_TYPES)
    for (const binding of SIDES)
      it(`of both sides keep an idle ${a} (${binding}) and ${b} connected`, async () => {
        const binder = open(binding, a, EAGER)
        const connector = open(other(binding), b, EAGER)
        const seen = [eventTypes(binder), eventTypes(connector)]
        await untilConnected(binder, connector, () => join(binder, connector))
        await sleep(60)
        expect(seen.flat()).not.toContain("disconnect")
        expect(seen.flat()).not.toContain("handshake:error:protocol")
        if (a === "Publisher") {
          connector.subscribe("")
          await untilSubscribed(binder, connector, "")
        } else if (a === "Dealer") {
          await binder.send("alive")
          expect((await receive(connector)).at(-1)).toBe("alive")
        } else {
          await binder.send("alive")
          expect(await receive(connector)).toEqual(["alive"])
        }
      })

  it.each(SIDES)("of %s find out that its peer does not answer", async (judging) => {
    const frozen = await PeerProcess.start()
    const dealer = open(judging, "Dealer", { heartbeatInterval: 30, heartbeatTimeout: 100 })
    const seen = eventTypes(dealer)
    dealer.connect(await frozen.open("Dealer", { side: other(judging), bind: "tcp://127.0.0.1:*" }))
    await untilSeen(seen, "handshake")
    frozen.freeze()
    await untilSeen(seen, "disconnect")
    frozen.thaw()
    await untilSeen(seen, "handshake", 2)
  })

  it.each(SIDES)("with a time to live let %s give up a peer that falls silent", async (judging) => {
    const silent = await PeerProcess.start()
    const dealer = open(judging, "Dealer")
    await dealer.bind(freshEndpoint("tcp"))
    const seen = eventTypes(dealer)
    await silent.open("Dealer", {
      side: other(judging),
      connect: dealer.lastEndpoint!,
      options: { heartbeatInterval: 20, heartbeatTimeToLive: 200, heartbeatTimeout: 60_000 },
    })
    await silent.send("hello")
    expect(await receive(dealer)).toEqual(["hello"])
    await sleep(60) // two or three heartbeats
    expect(seen).not.toContain("disconnect")
    silent.freeze()
    await untilSeen(seen, "disconnect")
  })
})

/** Types that RFC 28 to 31 do not let talk to each other. */
const STRANGERS: [SocketName, SocketName][] = [
  ["Push", "Subscriber"],
  ["Request", "Publisher"],
  ["Request", "Request"],
  ["Reply", "Reply"],
  ["Reply", "Router"],
  ["Dealer", "Pull"],
  ["Pair", "Dealer"],
  ["XPublisher", "Publisher"],
  ["Router", "Push"],
  ["Subscriber", "XSubscriber"],
]

describe("RFC 37: peers of types that do not fit", () => {
  for (const [a, b] of STRANGERS)
    for (const binding of SIDES)
      it(`${a} (${binding}) and ${b} turn each other away, and not over and over`, async () => {
        const binder = open(binding, a, { reconnectInterval: 20 })
        const stranger = open(other(binding), b, { reconnectInterval: 20 })
        const seenByUs = eventTypes(binding === "ours" ? binder : stranger)
        const seenByBinder = eventTypes(binder)
        await join(binder, stranger)
        await untilSeen(seenByUs, "handshake:error:protocol")
        await sleep(60)
        expect(seenByUs).not.toContain("handshake")
        expect(seenByBinder.filter((type) => type === "accept").length).toBeLessThanOrEqual(6)
      })

  it.each(SIDES)("do not disturb a peer that fits, with %s bound", async (binding) => {
    const pull = open(binding, "Pull")
    const push = open(other(binding), "Push")
    await join(pull, push)
    const stranger = open(other(binding), "Publisher", { reconnectInterval: 20 })
    const seen = eventTypes(binding === "ours" ? pull : stranger)
    stranger.connect(pull.lastEndpoint!)
    await untilSeen(seen, "handshake:error:protocol")
    for (let i = 0; i < 100; i++) {
      await stranger.send("not for you")
      await push.send(String(i))
      expect(await receive(pull)).toEqual([String(i)])
    }
    await expectSilence(pull)
  })
})

describe("ipc in Linux's abstract name space", () => {
  const [major, minor] = process.versions.uv.split(".").map(Number)
  const reason =
    process.platform !== "linux"
      ? "only Linux has abstract names"
      : major === 1 && minor < 48
        ? `libuv ${process.versions.uv} pads abstract names to 108 bytes, libzmq uses their exact length (libuv >= 1.48 does, too)`
        : null

  for (const binding of SIDES)
    it(`ipc://@name, bound by ${binding}`, async ({ skip }) => {
      if (reason !== null) {
        console.log(`skipped: ${reason}`)
        skip(reason)
      }
      const pull = open(binding, "Pull")
      const push = open(other(binding), "Push")
      const endpoint = freshEndpoint("ipc").replace(/^.*\//, "ipc://@")
      await pull.bind(endpoint)
      push.connect(endpoint)
      await push.send("abstract")
      expect(await receive(pull)).toEqual(["abstract"])
    })
})
