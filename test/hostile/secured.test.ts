/** Strangers at sockets that have a mechanism: nothing of theirs is read before they have proved who they are. */
import { randomBytes } from "node:crypto"
import { describe, expect, it } from "vitest"
import * as native from "zeromq"
import { Authenticator, curveKeyPair, Dealer, Publisher, Subscriber } from "../../src/index.js"
import { nextEvent } from "../helpers/events.js"
import { bytes, frame, greeting, RawListener, RawPeer, ready } from "../helpers/raw-peer.js"
import { router, withstand, type Target } from "../helpers/siege.js"
import { bindFresh, closing } from "../helpers/sockets.js"

const server = curveKeyPair()
const client = curveKeyPair()
const SERVER = { curveServer: true, curveSecretKey: server.secretKey }
const CLIENT = {
  curveServerKey: server.publicKey,
  curvePublicKey: client.publicKey,
  curveSecretKey: client.secretKey,
}
const PLAIN = { plainUsername: "ann", plainPassword: "secret" }
const HELLO_BYTES = 200

const SECURED = [
  {
    name: "PLAIN",
    open: async () => {
      closing(new Authenticator({ plain: { "*": { ann: "secret" } } }))
      return router({ plainServer: true }, PLAIN)
    },
  },
  { name: "CURVE", open: async () => router(SERVER, CLIENT) },
  { name: "NULL", open: async () => router() },
]
const NAMES = SECURED.map(({ name }) => name)
const CLIENTS: Record<string, object> = { NULL: {}, PLAIN, CURVE: CLIENT }

/** An attack after which nothing has been heard. */
async function standsUnheard(target: Target, data: Buffer): Promise<void> {
  await withstand(target, async (attackers) => {
    const failed = nextEvent(target.socket, "handshake:error:protocol")
    const peer = await attackers.connect(data)
    await failed
    await peer.untilClosed()
    expect(target.heard).toEqual([])
  })
}

describe.each(SECURED)("a bound socket with $name", ({ name, open }) => {
  it.each(NAMES.filter((other) => other !== name))(
    "hangs up on a greeting with %s, whatever follows it",
    async (other) => {
      const rest = [ready("DEALER"), frame(0, "hello")]
      await standsUnheard(await open(), Buffer.concat([greeting(1, other), ...rest]))
    },
  )

  it.each([
    ["ZMTP 1.0", Buffer.concat([bytes("01 00"), frame(0, "hello")])],
    ["ZMTP 2.0", bytes('FF 00 00 00 00 00 00 00 01 7F 01 05 00 00 00 05 "hello"')],
  ])("hangs up on %s, which knows no mechanisms", async (_what, data) => {
    await standsUnheard(await open(), data)
  })
})

describe.each(NAMES)("a connecting socket with %s", (name) => {
  it.each(NAMES.filter((other) => other !== name))(
    "hangs up on a greeting with %s and does not come again",
    async (other) => {
      const listener = await RawListener.listen()
      const dealer = closing(new Dealer({ linger: 0, reconnectInterval: 1, ...CLIENTS[name] }))
      let retries = 0
      dealer.events.on("connect:retry", () => (retries += 1))
      const failed = nextEvent(dealer, "handshake:error:protocol")
      const gone = nextEvent(dealer, "disconnect")
      dealer.connect(listener.endpoint)
      const peer = await listener.accept()
      peer.write(greeting(1, other), ready("ROUTER"), frame(0, "hello"))
      expect((await failed).error.code).toBe("ERR_ZMTP_MECHANISM_MISMATCH")
      await gone
      await peer.untilClosed()
      expect(dealer.readable).toBe(false)
      expect(retries).toBe(0)
    },
  )
})

describe("PLAIN", () => {
  const states = ["verdict", "a verdict", "nothing", "null", "READY", "WELCOME", "INITIATE", "PING"]

  it.each(states)(
    "a client that goes on with %s does not come in before it was judged",
    async (name) => {
      closing(new Authenticator({ plain: { "*": { ann: "secret" } } }))
      const target = await router({ plainServer: true }, PLAIN)
      const command = (title: string, data: Buffer) =>
        frame(4, Buffer.concat([Buffer.from([title.length]), Buffer.from(title), data]))
      const hello = command("HELLO", bytes('03 "ann" 05 "wrong"'))
      const metadata = ready("DEALER").subarray(2 + 6)
      const data = [hello, command(name, metadata), frame(0, "evil")]
      await standsUnheard(target, Buffer.concat([greeting(1, "PLAIN"), ...data]))
    },
  )
})

describe("CURVE", () => {
  it("serves good clients while two thousand strangers say a HELLO that does not open", async () => {
    const target = await router(SERVER, CLIENT)
    await withstand(target, async (attackers) => {
      for (let round = 0; round < 20; round++) {
        const hellos = Array.from({ length: 100 }, () => {
          const hello = randomBytes(HELLO_BYTES)
          hello.write("\x05HELLO\x01\x00", 0, "latin1")
          return Buffer.concat([greeting(1, "CURVE"), frame(4, hello)])
        })
        const peers = await Promise.all(hellos.map((hello) => attackers.connect(hello)))
        await target.serve()
        await Promise.all(peers.map((peer) => peer.untilClosed()))
      }
      expect(target.heard).toEqual([])
    })
  })

  it.each(["ours", "libzmq's"])("takes an identity of 255 bytes, as %s server", async (whose) => {
    const identity = Buffer.alloc(255, "i")
    const isOurs = whose === "ours"
    const bound = isOurs
      ? closing(new Dealer({ ...SERVER, routingId: identity.toString() }))
      : closing(new native.Dealer({ ...SERVER, linger: 0, routingId: identity.toString() }))
    await bound.bind("tcp://127.0.0.1:*")
    const options = { ...CLIENT, linger: 0, routingId: identity.toString() }
    const other = closing(isOurs ? new native.Dealer(options) : new Dealer(options))
    other.connect(bound.lastEndpoint ?? "")
    await other.send("hello")
    expect(String(await bound.receive())).toBe("hello")
  })

  it("a SUB receives after its connection was cut, as it did before", async () => {
    const publisher = closing(new Publisher(SERVER))
    const endpoint = await bindFresh(publisher)
    const subscriber = closing(new Subscriber({ ...CLIENT, reconnectInterval: 1 }))
    subscriber.subscribe("a")
    const hears = (): boolean => subscriber.readable
    const relay = await RawListener.listen()
    const cut = async () => {
      const near = await relay.accept()
      const far = await RawPeer.connect(endpoint)
      near.socket.on("data", (data) => far.socket.write(data))
      far.socket.on("data", (data) => near.socket.write(data))
      far.write(near.received)
      near.write(far.received)
      while (!hears()) {
        await publisher.send("b")
        await publisher.send("a")
        await new Promise((resolve) => setImmediate(resolve))
      }
      expect(String(await subscriber.receive())).toBe("a")
      near.socket.destroy()
      far.socket.destroy()
      while (hears()) await subscriber.receive()
    }
    subscriber.connect(relay.endpoint)
    for (let i = 0; i < 3; i++) await cut()
  })
})
