/** PLAIN, CURVE and ZAP with pyzmq at the other end, as server and as client. */
import { describe, expect, it } from "vitest"
import * as zmq from "../../src/index.js"
import { nextEvent } from "../helpers/events.js"
import { PyPeer, pyzmqIsMissing, type PySocketOptions } from "../helpers/pyzmq.js"
import { closing } from "../helpers/sockets.js"

const missing = pyzmqIsMissing()
if (missing !== null) console.log(`tests with pyzmq are skipped: ${missing}`)

const serverKeys = zmq.curveKeyPair()
const clientKeys = zmq.curveKeyPair()

type Options = Record<string, string | boolean>

interface Mechanism {
  readonly name: string
  /** What ours and pyzmq's have to be told, by role. */
  readonly server: { ours: Options; python: Options }
  readonly client: { ours: Options; python: Options }
}

const MECHANISMS: readonly Mechanism[] = [
  {
    name: "PLAIN",
    server: { ours: { plainServer: true }, python: { plain_server: true } },
    client: {
      ours: { plainUsername: "alice", plainPassword: "secret" },
      python: { plain_username: "alice", plain_password: "secret" },
    },
  },
  {
    name: "CURVE",
    server: {
      ours: { curveServer: true, curveSecretKey: serverKeys.secretKey },
      python: { curve_server: true, curve_secretkey: serverKeys.secretKey },
    },
    client: {
      ours: {
        curveServerKey: serverKeys.publicKey,
        curvePublicKey: clientKeys.publicKey,
        curveSecretKey: clientKeys.secretKey,
      },
      python: {
        curve_serverkey: serverKeys.publicKey,
        curve_publickey: clientKeys.publicKey,
        curve_secretkey: clientKeys.secretKey,
      },
    },
  },
]

const RULES = {
  plain: { "*": { alice: "secret" } },
  curve: { "*": [clientKeys.publicKey] },
}

const MESSAGES: readonly (readonly (string | Buffer)[])[] = [
  ["one part"],
  [""],
  ["several", "", "parts"],
  [Buffer.alloc(300, "m")],
  [Buffer.alloc(10_000_000, "L")],
]

const hexOf = (messages: readonly (readonly (string | Buffer)[])[]): string[] =>
  messages.map((parts) =>
    parts.map((part) => (part.length < 1000 ? String(part) : `${String(part.length)} B`)).join("|"),
  )

describe.skipIf(missing !== null).each(MECHANISMS)("$name with pyzmq", ({ server, client }) => {
  const roles = [
    { role: "server", ours: server.ours, python: client.python },
    { role: "client", ours: client.ours, python: server.python },
  ]
  const cases = roles.flatMap((role) => [
    { ...role, binds: "ours" },
    { ...role, binds: "pyzmq" },
  ])

  /** Opens both ends and lets the one whose client comes in be asked. */
  async function meet(
    [own, ownType]: readonly [zmq.Socket, string],
    { role, binds, python }: { role: string; binds: string; python: Options },
    subscribe: readonly string[] = [],
  ): Promise<PyPeer> {
    const peer = await PyPeer.start()
    if (role === "server") {
      const authenticator = new zmq.Authenticator(RULES)
      closing(authenticator)
    } else await peer.authenticate({ plain: RULES.plain, curve: "*" })
    const how: PySocketOptions = { options: python, subscribe }
    if (binds === "ours") {
      await own.bind("tcp://127.0.0.1:*")
      await peer.open("s", ownType, { ...how, connect: own.lastEndpoint ?? "" })
    } else own.connect(await peer.open("s", ownType, { ...how, bind: "tcp://127.0.0.1:*" }))
    return peer
  }

  it("its client is known by what our Authenticator calls it", async () => {
    const dealer = closing(new zmq.Dealer(server.ours))
    const peer = await meet([dealer, "DEALER"], {
      role: "server",
      binds: "ours",
      python: client.python,
    })
    await peer.send("s", ["hello"])
    const { peer: known } = await dealer.receiveFrom()
    const isPlain = "plain_username" in client.python
    expect(known.userId).toBe(isPlain ? "alice" : clientKeys.publicKey)
  })

  it.each(cases)("our $role, $binds binds: PUSH to PULL", async (given) => {
    const push = closing(new zmq.Push(given.ours))
    const peer = await meet([push, "PULL"], given)
    for (const message of MESSAGES) await push.send([...message])
    expect(hexOf(await peer.receive("s", MESSAGES.length))).toEqual(hexOf(MESSAGES))
  })

  it.each(cases)("our $role, $binds binds: PULL from PUSH", async (given) => {
    const pull = closing(new zmq.Pull(given.ours))
    const peer = await meet([pull, "PUSH"], given)
    await peer.send("s", ...MESSAGES)
    const got: Buffer[][] = []
    while (got.length < MESSAGES.length) got.push(await pull.receive())
    expect(hexOf(got)).toEqual(hexOf(MESSAGES))
  })

  it.each(cases)("our $role, $binds binds: REQ to REP, there and back", async (given) => {
    const request = closing(new zmq.Request(given.ours))
    const peer = await meet([request, "REP"], given)
    const echo = peer.echo("s", MESSAGES.length)
    const got: Buffer[][] = []
    for (const message of MESSAGES) {
      await request.send([...message])
      got.push(await request.receive())
    }
    await echo
    expect(hexOf(got)).toEqual(hexOf(MESSAGES))
  })

  it.each(cases)("our $role, $binds binds: SUB and PUB, subscriptions included", async (given) => {
    const publisher = closing(new zmq.XPublisher(given.ours))
    const peer = await meet([publisher, "SUB"], given, ["a", "b"])
    // A libzmq socket that has bound says what it wants when its program next calls it.
    const got = peer.receive("s", 3)
    const topics = [await publisher.receive(), await publisher.receive()]
    expect(topics.map(([topic]) => String(topic)).sort()).toEqual(["\u0001a", "\u0001b"])
    for (const topic of ["a1", "c", "b1", "a2"]) await publisher.send([topic, "x"])
    expect(hexOf(await got)).toEqual(["a1|x", "b1|x", "a2|x"])
  })

  it.each(cases)("our $role, $binds binds: our SUB", async (given) => {
    const subscriber = closing(new zmq.Subscriber(given.ours))
    subscriber.subscribe("a")
    const peer = await meet([subscriber, "XPUB"], given)
    expect(hexOf(await peer.receive("s"))).toEqual(["\u0001a"])
    await peer.send("s", ["b"], ["a1"], ["a2", "more"])
    expect(hexOf([await subscriber.receive(), await subscriber.receive()])).toEqual([
      "a1",
      "a2|more",
    ])
  })

  it.each(cases)("our $role, $binds binds: DEALER and ROUTER", async (given) => {
    const dealer = closing(new zmq.Dealer(given.ours))
    const peer = await meet([dealer, "ROUTER"], given)
    const echo = peer.echo("s", 3)
    for (const text of ["1", "2", "3"]) await dealer.send(["", text])
    const got = [await dealer.receive(), await dealer.receive(), await dealer.receive()]
    await echo
    expect(hexOf(got)).toEqual(["|1", "|2", "|3"])
  })
})

describe.skipIf(missing !== null)("who may not come in", () => {
  it("our server says no to pyzmq's wrong password: 400 on both sides", async () => {
    closing(new zmq.Authenticator(RULES))
    const server = closing(new zmq.Reply({ plainServer: true }))
    await server.bind("tcp://127.0.0.1:*")
    const refused = nextEvent(server, "handshake:error:auth")
    const peer = await PyPeer.start()
    await peer.open("s", "REQ", {
      options: { plain_username: "alice", plain_password: "wrong" },
      connect: server.lastEndpoint ?? "",
    })
    expect((await refused).error.status).toBe(400)
    const events = await peer.events("s", "HANDSHAKE_FAILED_AUTH")
    expect(events.at(-1)).toEqual({ event: "HANDSHAKE_FAILED_AUTH", value: 400 })
  })

  it("pyzmq's server says no to our wrong password: 400, and we do not come again", async () => {
    const peer = await PyPeer.start()
    await peer.authenticate({ plain: RULES.plain })
    const endpoint = await peer.open("s", "REP", {
      options: { plain_server: true },
      bind: "tcp://127.0.0.1:*",
    })
    const client = closing(new zmq.Request({ plainUsername: "alice", plainPassword: "wrong" }))
    const refused = nextEvent(client, "handshake:error:auth")
    const gone = nextEvent(client, "disconnect")
    let retries = 0
    client.events.on("connect:retry", () => (retries += 1))
    client.connect(endpoint)
    expect((await refused).error.status).toBe(400)
    await gone
    expect(retries).toBe(0)
  })

  it("our server says no to an unknown key of pyzmq's", async () => {
    closing(new zmq.Authenticator(RULES))
    const server = closing(new zmq.Reply(MECHANISMS[1].server.ours))
    await server.bind("tcp://127.0.0.1:*")
    const refused = nextEvent(server, "handshake:error:auth")
    const stranger = zmq.curveKeyPair()
    const peer = await PyPeer.start()
    await peer.open("s", "REQ", {
      options: {
        curve_serverkey: serverKeys.publicKey,
        curve_publickey: stranger.publicKey,
        curve_secretkey: stranger.secretKey,
      },
      connect: server.lastEndpoint ?? "",
    })
    expect((await refused).error.status).toBe(400)
    const events = await peer.events("s", "HANDSHAKE_FAILED_AUTH")
    expect(events.at(-1)?.value).toBe(400)
  })

  it("pyzmq's server says nothing to a client of ours with the wrong server key", async () => {
    const peer = await PyPeer.start()
    const endpoint = await peer.open("s", "REP", {
      options: MECHANISMS[1].server.python,
      bind: "tcp://127.0.0.1:*",
    })
    const client = closing(
      new zmq.Request({ ...MECHANISMS[1].client.ours, curveServerKey: clientKeys.publicKey }),
    )
    const failed = nextEvent(client, "handshake:error:other")
    client.connect(endpoint)
    await failed
    const events = await peer.events("s", "HANDSHAKE_FAILED_PROTOCOL")
    // ZMQ_PROTOCOL_ERROR_ZMTP_CRYPTOGRAPHIC
    expect(events.at(-1)?.value).toBe(0x11000001)
  })

  it("without a ZAP handler PLAIN lets nobody in: pyzmq's server", async () => {
    const peer = await PyPeer.start()
    const endpoint = await peer.open("server", "REP", {
      options: { plain_server: true },
      bind: "tcp://127.0.0.1:*",
    })
    const client = closing(new zmq.Request({ plainUsername: "alice", plainPassword: "secret" }))
    client.connect(endpoint)
    // Whether libzmq closes the connection depends on what its threads are at; it says why in any case.
    const events = await peer.events("server", "HANDSHAKE_FAILED_NO_DETAIL", "HANDSHAKE_SUCCEEDED")
    expect(events.at(-1)?.event).toBe("HANDSHAKE_FAILED_NO_DETAIL")
  })

  it("without a ZAP handler PLAIN lets nobody in: our server", async () => {
    const peer = await PyPeer.start()
    const server = closing(new zmq.Reply({ plainServer: true }))
    await server.bind("tcp://127.0.0.1:*")
    const refused = nextEvent(server, "handshake:error:other")
    await peer.open("client", "REQ", {
      options: { plain_username: "alice", plain_password: "secret" },
      connect: server.lastEndpoint ?? "",
    })
    expect((await refused).error.code).toBe("EFAULT")
  })

  it("a pyzmq of another mechanism does not come in", async () => {
    const server = closing(new zmq.Reply(MECHANISMS[1].server.ours))
    await server.bind("tcp://127.0.0.1:*")
    // Whoever reads the other's greeting first closes.
    const codes = Promise.race([
      nextEvent(server, "handshake:error:protocol").then(({ error }) => error.code),
      nextEvent(server, "handshake:error:other").then(({ error }) => error.code),
    ])
    const peer = await PyPeer.start()
    await peer.open("s", "REQ", { connect: server.lastEndpoint ?? "" })
    expect(["ERR_ZMTP_MECHANISM_MISMATCH", "EPIPE"]).toContain(await codes)
  })
})
