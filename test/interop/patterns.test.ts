/**
 * Every pair of socket types that RFC 28 to 31 allow, ours against libzmq: each of us in each role, each binding.
 */
import { describe, expect, it } from "vitest"
import {
  join,
  open,
  other,
  SIDES,
  untilSubscribed,
  WIRE_TRANSPORTS,
  type PeerOptions,
  type PeerSocket,
  type SocketName,
} from "../helpers/interop.js"
import { texts } from "../helpers/sockets.js"

interface Case {
  rfc: number
  types: [SocketName, SocketName]
  options?: [PeerOptions, PeerOptions]
  /** The routing id that the connecting one gives the binding one. */
  routingId?: string
  talk: (a: PeerSocket, b: PeerSocket, connector: PeerSocket) => Promise<void>
}

async function receive(socket: PeerSocket): Promise<string[]> {
  return texts(await socket.receive())
}

async function bothWays(a: PeerSocket, b: PeerSocket): Promise<void> {
  for (let i = 0; i < 3; i++) {
    await a.send([`to b ${String(i)}`, "", "more"])
    expect(await receive(b)).toEqual([`to b ${String(i)}`, "", "more"])
    await b.send(`to a ${String(i)}`)
    expect(await receive(a)).toEqual([`to a ${String(i)}`])
  }
}

/** A router answers what came, with the envelope it came in. */
async function throughRouter(a: PeerSocket, router: PeerSocket, envelope: string[]): Promise<void> {
  for (let i = 0; i < 3; i++) {
    await a.send([`question ${String(i)}`, ""])
    const [id, ...question] = await router.receive()
    expect(id.length).toBe(5)
    expect(id[0]).toBe(0)
    expect(texts(question)).toEqual([...envelope, `question ${String(i)}`, ""])
    await router.send([id, ...envelope, "answer", String(i)])
    expect(await receive(a)).toEqual(["answer", String(i)])
  }
}

async function routers(a: PeerSocket, b: PeerSocket, connector: PeerSocket): Promise<void> {
  const binder = connector === a ? b : a
  const name = connector === a ? "a" : "b"
  for (let i = 0; i < 3; i++) {
    await connector.send(["the other", "hello", String(i)])
    expect(await receive(binder)).toEqual([name, "hello", String(i)])
    await binder.send([name, "hello", "yourself"])
    expect(await receive(connector)).toEqual(["the other", "hello", "yourself"])
  }
}

async function published(
  publisher: PeerSocket,
  subscriber: PeerSocket,
  first = receive(subscriber),
): Promise<void> {
  for (const topic of ["b", "a", "aa", "ab", "", "bb"]) await publisher.send([topic, `on ${topic}`])
  expect(await first).toEqual(["a", "on a"])
  expect(await receive(subscriber)).toEqual(["aa", "on aa"])
  expect(await receive(subscriber)).toEqual(["ab", "on ab"])
  expect(await receive(subscriber)).toEqual(["bb", "on bb"])
}

/** What an XPUB tells of subscriptions; SUB and XSUB may say them in any order. */
async function subscriptions(publisher: PeerSocket, count: number): Promise<string[]> {
  const seen: string[] = []
  for (let i = 0; i < count; i++) seen.push(...(await receive(publisher)))
  return seen.sort()
}

async function streams(a: PeerSocket, b: PeerSocket, connector: PeerSocket): Promise<void> {
  const binder = connector === a ? b : a
  const [idOfBinder, hello] = await connector.receive()
  expect(hello.length).toBe(0)
  const [idOfConnector, helloToo] = await binder.receive()
  expect(helloToo.length).toBe(0)
  expect(idOfConnector.length).toBe(5)
  await connector.send([idOfBinder, "GET /\r\n\r\n"])
  expect(await receiveBytes(binder, 9)).toBe("GET /\r\n\r\n")
  await binder.send([idOfConnector, "HTTP/1.0 200 OK\r\n\r\n"])
  expect(await receiveBytes(connector, 19)).toBe("HTTP/1.0 200 OK\r\n\r\n")
}

async function receiveBytes(stream: PeerSocket, count: number): Promise<string> {
  let bytes = ""
  while (bytes.length < count) bytes += String((await stream.receive())[1])
  return bytes
}

const CASES: Case[] = [
  { rfc: 28, types: ["Request", "Reply"], talk: bothWays },
  { rfc: 28, types: ["Request", "Router"], talk: (a, b) => throughRouter(a, b, [""]) },
  { rfc: 28, types: ["Dealer", "Router"], talk: (a, b) => throughRouter(a, b, []) },
  {
    rfc: 28,
    types: ["Dealer", "Reply"],
    talk: async (dealer, reply) => {
      for (let i = 0; i < 3; i++) {
        await dealer.send(["", "question", String(i)])
        expect(await receive(reply)).toEqual(["question", String(i)])
        await reply.send(["answer", ""])
        expect(await receive(dealer)).toEqual(["", "answer", ""])
      }
    },
  },
  { rfc: 28, types: ["Dealer", "Dealer"], talk: bothWays },
  {
    rfc: 28,
    types: ["Router", "Router"],
    options: [{ routingId: "a" }, { routingId: "b" }],
    routingId: "the other",
    talk: routers,
  },
  {
    rfc: 29,
    types: ["Publisher", "Subscriber"],
    talk: async (publisher, subscriber) => {
      subscriber.subscribe("a", "bb")
      await untilSubscribed(publisher, subscriber, "a", "bb")
      await published(publisher, subscriber)
    },
  },
  {
    rfc: 29,
    types: ["Publisher", "XSubscriber"],
    talk: async (publisher, subscriber) => {
      await subscriber.send("\x01a")
      await subscriber.send("\x01bb")
      await untilSubscribed(publisher, subscriber, "a", "bb")
      await published(publisher, subscriber)
    },
  },
  {
    rfc: 29,
    types: ["XPublisher", "Subscriber"],
    talk: async (publisher, subscriber) => {
      subscriber.subscribe("a", "bb")
      const first = receive(subscriber) // libzmq serves new connections only while it is in use
      expect(await subscriptions(publisher, 2)).toEqual(["\x01a", "\x01bb"])
      await published(publisher, subscriber, first)
      subscriber.unsubscribe("a")
      expect(await receive(publisher)).toEqual(["\x00a"])
    },
  },
  {
    rfc: 29,
    types: ["XPublisher", "XSubscriber"],
    talk: async (publisher, subscriber) => {
      await subscriber.send("\x01a")
      await subscriber.send("\x01bb")
      const first = receive(subscriber)
      expect(await subscriptions(publisher, 2)).toEqual(["\x01a", "\x01bb"])
      await subscriber.send(["a message", "upstream"])
      expect(await receive(publisher)).toEqual(["a message", "upstream"])
      await published(publisher, subscriber, first)
      await subscriber.send("\x00bb")
      expect(await receive(publisher)).toEqual(["\x00bb"])
    },
  },
  {
    rfc: 30,
    types: ["Push", "Pull"],
    talk: async (push, pull) => {
      for (let i = 0; i < 5; i++) await push.send(["task", String(i), ""])
      for (let i = 0; i < 5; i++) expect(await receive(pull)).toEqual(["task", String(i), ""])
    },
  },
  { rfc: 31, types: ["Pair", "Pair"], talk: bothWays },
  { rfc: 0, types: ["Stream", "Stream"], talk: streams },
]

for (const { rfc, types, options, routingId, talk } of CASES) {
  const [a, b] = types
  const transports = a === "Stream" ? (["tcp"] as const) : WIRE_TRANSPORTS
  const title = rfc === 0 ? "plain TCP" : `RFC ${String(rfc)}`
  describe(`${title}: ${a} and ${b}`, () => {
    for (const sideOfA of SIDES)
      for (const binding of ["binds", "connects"] as const)
        for (const transport of transports) {
          it(`talk over ${transport} where the ${a} is ${sideOfA} and ${binding}`, async () => {
            const first = open(sideOfA, a, options?.[0])
            const second = open(other(sideOfA), b, options?.[1])
            const [binder, connector] = binding === "binds" ? [first, second] : [second, first]
            await join(binder, connector, transport, routingId)
            await talk(first, second, connector)
          })
        }
  })
}
