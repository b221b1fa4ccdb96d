import { describe, expect, it } from "vitest"
import { SubPattern, XSubPattern, type SubscribeOptions } from "../../src/patterns/xsub.js"
import { FakePeer, parts, take, takeAll } from "../helpers/fake-peer.js"

const DEFAULTS: SubscribeOptions = {
  invertMatching: false,
  verboseUnsubscribe: false,
  onlyFirstSubscribe: false,
}
const A = Buffer.from("A")

describe("RFC 29: SUB", () => {
  it("SHALL receive what begins with a subscription, from its peers in turn", () => {
    const pattern = new SubPattern(DEFAULTS)
    const peers = [1, 2].map(() => new FakePeer(pattern))
    pattern.subscribe(Buffer.from("a"))
    for (const [i, peer] of peers.entries()) {
      for (const text of ["a", "ba", "ab", ""]) peer.say(text, String(i))
    }
    expect(takeAll(pattern)).toEqual([
      ["a", "0"],
      ["a", "1"],
      ["ab", "0"],
      ["ab", "1"],
    ])
  })

  it("receives nothing without a subscription, everything with the empty one", () => {
    const pattern = new SubPattern(DEFAULTS)
    const peer = new FakePeer(pattern)
    peer.say("x")
    expect([pattern.canReceive(), take(pattern)]).toEqual([false, null])
    pattern.subscribe(Buffer.alloc(0))
    peer.say("")
    peer.say("y")
    expect(pattern.canReceive()).toBe(true)
    expect(pattern.canReceive()).toBe(true)
    expect(takeAll(pattern)).toEqual([[""], ["y"]])
  })

  it("subscriptions add up: two need two cancellations", () => {
    const pattern = new SubPattern(DEFAULTS)
    const peer = new FakePeer(pattern)
    pattern.subscribe(A)
    pattern.subscribe(A)
    pattern.unsubscribe(A)
    peer.say("A1")
    expect(take(pattern)).toEqual(["A1"])
    pattern.unsubscribe(A)
    pattern.unsubscribe(A)
    peer.say("A2")
    expect(take(pattern)).toBeNull()
    expect(peer.hearAll()).toEqual([["\x01A"], ["\x01A"], ["\x00A"]])
  })

  it("invertMatching: receives what was not subscribed to", () => {
    const pattern = new SubPattern({ ...DEFAULTS, invertMatching: true })
    const peer = new FakePeer(pattern)
    pattern.subscribe(A)
    peer.say("A")
    peer.say("B")
    expect(takeAll(pattern)).toEqual([["B"]])
  })

  it("cannot send", () => {
    const pattern = new SubPattern(DEFAULTS)
    expect(() => pattern.send(parts("\x01A"))).toThrow(expect.objectContaining({ code: "ENOTSUP" }))
    expect(pattern.canSend()).toBe(false)
  })
})

describe("RFC 29: XSUB", () => {
  it("SHALL say all its subscriptions to each peer that connects, each topic once, before all else", () => {
    const pattern = new XSubPattern(DEFAULTS)
    const peer = new FakePeer(pattern, { dialing: true })
    for (const said of ["\x01A", "\x01B", "\x01A", "user"]) pattern.send(parts(said))
    expect(pattern.topics).toBe(2)
    peer.connect()
    const heard = peer.hearAll().map(([first]) => first)
    expect(heard.slice(0, 2).sort()).toEqual(["\x01A", "\x01B"])
    expect(heard.slice(2)).toEqual(["user"])
    peer.lose()
    for (const said of ["\x00A", "\x00A"]) pattern.send(parts(said))
    peer.connect()
    expect(peer.hearAll()).toEqual([["\x01B"]])
  })

  it("replaces what waits of subscriptions when its peer reconnects", () => {
    const pattern = new XSubPattern(DEFAULTS)
    const peer = new FakePeer(pattern)
    for (const said of ["\x01A", "user", "\x00A", "\x01B"]) pattern.send(parts(said))
    peer.lose()
    peer.connect()
    expect(peer.hearAll()).toEqual([["\x01B"], ["user"]])
  })

  it("no subscription is lost to the high-water mark", () => {
    const pattern = new XSubPattern(DEFAULTS)
    const peer = new FakePeer(pattern, { highWaterMark: 1 })
    for (let n = 0; n < 50; n++) pattern.subscribe(Buffer.from(String(n)))
    expect(peer.hearAll()).toHaveLength(50)
    const late = new FakePeer(pattern, { highWaterMark: 1 })
    expect(new Set(late.hearAll().map(([first]) => first)).size).toBe(50)
  })

  it("SHALL send other messages to all peers, dropping them for one without room", () => {
    const pattern = new XSubPattern(DEFAULTS)
    const [slow, fast] = [1, 10].map((highWaterMark) => new FakePeer(pattern, { highWaterMark }))
    for (const said of ["x", "y", "\x02z"]) expect(pattern.send(parts(said))).toBe(true)
    expect(pattern.send(parts("\x02A", "two parts"))).toBe(true)
    expect(slow.hearAll()).toEqual([["x"]])
    expect(fast.hearAll()).toEqual([["x"], ["y"], ["\x02z"], ["\x02A", "two parts"]])
    expect(pattern.topics).toBe(0)
  })

  it("SHALL receive what its peers send, without looking at it", () => {
    const pattern = new XSubPattern(DEFAULTS)
    const peer = new FakePeer(pattern)
    peer.say("anything")
    expect(takeAll(pattern)).toEqual([["anything"]])
  })

  it.each([
    [false, ["\x01A", "\x01A", "\x00A"]],
    [true, ["\x00A", "\x01A", "\x01A", "\x00A", "\x00A"]],
  ])("verboseUnsubscribe %s: which cancellations go out", (verboseUnsubscribe, heard) => {
    const pattern = new XSubPattern({ ...DEFAULTS, verboseUnsubscribe })
    const peer = new FakePeer(pattern)
    for (const said of ["\x00A", "\x01A", "\x01A", "\x00A", "\x00A"]) pattern.send(parts(said))
    expect(peer.hearAll().map(([first]) => first)).toEqual(heard)
  })
})
