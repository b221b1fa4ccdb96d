import { describe, expect, it } from "vitest"
import { PubPattern, XPubPattern, type PublishOptions } from "../../src/patterns/xpub.js"
import { FakePeer, parts, takeAll } from "../helpers/fake-peer.js"

const DEFAULTS: PublishOptions = {
  noDrop: false,
  invertMatching: false,
  verbosity: null,
  manual: false,
  manualLastValue: false,
  welcomeMessage: null,
  onlyFirstSubscribe: false,
  maxSubscriptions: 0,
  receiveHighWaterMark: 0,
}

function xpub(options: Partial<PublishOptions> = {}): XPubPattern {
  return new XPubPattern({ ...DEFAULTS, ...options })
}

describe("RFC 29: PUB", () => {
  it("SHALL send to every peer that subscribed to a prefix of the first part, once", () => {
    const pattern = new PubPattern(DEFAULTS)
    const [a, ab, all, none] = [1, 2, 3, 4].map(() => new FakePeer(pattern))
    a.say("\x01a")
    ab.say("\x01ab")
    ab.say("\x01a")
    all.say("\x01")
    for (const text of ["a", "abc", "b", ""]) expect(pattern.send(parts(text, "abc"))).toBe(true)
    const heard = [a, ab, all, none].map((peer) => peer.hearAll().map(([first]) => first))
    expect(heard).toEqual([["a", "abc"], ["a", "abc"], ["a", "abc", "b", ""], []])
    expect(pattern.topics).toBe(3)
  })

  it("SHALL drop for a peer without room, and never wait", () => {
    const pattern = new PubPattern(DEFAULTS)
    const [slow, fast] = [1, 10].map((highWaterMark) => new FakePeer(pattern, { highWaterMark }))
    for (const peer of [slow, fast]) peer.say("\x01")
    for (const n of ["1", "2", "3"]) expect(pattern.send(parts(n))).toBe(true)
    expect([slow.hearAll(), fast.hearAll()]).toEqual([[["1"]], [["1"], ["2"], ["3"]]])
    expect(pattern.canSend()).toBe(true)
  })

  it("cannot receive; what its peers send besides is dropped", () => {
    const pattern = new PubPattern(DEFAULTS)
    const peer = new FakePeer(pattern)
    for (const said of ["\x02user", "", "text"]) peer.say(said)
    peer.say("\x02a", "two parts")
    expect(() => pattern.receive()).toThrow(expect.objectContaining({ code: "ENOTSUP" }))
    expect([pattern.canReceive(), peer.pipe.incoming.length, pattern.topics]).toEqual([false, 0, 0])
  })

  it("forgets the subscriptions of a peer that left, or lost its connection", () => {
    const pattern = new PubPattern(DEFAULTS)
    const [gone, lost] = [1, 2].map(() => new FakePeer(pattern))
    for (const peer of [gone, lost]) peer.say("\x01")
    gone.leave()
    lost.lose()
    pattern.send(parts("x"))
    expect([gone.hearAll(), lost.hearAll(), pattern.topics]).toEqual([[], [], 0])
    lost.connect()
    lost.say("\x01")
    pattern.send(parts("y"))
    expect(lost.hearAll()).toEqual([["y"]])
  })
})

describe("RFC 29: XPUB", () => {
  it("SHALL deliver the first subscription to a topic and its last cancellation", () => {
    const pattern = xpub()
    const [a, b] = [1, 2].map(() => new FakePeer(pattern))
    a.say("\x01A")
    b.say("\x01A")
    a.say("\x01A")
    a.say("\x00A")
    b.say("\x00A")
    expect(takeAll(pattern)).toEqual([["\x01A"], ["\x00A"]])
    expect(pattern.canReceive()).toBe(false)
  })

  it("SHALL deliver a cancellation for each topic that a peer which left was the last to hold", () => {
    const pattern = xpub()
    const [a, b] = [1, 2].map(() => new FakePeer(pattern))
    for (const topic of ["A", "B", ""]) a.say(`\x01${topic}`)
    b.say("\x01B")
    takeAll(pattern)
    a.leave()
    expect(takeAll(pattern).sort()).toEqual([["\x00"], ["\x00A"]])
  })

  it("delivers what else its peers send", () => {
    const pattern = xpub()
    const peer = new FakePeer(pattern)
    peer.say("\x02A")
    peer.say("two", "parts")
    peer.say("")
    expect(takeAll(pattern)).toEqual([["\x02A"], ["two", "parts"], [""]])
  })

  it.each([
    ["allSubs", [["\x01A"], ["\x01A"], ["\x01A"], ["\x00A"]]],
    ["allSubsUnsubs", [["\x01A"], ["\x01A"], ["\x01A"], ["\x00A"], ["\x00A"]]],
  ] as const)("verbosity %s", (verbosity, expected) => {
    const pattern = xpub({ verbosity })
    const [a, b] = [1, 2].map(() => new FakePeer(pattern))
    a.say("\x01A")
    b.say("\x01A")
    a.say("\x01A")
    a.say("\x00A")
    b.say("\x00A")
    expect(takeAll(pattern)).toEqual(expected)
  })

  it("noDrop: waits when any peer that the message is for has no room, and sends it to none then", () => {
    const pattern = xpub({ noDrop: true })
    const [slow, fast, other] = [1, 10, 1].map(
      (highWaterMark) => new FakePeer(pattern, { highWaterMark }),
    )
    slow.say("\x01a")
    fast.say("\x01a")
    other.say("\x01b")
    expect([pattern.send(parts("a1")), pattern.send(parts("a2"))]).toEqual([true, false])
    expect(pattern.send(parts("b"))).toBe(true)
    expect(fast.hearAll()).toEqual([["a1"]])
    slow.hear()
    expect(pattern.send(parts("a2"))).toBe(true)
    expect([slow.hearAll(), fast.hearAll()]).toEqual([[["a2"]], [["a2"]]])
  })

  it("invertMatching: sends to those that did not subscribe", () => {
    const pattern = xpub({ invertMatching: true })
    const [a, b] = [1, 2].map(() => new FakePeer(pattern))
    a.say("\x01a")
    pattern.send(parts("a"))
    pattern.send(parts("b"))
    expect([a.hearAll(), b.hearAll()]).toEqual([[["b"]], [["a"], ["b"]]])
  })

  it("welcomes each new peer", () => {
    const pattern = xpub({ welcomeMessage: Buffer.from("W") })
    expect(new FakePeer(pattern).hearAll()).toEqual([["W"]])
  })

  it("manual: the user subscribes for the peer whose subscription was received last", () => {
    const pattern = xpub({ manual: true })
    const [a, b] = [1, 2].map(() => new FakePeer(pattern))
    a.say("\x01A")
    b.say("\x01B")
    expect(pattern.receive()?.map(String)).toEqual(["\x01A"])
    pattern.subscribeLast(Buffer.from("X"))
    expect(pattern.receive()?.map(String)).toEqual(["\x01B"])
    pattern.subscribeLast(Buffer.from("Y"))
    for (const text of ["A", "B", "X", "Y"]) pattern.send(parts(text))
    expect([a.hearAll(), b.hearAll()]).toEqual([[["X"]], [["Y"]]])
    b.say("\x00B")
    expect(takeAll(pattern)).toEqual([["\x00B"]])
    pattern.unsubscribeLast(Buffer.from("Y"))
    pattern.send(parts("Y"))
    expect(b.hearAll()).toEqual([])
  })

  it("manual: a peer that left is told of by what it had asked for, and is subscribed no more", () => {
    const pattern = xpub({ manual: true })
    const peer = new FakePeer(pattern)
    peer.say("\x01A")
    takeAll(pattern)
    pattern.subscribeLast(Buffer.from("XA"))
    peer.leave()
    expect(takeAll(pattern)).toEqual([["\x00A"]])
    pattern.subscribeLast(Buffer.from("XB"))
    pattern.unsubscribeLast(Buffer.from("XA"))
    pattern.send(parts("XA"))
    expect([peer.hearAll(), pattern.topics]).toEqual([[], 0])
  })

  it("last value: the first message after a manual subscription goes to that peer only", () => {
    const pattern = xpub({ manual: true, manualLastValue: true })
    const [a, b] = [1, 2].map(() => new FakePeer(pattern))
    for (const peer of [a, b]) {
      peer.say("\x01A")
      takeAll(pattern)
      pattern.subscribeLast(Buffer.from("A"))
    }
    pattern.send(parts("A1"))
    pattern.send(parts("A2"))
    expect([a.hearAll(), b.hearAll()]).toEqual([[["A2"]], [["A1"], ["A2"]]])
  })
})

describe("manualLastValue", () => {
  it("keeps the last peer for a message that has to wait for room", () => {
    const pattern = xpub({ manual: true, manualLastValue: true, noDrop: true })
    const [first, last] = [1, 2].map(() => new FakePeer(pattern, { highWaterMark: 1 }))
    for (const peer of [first, last]) {
      peer.say("\x01A")
      takeAll(pattern)
      pattern.subscribeLast(Buffer.from("A"))
    }
    expect(pattern.send(parts("A1"))).toBe(true)
    last.say("\x01B")
    takeAll(pattern)
    expect(pattern.send(parts("A2"))).toBe(false)
    expect(last.hear()).toEqual(["A1"])
    expect(pattern.send(parts("A2"))).toBe(true)
    expect([first.hearAll(), last.hearAll()]).toEqual([[], [["A2"]]])
  })

  it("with inverted matching sends to all but the last peer", () => {
    const pattern = xpub({ manual: true, manualLastValue: true, invertMatching: true })
    const [first, last] = [1, 2].map(() => new FakePeer(pattern))
    for (const peer of [first, last]) {
      peer.say("\x01A")
      takeAll(pattern)
      pattern.subscribeLast(Buffer.from("A"))
    }
    pattern.send(parts("A1"))
    expect([first.hearAll(), last.hearAll()]).toEqual([[["A1"]], []])
  })
})
