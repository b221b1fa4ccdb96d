/** Strangers who connect and do not complete their handshake. */
import { describe, expect, it } from "vitest"
import { Dealer, Publisher, Request } from "../../src/index.js"
import { recordEvents } from "../helpers/events.js"
import { expectNoRoom, pass } from "../helpers/quiet.js"
import { greeting, RawPeer, ready } from "../helpers/raw-peer.js"
import { publisher, push, router, withstand, type Target } from "../helpers/siege.js"
import { bindFresh, closing, until } from "../helpers/sockets.js"

const HANDSHAKE = Buffer.concat([greeting(), ready("DEALER")])

describe("the handshake has one deadline, however far it gets", () => {
  it("whoever stops after any number of its bytes is hung up on, and has had no pipe", async () => {
    const target = await router({ handshakeInterval: 100 })
    const seen = recordEvents(target.socket)
    await withstand(target, async (attackers) => {
      seen.length = 0
      const peers = await Promise.all(
        Array.from(HANDSHAKE, (_, length) => attackers.connect(HANDSHAKE.subarray(0, length))),
      )
      for (const peer of peers) await peer.untilClosed()
      const failures = seen.filter(({ type }) => type === "handshake:error:other")
      expect(failures).toHaveLength(HANDSHAKE.length)
      expect(
        failures.every(
          (event) => "error" in event && "code" in event.error && event.error.code === "EAGAIN",
        ),
      ).toBe(true)
      expect(seen.some(({ type }) => type === "handshake")).toBe(false)
    })
  })

  it("a peer of version 3.0 that made it is not hung up on when it passes", async () => {
    const target = await router({ handshakeInterval: 30 })
    const peer = await RawPeer.handshake(target.endpoint, "DEALER", { minor: 0 })
    await pass(80)
    expect(peer.closed).toBe(false)
    expect(target.socket.peers).toHaveLength(1)
  })
})

describe("strangers who are silent", () => {
  const quiet: [string, Buffer[]][] = [
    ["that have said nothing", []],
    ["that have greeted", [greeting()]],
  ]

  it.each(quiet)("300 %s do not keep a good client out", async (_what, said) => {
    const target = await router()
    await withstand(target, async (attackers) => {
      await attackers.crowd(300, ...said)
      expect(target.socket.peers).toHaveLength(0)
    })
  })

  it.each(quiet)("RFC 30: 100 %s take no share of what a PUSH sends", async (_what, said) => {
    const target = await push()
    await withstand(target, async (attackers) => {
      await attackers.crowd(100, ...said)
      await expectNoRoom(target.socket)
      for (let i = 0; i < 5; i++) await target.serve()
    })
  })

  it.each(quiet)("RFC 29: 100 %s are no subscribers", async (_what, said) => {
    const target = await publisher(new Publisher())
    await withstand(target, async (attackers) => {
      await attackers.crowd(100, ...said)
      expect(target.socket.topicsCount).toBe(0)
    })
  })

  it.each([
    ["DEALER", () => new Dealer()],
    ["REQ", () => new Request()],
  ] as const)(
    "RFC 28: a bound %s has nobody to send to while there are only such",
    async (_type, make) => {
      const socket = closing(make())
      const endpoint = await bindFresh(socket)
      for (let i = 0; i < 50; i++) await RawPeer.connect(endpoint)
      for (let i = 0; i < 50; i++) (await RawPeer.connect(endpoint)).write(greeting())
      await expectNoRoom(socket)
    },
  )
})

describe("maxPendingHandshakes", () => {
  const most = 20

  async function crowded(
    said: Buffer,
  ): Promise<{ target: Target; seen: ReturnType<typeof recordEvents> }> {
    const target = await router({ maxPendingHandshakes: most })
    const seen = recordEvents(target.socket)
    await withstand(target, async (attackers) => {
      seen.length = 0
      await attackers.crowd(200, said)
      await until(
        () => seen.filter(({ type }) => type === "disconnect").length === 200 - most,
        "all but the newest are gone",
      )
    })
    return { target, seen }
  }

  it.each([
    ["said nothing", Buffer.alloc(0)],
    ["greeted", greeting()],
  ])(
    "of 200 who %s the newest stay, the others are told of and closed; a good client gets in",
    async (_what, said) => {
      const { seen } = await crowded(said)
      const failure = seen.find(({ type }) => type === "handshake:error:other")
      expect(failure).toMatchObject({ error: { code: "EAGAIN" } })
      expect(String(failure && "error" in failure && failure.error)).toContain(
        "Too many handshakes",
      )
    },
  )

  it("peers whose handshake is done do not count, and are not closed for others", async () => {
    const target = await router({ maxPendingHandshakes: most })
    await withstand(target, async (attackers) => {
      const good = await attackers.admitted("DEALER")
      for (let i = 0; i < 30; i++) await attackers.admitted("DEALER")
      await attackers.crowd(100)
      await until(() => target.socket.peers.length === 31, "31 peers")
      expect(good.closed).toBe(false)
    })
  })

  it("0 is no limit", async () => {
    const target = await router({ maxPendingHandshakes: 0 })
    const seen = recordEvents(target.socket)
    await withstand(target, async (attackers) => {
      seen.length = 0
      await attackers.crowd(200)
      await until(() => seen.filter(({ type }) => type === "accept").length === 200, "accepts")
      expect(seen.some(({ type }) => type === "disconnect")).toBe(false)
    })
  })
})

it("whoever is not known gets little for much: no answer but a greeting and a READY", async () => {
  const target = await router()
  await withstand(target, async (attackers) => {
    const silent = await attackers.connect()
    await until(() => silent.received.length >= 64, "the greeting")
    const greeted = await attackers.connect(greeting())
    await until(() => greeted.received.length > 64, "the READY")
    await pass(20)
    expect(silent.received.length).toBe(64)
    expect(greeted.received.length).toBeLessThanOrEqual(greeting().length + 64)
  })
})
