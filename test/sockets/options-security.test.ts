/**
 * Security options: they are kept and checked, and without a mechanism nothing goes unprotected. CURVE as they say it;
 * keys made here are used by libzmq.
 */
import { describe, expect, it } from "vitest"
import * as native from "zeromq"
import { capability, curveKeyPair, Dealer, Pull, Push, Reply, Request } from "../../src/index.js"
import { decodeZ85 } from "../../src/zmtp/z85.js"
import { nextEvent } from "../helpers/events.js"
import { pass, QUIET_MS } from "../helpers/quiet.js"
import { RawListener, RawPeer } from "../helpers/raw-peer.js"
import { bindFresh, closing, receiveTexts } from "../helpers/sockets.js"

const EINVAL = expect.objectContaining({ code: "EINVAL" }) as Error
const KEY = "Yne@$w-vo<fVvi]a<NY6T1ed:M$fCG*[IaLV{hID"
const RAW = Buffer.from("BB88471D65E2659B30C55A5321CEBB5AAB2B70A398645C26DCA2B2FCB43FC518", "hex")

type Setting = readonly [name: string, value: unknown]

describe("securityMechanism", () => {
  // Each sequence gives the same with npm zeromq.
  it.each<[settings: Setting[], mechanism: string | null, servers: [boolean, boolean]]>([
    [[["plainServer", true]], "plain", [true, false]],
    [
      [
        ["plainServer", true],
        ["plainServer", false],
      ],
      null,
      [false, false],
    ],
    [[["plainUsername", "u"]], "plain", [false, false]],
    [
      [
        ["plainServer", true],
        ["plainUsername", "u"],
      ],
      "plain",
      [false, false],
    ],
    [
      [
        ["plainUsername", "u"],
        ["plainUsername", null],
      ],
      null,
      [false, false],
    ],
    [
      [
        ["plainUsername", "u"],
        ["plainPassword", "p"],
        ["plainPassword", null],
      ],
      null,
      [false, false],
    ],
    [[["curveServer", true]], "curve", [false, true]],
    [[["curveServer", false]], null, [false, false]],
    [[["curvePublicKey", KEY]], "curve", [false, false]],
    [[["curveSecretKey", KEY]], "curve", [false, false]],
    [
      [
        ["curveServer", true],
        ["curveServerKey", KEY],
      ],
      "curve",
      [false, false],
    ],
    [
      [
        ["curveServer", true],
        ["curvePublicKey", KEY],
      ],
      "curve",
      [false, true],
    ],
    [
      [
        ["plainServer", true],
        ["curvePublicKey", KEY],
      ],
      "curve",
      [false, true],
    ],
    [
      [
        ["curveServer", true],
        ["plainServer", true],
      ],
      "plain",
      [true, false],
    ],
    [
      [
        ["plainServer", true],
        ["curveServer", false],
      ],
      null,
      [false, false],
    ],
    [
      [
        ["curvePublicKey", KEY],
        ["plainUsername", null],
      ],
      null,
      [false, false],
    ],
    [[["zapDomain", "x"]], null, [false, false]],
  ])("%j make it %j", (settings, mechanism, servers) => {
    for (const socket of [closing(new Dealer()), closing(new native.Dealer())]) {
      for (const [name, value] of settings) Object.assign(socket, { [name]: value })
      expect(socket.securityMechanism).toBe(mechanism)
      expect([socket.plainServer, socket.curveServer]).toEqual(servers)
    }
  })

  it("plain names are 1 to 255 bytes, and stay when null takes the mechanism back", () => {
    const dealer = closing(new Dealer({ plainUsername: "admin", plainPassword: "secret" }))
    dealer.plainUsername = null
    dealer.plainPassword = null
    expect([dealer.plainUsername, dealer.plainPassword]).toEqual(["admin", "secret"])
    expect(dealer.securityMechanism).toBeNull()
    for (const value of ["", "x".repeat(256)]) {
      expect(() => (dealer.plainUsername = value)).toThrow(EINVAL)
      expect(() => (dealer.plainPassword = value)).toThrow(EINVAL)
    }
  })
})

describe.each(["curvePublicKey", "curveSecretKey", "curveServerKey"])("%s", (name) => {
  it.each([
    ["40 characters of Z85", KEY],
    ["them as bytes", Buffer.from(KEY)],
    ["them and a zero byte", Buffer.from(`${KEY}\0`)],
    ["32 bytes", RAW],
  ])("takes %s", (_what, value) => {
    const dealer = closing(new Dealer())
    expect(Reflect.get(dealer, name)).toBeNull()
    Object.assign(dealer, { [name]: value })
    expect(Reflect.get(dealer, name)).toBe(KEY)
  })

  it.each([
    ["null", null],
    ["nothing", ""],
    ["39 characters", KEY.slice(1)],
    ["41 characters", `${KEY}a`],
    ["a character that Z85 does not have", `~${KEY.slice(1)}`],
    ["characters of two bytes each", "é".repeat(20)],
    ["31 bytes", RAW.subarray(1)],
    ["33 bytes", Buffer.alloc(33)],
  ])("refuses %s", (_what, value) => {
    const dealer = closing(new Dealer())
    expect(() => Object.assign(dealer, { [name]: value })).toThrow(EINVAL)
    expect(dealer.securityMechanism).toBeNull()
  })
})

describe("a socket with a security option", () => {
  it("has none when that is taken back", async () => {
    const pull = closing(new Pull({ plainServer: true }))
    const push = closing(new Push({ curvePublicKey: KEY }))
    pull.plainServer = false
    push.curveServer = false
    push.connect(await bindFresh(pull))
    await push.send("hello")
    expect(await receiveTexts(pull)).toEqual([["hello"]])
  })

  it("inproc works, which no mechanism protects in libzmq either", async () => {
    const pull = closing(new Pull({ plainServer: true }))
    const push = closing(new Push({ plainUsername: "u" }))
    push.connect(await bindFresh(pull, "inproc"))
    await push.send("hello")
    expect(await receiveTexts(pull)).toEqual([["hello"]])
  })

  it("a zapDomain alone changes nothing, as in libzmq where no ZAP handler is bound", async () => {
    const pull = closing(new Pull({ zapDomain: "global" }))
    const push = closing(new Push({ zapDomain: "global" }))
    push.connect(await bindFresh(pull))
    await push.send("hello")
    expect(await receiveTexts(pull)).toEqual([["hello"]])
  })
})

describe("CURVE", () => {
  const server = curveKeyPair()
  const client = curveKeyPair()
  const serves = { curveServer: true, curveSecretKey: server.secretKey }
  const knows = { curveServerKey: server.publicKey, curveSecretKey: client.secretKey }

  it("capability says that it is there", () => {
    expect(capability.curve).toBe(true)
  })

  it("works after bindSync and connect in one turn, and sends what was sent meanwhile", async () => {
    const pull = closing(new Pull(serves))
    const push = closing(new Push(knows))
    pull.bindSync("tcp://127.0.0.1:*")
    push.connect(pull.lastEndpoint ?? "")
    await push.send("hello")
    expect(await receiveTexts(pull)).toEqual([["hello"]])
  })

  it("a client's public key may be left out: its secret key says it", async () => {
    const reply = closing(new Reply(serves))
    const request = closing(new Request(knows))
    request.connect(await bindFresh(reply))
    await request.send("who am I?")
    expect(await receiveTexts(reply)).toEqual([["who am I?"]])
  })

  it("a client whose keys do not belong together is not let in, as in libzmq", async () => {
    const pull = closing(new Pull(serves))
    const push = closing(new Push({ ...knows, curvePublicKey: curveKeyPair().publicKey }))
    const failed = nextEvent(pull, "handshake:error:protocol")
    push.connect(await bindFresh(pull))
    expect(await failed).toMatchObject({ error: { code: "ERR_ZMTP_CRYPTOGRAPHIC" } })
  })

  it("a server without a key lets nobody in", async () => {
    const pull = closing(new Pull({ curveServer: true }))
    const push = closing(new Push(knows))
    const failed = nextEvent(pull, "handshake:error:protocol")
    push.connect(await bindFresh(pull))
    const { error } = await failed
    expect(error).toMatchObject({ code: "ERR_ZMTP_CRYPTOGRAPHIC" })
    expect(error.cause).toMatchObject({ message: "curveSecretKey is not set" })
  })

  it("a client without the server's key says so, and does not try again", async () => {
    const pull = closing(new Pull(serves))
    const push = closing(new Push({ curveSecretKey: client.secretKey, reconnectInterval: 1 }))
    const failed = nextEvent(push, "handshake:error:protocol")
    const gone = nextEvent(push, "disconnect")
    let retries = 0
    push.events.on("connect:retry", () => (retries += 1))
    push.connect(await bindFresh(pull))
    expect(await failed).toMatchObject({ error: { code: "ERR_ZMTP_CRYPTOGRAPHIC" } })
    await gone
    await pass(QUIET_MS)
    expect(retries).toBe(0)
  })

  it("the keys are those at bind and connect: later ones are for later connections", async () => {
    const pull = closing(new Pull(serves))
    const push = closing(new Push(knows))
    const endpoint = await bindFresh(pull)
    pull.curveSecretKey = curveKeyPair().secretKey
    push.connect(endpoint)
    push.curveServerKey = curveKeyPair().publicKey
    await push.send("hello")
    expect(await receiveTexts(pull)).toEqual([["hello"]])
  })

  it("what goes over the wire is not readable", async () => {
    const listener = await RawListener.listen()
    const pull = closing(new Pull(serves))
    const endpoint = await bindFresh(pull)
    const push = closing(new Push(knows))
    push.connect(listener.endpoint)
    const [near, far] = [await listener.accept(), await RawPeer.connect(endpoint)]
    near.socket.on("data", (bytes) => far.socket.write(bytes))
    far.socket.on("data", (bytes) => near.socket.write(bytes))
    far.write(near.received)
    near.write(far.received)
    await push.send("a very secret message")
    expect(await receiveTexts(pull)).toEqual([["a very secret message"]])
    expect(near.received.length).toBeGreaterThan(500)
    expect(near.received.includes("secret")).toBe(false)
  })
})

describe("curveKeyPair", () => {
  it("makes two keys of 32 bytes, others each time", () => {
    const pairs = [curveKeyPair(), curveKeyPair()]
    const keys = pairs.flatMap(({ publicKey, secretKey }) => [publicKey, secretKey])
    expect(new Set(keys).size).toBe(4)
    expect(keys.map((key) => decodeZ85(key)?.length)).toEqual([32, 32, 32, 32])
  })

  it("makes keys that libzmq encrypts with", async () => {
    const server = curveKeyPair()
    const client = curveKeyPair()
    const reply = closing(
      new native.Reply({
        linger: 0,
        curveServer: true,
        curvePublicKey: server.publicKey,
        curveSecretKey: server.secretKey,
      }),
    )
    const request = closing(
      new native.Request({
        linger: 0,
        curvePublicKey: client.publicKey,
        curveSecretKey: client.secretKey,
        curveServerKey: server.publicKey,
      }),
    )
    await reply.bind("tcp://127.0.0.1:*")
    request.connect(reply.lastEndpoint ?? "")
    await request.send("secret")
    expect(await receiveTexts(reply)).toEqual([["secret"]])
    await reply.send("kept")
    expect(await receiveTexts(request)).toEqual([["kept"]])
  })

  it("whose halves belong together: with another secret key there is no connection", async () => {
    const server = curveKeyPair()
    const client = curveKeyPair()
    const reply = closing(
      new native.Reply({
        linger: 0,
        curveServer: true,
        curvePublicKey: server.publicKey,
        curveSecretKey: curveKeyPair().secretKey,
      }),
    )
    const request = closing(
      new native.Request({
        linger: 0,
        curvePublicKey: client.publicKey,
        curveSecretKey: client.secretKey,
        curveServerKey: server.publicKey,
      }),
    )
    const refused = new Promise((resolve) => {
      reply.events.on("handshake:error:protocol", ({ error }) => {
        resolve(error.code)
      })
    })
    await reply.bind("tcp://127.0.0.1:*")
    request.connect(reply.lastEndpoint ?? "")
    expect(await refused).toBe("ERR_ZMTP_CRYPTOGRAPHIC")
  })
})
