import { describe, expect, it } from "vitest"
import { Dealer, Observer, Pair, Pull, Push, Router, type Event } from "../../src/index.js"
import { nextEvent, recordEvents } from "../helpers/events.js"
import { bytes, greeting, RawPeer } from "../helpers/raw-peer.js"
import {
  bindFresh,
  closing,
  receiveTexts,
  turn,
  unboundEndpoint,
  until,
} from "../helpers/sockets.js"

const types = (events: readonly Event[]) => events.map(({ type }) => type)

describe.each(["tcp", "ipc"] as const)("events over %s", (transport) => {
  it("of a connection: bind, accept, handshake, disconnect, close, end; each with its address", async () => {
    const server = new Pull()
    const client = new Push()
    const atServer = recordEvents(server)
    const atClient = recordEvents(client)
    const endpoint = await bindFresh(server, transport)
    const gone = nextEvent(server, "disconnect")
    client.connect(endpoint)
    await client.send("x")
    expect(await receiveTexts(server)).toEqual([["x"]])
    client.close()
    await gone
    const ended = nextEvent(server, "end")
    server.close()
    expect(await ended).toEqual({ type: "end" })
    expect(atServer).toEqual([
      { type: "bind", address: endpoint },
      { type: "accept", address: endpoint },
      { type: "handshake", address: endpoint },
      { type: "disconnect", address: endpoint },
      { type: "close", address: endpoint },
      { type: "end" },
    ])
    expect(atClient).toEqual([
      ...(transport === "tcp" ? [{ type: "connect:delay", address: endpoint }] : []),
      { type: "connect", address: endpoint },
      { type: "handshake", address: endpoint },
      { type: "end" },
    ])
  })

  it("of an endpoint that nobody is bound to: close with why, and connect:retry with its interval", async () => {
    const push = closing(new Push({ reconnectInterval: 10, linger: 0 }))
    const endpoint = await unboundEndpoint(transport, () => new Pull())
    const events = recordEvents(push)
    const retried = nextEvent(push, "connect:retry")
    push.connect(endpoint)
    const { address, interval } = await retried
    expect(address).toBe(endpoint)
    expect(interval).toBeGreaterThanOrEqual(10)
    expect(types(events).slice(-2)).toEqual(["close", "connect:retry"])
    expect(events.at(-2)).toMatchObject({
      address: endpoint,
      cause: { code: transport === "tcp" ? "ECONNREFUSED" : "ENOENT" },
    })
  })

  it("of a bind that fails: bind:error, with the error", async () => {
    const first = closing(new Pull())
    const endpoint = await bindFresh(first, transport)
    const second = closing(new Pull())
    const failed = nextEvent(second, "bind:error")
    await expect(second.bind(endpoint)).rejects.toMatchObject({ code: "EADDRINUSE" })
    expect(await failed).toMatchObject({ error: { code: "EADDRINUSE" } })
  })
})

describe("events", () => {
  it.each([
    ["greeting", bytes("FF"), "before its greeting was complete"],
    ["handshake", greeting(), "in the middle of the handshake"],
  ])(
    "a peer that leaves in the middle of the %s is told of as EPIPE, with when it was",
    async (_what, said, when) => {
      const pull = closing(new Pull())
      const endpoint = await bindFresh(pull)
      const failed = nextEvent(pull, "handshake:error:other")
      const gone = nextEvent(pull, "disconnect")
      const peer = await RawPeer.connect(endpoint)
      peer.write(said)
      peer.socket.end()
      const { address, error } = await failed
      expect({ address, code: error.code }).toEqual({ address: endpoint, code: "EPIPE" })
      expect(String(error.cause)).toContain(when)
      await gone
    },
  )

  it("a violation says in words what was expected and what came", async () => {
    const pull = closing(new Pull())
    const endpoint = await bindFresh(pull)
    const failed = nextEvent(pull, "handshake:error:protocol")
    const peer = await RawPeer.connect(endpoint)
    peer.write(Buffer.from("GET / HTTP/1.1\r\n\r\n"))
    const { error } = await failed
    expect(error.message).toBe("ZMTP protocol error")
    expect(error.code).toBe("ERR_ZMTP_UNSPECIFIED")
    expect(String(error.cause)).toContain("begins with 47, not ff")
  })

  it("use the address as it was given for connect, as it is for accept", async () => {
    const pull = closing(new Pull())
    await pull.bind("tcp://*:*")
    const port = pull.lastEndpoint!.split(":").pop()!
    const accepted = nextEvent(pull, "accept")
    const push = closing(new Push())
    const connected = nextEvent(push, "connect")
    push.connect(`tcp://localhost:${port}`)
    expect((await connected).address).toBe(`tcp://localhost:${port}`)
    expect((await accepted).address).toBe(`tcp://127.0.0.1:${port}`)
  })

  it("can be received one by one, or iterated, until the socket closes", async () => {
    const pull = new Pull()
    const first = pull.events.receive()
    const endpoint = await bindFresh(pull)
    expect(await first).toEqual({ type: "bind", address: endpoint })
    setImmediate(() => pull.close())
    const seen: Event[] = []
    for await (const event of pull.events) seen.push(event)
    expect(types(seen)).toEqual(["close", "end"])
  })

  it("are not lost between two receives", async () => {
    const pull = new Pull()
    const { events } = pull
    for (let i = 0; i < 3; i++) await bindFresh(pull)
    pull.close()
    const seen: Event[] = []
    for (let i = 0; i < 7; i++) seen.push(await events.receive())
    expect(types(seen)).toEqual(["bind", "bind", "bind", "close", "close", "close", "end"])
    expect(events.closed).toBe(true)
    expect(() => void events.receive()).toThrow(expect.objectContaining({ code: "EBADF" }))
  })

  it("only one receive may wait, and none once there are listeners", async () => {
    const pull = closing(new Pull())
    const receiving = pull.events.receive()
    expect(() => void pull.events.receive()).toThrow(expect.objectContaining({ code: "EBUSY" }))
    await bindFresh(pull)
    await receiving
    pull.events.on("bind", () => {})
    expect(() => void pull.events.receive()).toThrow("event emitter mode")
  })

  it("closing the observer rejects what waits and leaves the socket alone", async () => {
    const pull = closing(new Pull())
    const receiving = pull.events.receive()
    pull.events.close()
    await expect(receiving).rejects.toMatchObject({ code: "ENOTSOCK" })
    await bindFresh(pull)
    expect(pull.closed).toBe(false)
  })

  it("are always the same observer; a closed socket has none", () => {
    const pull = new Pull()
    expect(pull.events).toBe(pull.events)
    pull.close()
    expect(pull.events).toBeInstanceOf(Object)
    const closed = new Pull()
    closed.close()
    expect(() => closed.events).toThrow(expect.objectContaining({ code: "ENOTSOCK" }))
  })

  it("can be observed by an observer one makes; it ends the one before", async () => {
    const pull = closing(new Pull())
    const before = pull.events.receive()
    const observer = new Observer(pull)
    expect(await before).toEqual({ type: "end" })
    const endpoint = await bindFresh(pull)
    expect(await observer.receive()).toEqual({ type: "bind", address: endpoint })
  })

  it("an observer needs a socket that is open", () => {
    const pull = new Pull()
    pull.close()
    expect(() => new Observer(pull)).toThrow(expect.objectContaining({ code: "ENOTSOCK" }))
    const others: unknown[] = [undefined, {}]
    expect(() => new Observer(others[0] as Pull)).toThrow("Socket must be a socket object")
    expect(() => new Observer(others[1] as Pull)).toThrow("Invalid argument")
  })

  it("a listener may close the socket, take itself away or bind another endpoint", async () => {
    const pair = new Pair()
    const seen: string[] = []
    const listener = () => {
      seen.push("bind")
      pair.events.off("bind", listener)
      pair.bindSync("tcp://127.0.0.1:*")
      pair.close()
    }
    pair.events.on("bind", listener)
    await pair.bind("tcp://127.0.0.1:*")
    await until(() => pair.closed, "the socket to be closed")
    await turn()
    expect(seen).toEqual(["bind"])
  })

  it("more than 1000 that nobody reads are dropped, the end is not", async () => {
    const router = new Router()
    const { events } = router
    const endpoint = await bindFresh(router)
    for (let i = 0; i < 340; i++) {
      const dealer = new Dealer({ linger: 0 })
      const shaken = nextEvent(dealer, "handshake")
      dealer.connect(endpoint)
      await shaken
      dealer.close()
    }
    await turn()
    router.close()
    let count = 0
    let last = ""
    for await (const { type } of events) {
      count += 1
      last = type
    }
    expect(count).toBeLessThanOrEqual(1001)
    expect(last).toBe("end")
  })
})

it("whoever listens has heard of a bind, or why there is none, when the call is over", async () => {
  const seen: string[] = []
  const pull = closing(new Pull())
  const other = closing(new Pull())
  pull.events.on("bind", ({ type }) => seen.push(type))
  other.events.on("bind:error", ({ type }) => seen.push(type))
  const endpoint = await bindFresh(pull)
  seen.push("bound")
  await other.bind(endpoint).catch(() => seen.push("rejected"))
  expect(seen).toEqual(["bind", "bound", "bind:error", "rejected"])
})
