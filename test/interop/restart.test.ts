/**
 * Peers that are killed, and come back: libzmq's while we stay, and ours while libzmq stays.
 */
import { afterAll, describe, expect, it } from "vitest"
import { Pull } from "../../src/index.js"
import {
  eventTypes,
  open,
  other,
  SIDES,
  sleep,
  tidyUp,
  untilSeen,
  type PeerSocket,
  type WireTransport,
} from "../helpers/interop.js"
import { PeerProcess } from "../helpers/peer-process.js"
import { texts, unboundEndpoint } from "../helpers/sockets.js"

async function receive(socket: PeerSocket): Promise<string[]> {
  return texts(await socket.receive())
}

async function receiveSorted(socket: PeerSocket, count: number): Promise<string[]> {
  const seen: string[] = []
  for (let i = 0; i < count; i++) seen.push(...(await receive(socket)))
  return seen.sort()
}

async function free(transport: WireTransport = "tcp"): Promise<string> {
  const endpoint = await unboundEndpoint(transport, () => new Pull())
  tidyUp(endpoint)
  return endpoint
}

const started: PeerProcess[] = []
let survivor: PeerProcess | undefined

async function start(): Promise<PeerProcess> {
  const peer = await PeerProcess.start({ keep: true })
  started.push(peer)
  return peer
}

/** The one that will be killed, and the one that takes its place; the next test goes on with that. */
async function startTwo(): Promise<[PeerProcess, PeerProcess]> {
  const before = survivor
  survivor = undefined
  const peers = await Promise.all([before ?? start(), start()])
  survivor = peers[1]
  return peers
}

afterAll(() => Promise.all(started.map((peer) => peer.kill())))

const QUICKLY = { reconnectInterval: 20 }

describe.each(SIDES)("when %s is killed and started again", (side) => {
  const here = other(side)

  it.each(["tcp", "ipc"] as const)(
    "RFC 30: a PUSH that connected over %s keeps what it is sent meanwhile",
    async (transport) => {
      const [before, after] = await startTwo()
      const endpoint = await free(transport)
      await before.open("Pull", { side, bind: endpoint })
      const push = open(here, "Push", QUICKLY)
      const seen = eventTypes(push)
      push.connect(endpoint)
      await push.send("before")
      expect(await before.receive()).toEqual(["before"])
      await before.kill()
      await untilSeen(seen, "disconnect")
      for (let i = 0; i < 50; i++) await push.send(["meanwhile", String(i)])
      await after.open("Pull", { side, bind: endpoint })
      for (let i = 0; i < 50; i++) expect(await after.receive()).toEqual(["meanwhile", String(i)])
    },
  )

  it.each(["tcp", "ipc"] as const)(
    "RFC 29: a SUB that connected over %s subscribes again",
    async (transport) => {
      const [before, after] = await startTwo()
      const endpoint = await free(transport)
      await before.open("XPublisher", { side, bind: endpoint })
      const subscriber = open(here, "Subscriber", QUICKLY)
      const seen = eventTypes(subscriber)
      subscriber.subscribe("a", "b", "c", "c")
      subscriber.connect(endpoint)
      for (let i = 0; i < 3; i++) await before.receive()
      await before.send("a", "before")
      expect(await receive(subscriber)).toEqual(["a", "before"])
      await before.kill()
      await untilSeen(seen, "disconnect")
      subscriber.unsubscribe("b")
      subscriber.subscribe("d")
      const next = receive(subscriber)
      await after.open("XPublisher", { side, bind: endpoint })
      const again: string[] = []
      for (let i = 0; i < 3; i++) again.push(...(await after.receive()))
      expect(again.sort()).toEqual(["\x01a", "\x01c", "\x01d"])
      for (const topic of ["b", "a", "d"]) await after.send(topic, "after")
      expect(await next).toEqual(["a", "after"])
      expect(await receive(subscriber)).toEqual(["d", "after"])
    },
  )

  it("RFC 29: an XPUB forgets its subscriptions, and takes them anew", async () => {
    const [before, after] = await startTwo()
    const publisher = open(here, "XPublisher")
    await publisher.bind("tcp://127.0.0.1:*")
    const connect = publisher.lastEndpoint!
    await before.open("Subscriber", { side, connect, subscribe: ["a", "b"] })
    expect(await receiveSorted(publisher, 2)).toEqual(["\x01a", "\x01b"])
    await publisher.send(["a", "before"])
    expect(await before.receive()).toEqual(["a", "before"])
    await before.kill()
    expect(await receiveSorted(publisher, 2)).toEqual(["\x00a", "\x00b"])
    await publisher.send(["a", "to nobody"])
    await after.open("Subscriber", { side, connect, subscribe: ["a"] })
    expect(await receive(publisher)).toEqual(["\x01a"])
    for (const topic of ["b", "a"]) await publisher.send([topic, "after"])
    expect(await after.receive()).toEqual(["a", "after"])
  })

  it("RFC 28: a ROUTER gives the routing id to the one that comes back", async () => {
    const [before, after] = await startTwo()
    const router = open(here, "Router", { mandatory: true, sendTimeout: 0 })
    await router.bind("tcp://127.0.0.1:*")
    const where = { side, connect: router.lastEndpoint!, options: { routingId: "worker" } }
    await before.open("Dealer", where)
    await before.send("ready")
    expect(await receive(router)).toEqual(["worker", "ready"])
    const next = receive(router) // libzmq lets go of the old one only while it is in use
    await before.kill()
    const sendOnAndOn = async () => {
      for (;;) {
        await router.send(["worker", "are you there?"])
        await sleep(1)
      }
    }
    await expect(sendOnAndOn()).rejects.toMatchObject({ code: "EHOSTUNREACH" })
    await after.open("Dealer", where)
    await after.send("ready again")
    expect(await next).toEqual(["worker", "ready again"])
    await router.send(["worker", "work"])
    expect(await after.receive()).toEqual(["work"])
  })

  it("RFC 28: a REP drops the reply to the one that is gone, and serves the next", async () => {
    const [before, after] = await startTwo()
    const reply = open(here, "Reply")
    const seen = eventTypes(reply)
    await reply.bind("tcp://127.0.0.1:*")
    await before.open("Request", { side, connect: reply.lastEndpoint! })
    await before.send("doomed")
    expect(await receive(reply)).toEqual(["doomed"])
    await before.kill()
    await untilSeen(seen, "disconnect")
    await reply.send("too late")
    await after.open("Request", { side, connect: reply.lastEndpoint! })
    await after.send("next")
    expect(await receive(reply)).toEqual(["next"])
    await reply.send("in time")
    expect(await after.receive()).toEqual(["in time"])
  })

  it("RFC 28: a REQ sends its next request to the REP that came back", async () => {
    const [before, after] = await startTwo()
    const endpoint = await free()
    await before.open("Reply", { side, bind: endpoint })
    await before.echo()
    const request = open(here, "Request", QUICKLY)
    const seen = eventTypes(request)
    request.connect(endpoint)
    await request.send("before")
    expect(await receive(request)).toEqual(["before"])
    await before.kill()
    await untilSeen(seen, "disconnect")
    await request.send("meanwhile")
    await after.open("Reply", { side, bind: endpoint })
    await after.echo()
    expect(await receive(request)).toEqual(["meanwhile"])
  })

  it("RFC 30: a PUSH that is bound sends to the PULL that is left", async () => {
    const [dying, staying] = await startTwo()
    const push = open(here, "Push")
    const seen = eventTypes(push)
    await push.bind("tcp://127.0.0.1:*")
    for (const peer of [staying, dying]) {
      await peer.open("Pull", { side, connect: push.lastEndpoint! })
    }
    await untilSeen(seen, "handshake", 2)
    // libzmq says that a handshake is done a little before it sends there.
    const seenBy = new Set<PeerProcess>()
    const received = [staying, dying].map((peer) => peer.receive().then(() => seenBy.add(peer)))
    while (seenBy.size < 2) {
      await push.send("before")
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
    await Promise.all(received)
    await dying.kill()
    await untilSeen(seen, "disconnect")
    // libzmq may choose the dead one for a little while after it has said that it is gone. It takes turns: when two in a
    // row came to the one that stays, it no longer does.
    const heard = { twoInARow: false }
    const twoInARow = async () => {
      let last = NaN
      let next = NaN
      do {
        last = next
        next = Number((await staying.receive())[0].slice("probe ".length))
      } while (next !== last + 1)
      heard.twoInARow = true
    }
    const listening = twoInARow()
    for (let i = 0; !heard.twoInARow; i++) {
      await push.send(`probe ${i}`)
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
    await listening
    for (let i = 0; i < 10; i++) await push.send(String(i))
    const rest: string[] = []
    while (rest.at(-1) !== "9") rest.push(...(await staying.receive()))
    expect(rest.slice(-10)).toEqual(["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"])
  })
})
