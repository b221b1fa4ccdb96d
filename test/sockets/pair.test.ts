import { describe, expect, it } from "vitest"
import { Pair } from "../../src/index.js"
import { nextEvent, recordEvents } from "../helpers/events.js"
import { expectNoMessage, expectNoRoom, pass, QUIET_MS } from "../helpers/quiet.js"
import { RawListener } from "../helpers/raw-peer.js"
import { bindFresh, closing, receiveTexts, TRANSPORTS, until } from "../helpers/sockets.js"

async function bounce(a: Pair, b: Pair): Promise<void> {
  await a.send(["there", "x"])
  expect(await receiveTexts(b)).toEqual([["there", "x"]])
  await b.send(["back", "y"])
  expect(await receiveTexts(a)).toEqual([["back", "y"]])
}

describe.each(TRANSPORTS)("PAIR over %s", (transport) => {
  it("RFC 31: two of them send both ways", async () => {
    const a = closing(new Pair())
    const b = closing(new Pair())
    b.connect(await bindFresh(a, transport))
    await bounce(a, b)
    await bounce(b, a)
  })

  it("RFC 31: the buffers that are sent are not altered", async () => {
    const a = closing(new Pair())
    const b = closing(new Pair())
    b.connect(await bindFresh(a, transport))
    const parts = [Buffer.from("foo"), Buffer.from("foobar".repeat(100))]
    const copies = parts.map((part) => Buffer.from(part))
    await b.send(parts)
    expect(await a.receive()).toEqual(copies)
    expect(parts).toEqual(copies)
  })

  it("RFC 31: a second peer is turned away, and the first does not notice", async () => {
    const a = closing(new Pair())
    const first = closing(new Pair())
    const second = closing(new Pair({ reconnectInterval: -1 }))
    const endpoint = await bindFresh(a, transport)
    first.connect(endpoint)
    await bounce(a, first)
    const gone = transport === "inproc" ? null : nextEvent(second, "disconnect")
    second.connect(endpoint)
    await gone
    await expectNoRoom(second)
    await bounce(a, first)
    await a.send("for the first")
    await expectNoMessage(second)
    expect(await receiveTexts(first)).toEqual([["for the first"]])
  })

  it("RFC 31: without a peer there is nobody to send to", async () => {
    const a = closing(new Pair())
    await bindFresh(a, transport)
    expect(a.writable).toBe(false)
    await expectNoRoom(a)
  })

  it("RFC 31: when the peer is gone sends wait for the next one", async () => {
    const a = closing(new Pair())
    const endpoint = await bindFresh(a, transport)
    const first = new Pair()
    first.connect(endpoint)
    await bounce(a, first)
    await first.send("last words")
    const gone = transport === "inproc" ? null : nextEvent(a, "disconnect")
    first.close()
    await gone
    await expectNoRoom(a)
    expect(await receiveTexts(a)).toEqual([["last words"]])
    const sending = a.send("for the next")
    const next = closing(new Pair())
    next.connect(endpoint)
    await sending
    expect(await receiveTexts(next)).toEqual([["for the next"]])
    await bounce(a, next)
  })

  it("what a former peer has sent comes before what the next one sends", async () => {
    const a = closing(new Pair())
    const endpoint = await bindFresh(a, transport)
    for (const name of ["first", "second"]) {
      const peer = new Pair()
      peer.connect(endpoint)
      for (let i = 0; i < 3; i++) await peer.send(`${name} ${String(i)}`)
      const gone = transport === "inproc" ? null : nextEvent(a, "disconnect")
      peer.close()
      await gone
    }
    const wanted = ["first", "second"].flatMap((name) =>
      [0, 1, 2].map((i) => [`${name} ${String(i)}`]),
    )
    expect(a.readable).toBe(true)
    expect(await receiveTexts(a, 6)).toEqual(wanted)
    expect(a.readable).toBe(false)
  })
})

describe("PAIR", () => {
  it("RFC 31: one that has its peer does not dial another", async () => {
    const a = closing(new Pair())
    const b = closing(new Pair())
    b.connect(await bindFresh(a))
    await bounce(a, b)
    const listener = await RawListener.listen()
    const events = recordEvents(b)
    b.connect(listener.endpoint)
    await pass(QUIET_MS)
    expect(listener.accepts).toBe(0)
    expect(events).toEqual([])
    await bounce(a, b)
  })

  it("RFC 31: one that has its peer is no peer for another inproc name", async () => {
    const a = closing(new Pair())
    const b = closing(new Pair())
    const lonely = closing(new Pair())
    b.connect(await bindFresh(a, "inproc"))
    const endpoint = await bindFresh(lonely, "inproc")
    b.connect(endpoint)
    await expectNoRoom(lonely)
    await bounce(a, b)
    // The place next to it is free.
    const next = closing(new Pair())
    next.connect(endpoint)
    await bounce(lonely, next)
  })

  it("a peer turned away gets its chance when the first is gone", async () => {
    const a = closing(new Pair())
    const endpoint = await bindFresh(a)
    const first = new Pair()
    first.connect(endpoint)
    await bounce(a, first)
    const second = closing(new Pair({ reconnectInterval: 5 }))
    const refused = nextEvent(second, "disconnect")
    second.connect(endpoint)
    await refused
    const gone = nextEvent(a, "disconnect")
    first.close()
    await gone
    await until(() => a.writable, "the second peer")
    await bounce(a, second)
  })
})
