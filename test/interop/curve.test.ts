/**
 * CURVE between us and libzmq: each as server and as client, each binding.
 */
import { describe, expect, it } from "vitest"
import { curveKeyPair } from "../../src/index.js"
import {
  expectSilence,
  join,
  open,
  other,
  pattern,
  same,
  SIDES,
  untilSubscribed,
  WIRE_TRANSPORTS,
  type PeerOptions,
  type PeerSocket,
  type Side,
  type SocketName,
} from "../helpers/interop.js"
import { texts, until } from "../helpers/sockets.js"

const SERVER = curveKeyPair()
const CLIENT = curveKeyPair()
const SERVES: PeerOptions = { curveServer: true, curveSecretKey: SERVER.secretKey }
const KNOWS: PeerOptions = {
  curveServerKey: SERVER.publicKey,
  curvePublicKey: CLIENT.publicKey,
  curveSecretKey: CLIENT.secretKey,
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

async function throughRouter(dealer: PeerSocket, router: PeerSocket): Promise<void> {
  await dealer.send(["question", ""])
  const [id, ...question] = await router.receive()
  expect(texts(question)).toEqual(["question", ""])
  await router.send([id, "answer"])
  expect(await receive(dealer)).toEqual(["answer"])
}

const TALKS: [SocketName, SocketName, (a: PeerSocket, b: PeerSocket) => Promise<void>][] = [
  ["Request", "Reply", bothWays],
  ["Dealer", "Router", throughRouter],
  ["Pair", "Pair", bothWays],
  [
    "Push",
    "Pull",
    async (push, pull) => {
      for (let i = 0; i < 50; i++) await push.send(["task", String(i), ""])
      for (let i = 0; i < 50; i++) expect(await receive(pull)).toEqual(["task", String(i), ""])
    },
  ],
  [
    "Publisher",
    "Subscriber",
    async (publisher, subscriber) => {
      subscriber.subscribe("a")
      await untilSubscribed(publisher, subscriber, "a")
      await publisher.send(["b", "not for you"])
      await publisher.send(["a", "for you"])
      expect(await receive(subscriber)).toEqual(["a", "for you"])
    },
  ],
  [
    "XPublisher",
    "XSubscriber",
    async (publisher, subscriber) => {
      await subscriber.send("\x01")
      const first = receive(subscriber)
      expect(await receive(publisher)).toEqual(["\x01"])
      await publisher.send(["a", "for all"])
      expect(await first).toEqual(["a", "for all"])
      await subscriber.send("\x00")
      expect(await receive(publisher)).toEqual(["\x00"])
    },
  ],
]

describe.each(TALKS)("RFC 26: %s and %s", (a, b, talk) => {
  for (const sideOfA of SIDES)
    for (const server of ["first", "second"] as const)
      for (const binding of ["binds", "connects"] as const)
        for (const transport of WIRE_TRANSPORTS) {
          it(`talk over ${transport}: the ${a} is ${sideOfA} and ${binding}, the ${server} is the server`, async () => {
            const isServer = server === "first"
            const first = open(sideOfA, a, isServer ? SERVES : KNOWS)
            const second = open(other(sideOfA), b, isServer ? KNOWS : SERVES)
            if (binding === "binds") await join(first, second, transport)
            else await join(second, first, transport)
            await talk(first, second)
          })
        }
})

describe.each([
  ["ours", "native"],
  ["native", "ours"],
  ["ours", "ours"],
] as [Side, Side][])("%s as server, %s as client", (serving, asking) => {
  it("parts of every size arrive, both ways", async () => {
    const server = open(serving, "Pair", SERVES)
    const client = open(asking, "Pair", KNOWS)
    await join(server, client)
    const sizes = [0, 1, 222, 223, 255, 256, 4096, 65_535, 65_536, 200_000, 10_000_000]
    const message = sizes.map((size) => pattern(size, size))
    for (const [from, to] of [
      [server, client],
      [client, server],
    ]) {
      await from.send(message)
      expect(same(await to.receive(), message)).toBe(true)
    }
  })

  it("thousands of messages keep their order", async () => {
    const server = open(serving, "Pull", SERVES)
    const client = open(asking, "Push", KNOWS)
    await join(server, client)
    const count = 5000
    const sending = (async () => {
      for (let i = 0; i < count; i++) await client.send(String(i))
    })()
    for (let i = 0; i < count; i++) expect(await receive(server)).toEqual([String(i)])
    await sending
  })

  it("heartbeats go on within MESSAGE", async () => {
    const options = { heartbeatInterval: 20, heartbeatTimeout: 400, heartbeatTimeToLive: 400 }
    const server = open(serving, "Dealer", { ...SERVES, ...options })
    const client = open(asking, "Dealer", { ...KNOWS, ...options })
    const ends: string[] = []
    for (const socket of [server, client]) {
      socket.events.on("disconnect", ({ type }) => ends.push(type))
    }
    await join(server, client)
    await bothWays(client, server)
    // Longer than either would wait for a silent peer.
    await expectSilence(server, 1000)
    expect(ends).toEqual([])
    await bothWays(client, server)
  })

  it("with another server's key there is no connection, the server says why, the client goes on trying", async () => {
    const server = open(serving, "Pull", SERVES)
    const wrong = { ...KNOWS, curveServerKey: curveKeyPair().publicKey, reconnectInterval: 10 }
    const client = open(asking, "Push", wrong)
    const codes: (string | undefined)[] = []
    server.events.on("handshake:error:protocol", (event) => {
      codes.push((event as { error?: { code?: string } }).error?.code)
    })
    const retries: string[] = []
    client.events.on("connect:retry", ({ type }) => retries.push(type))
    await join(server, client)
    await client.send("secret")
    await until(() => codes.length >= 2 && retries.length >= 2, "two attempts")
    expect(new Set(codes)).toEqual(new Set(["ERR_ZMTP_CRYPTOGRAPHIC"]))
    await expectSilence(server)
  })

  it("a client without keys of its own is not let in", async () => {
    const server = open(serving, "Pull", SERVES)
    const client = open(asking, "Push", { curveServerKey: SERVER.publicKey })
    const refused = codeOf(server)
    await join(server, client)
    await client.send("secret")
    expect(await refused).toBe("ERR_ZMTP_CRYPTOGRAPHIC")
    await expectSilence(server)
  })

  it("a routing id of 255 bytes is announced", async () => {
    const routingId = "i".repeat(255)
    const server = open(serving, "Router", SERVES)
    const client = open(asking, "Dealer", { ...KNOWS, routingId })
    await join(server, client)
    await client.send("hello")
    expect(await receive(server)).toEqual([routingId, "hello"])
  })
})

describe("different mechanisms", () => {
  it.each(
    SIDES.flatMap((side) => [[side, "CURVE server"] as const, [side, "CURVE client"] as const]),
  )("%s as %s and the other with NULL do not meet, either binding", async (side, role) => {
    for (const binds of [true, false]) {
      const curve = open(side, "Dealer", role === "CURVE server" ? SERVES : KNOWS)
      const plain = open(other(side), "Dealer")
      // Who hears the other's mechanism first closes, perhaps before the other has heard its own.
      const refusal = Promise.race([codeOf(curve), codeOf(plain)])
      await (binds ? join(curve, plain) : join(plain, curve))
      expect(await refusal).toBe("ERR_ZMTP_MECHANISM_MISMATCH")
      for (const socket of [curve, plain]) await expectSilence(socket)
    }
  })
})

function codeOf(socket: PeerSocket): Promise<string | undefined> {
  return new Promise((resolve) => {
    socket.events.on("handshake:error:protocol", (event) => {
      resolve((event as { error?: { code?: string } }).error?.code)
    })
  })
}
