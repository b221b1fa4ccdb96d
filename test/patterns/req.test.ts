import { describe, expect, it } from "vitest"
import { ReqPattern, type ReqOptions } from "../../src/patterns/req.js"
import { FakePeer, parts, take } from "../helpers/fake-peer.js"

const STRICT: ReqOptions = { correlate: false, relaxed: false, probeRouter: false }

function req(options: Partial<ReqOptions> = {}, firstNumber = 0): ReqPattern {
  return new ReqPattern({ ...STRICT, ...options }, firstNumber)
}

/** The number in the first part of a request, as text that a reply can carry. */
function numberIn(request: string[] | null): string {
  if (request === null) throw new Error("no request")
  return request[0]
}

describe("RFC 28: REQ", () => {
  it("SHALL put an empty delimiter in front of a request, and take it off a reply", () => {
    const pattern = req()
    const peer = new FakePeer(pattern)
    expect(pattern.send(parts("a", "", "b"))).toBe(true)
    expect(peer.hear()).toEqual(["", "a", "", "b"])
    peer.say("", "c", "")
    expect(take(pattern)).toEqual(["c", ""])
  })

  it("sends and receives in turn: EFSM else", () => {
    const pattern = req()
    const peer = new FakePeer(pattern)
    expect(() => pattern.receive()).toThrow(expect.objectContaining({ code: "EFSM" }))
    pattern.send(parts("1"))
    expect(() => pattern.send(parts("2"))).toThrow(expect.objectContaining({ code: "EFSM" }))
    expect([pattern.canSend(), pattern.canReceive()]).toEqual([false, false])
    peer.say("", "reply")
    expect(pattern.canReceive()).toBe(true)
    expect(take(pattern)).toEqual(["reply"])
    expect([pattern.canSend(), pattern.canReceive()]).toEqual([true, false])
  })

  it("without a peer, or with full ones only, a request has to wait and the turn does not change", () => {
    const pattern = req()
    expect(pattern.send(parts("1"))).toBe(false)
    const peer = new FakePeer(pattern, { highWaterMark: 1 })
    expect(pattern.send(parts("1"))).toBe(true)
    peer.say("", "ok")
    expect(take(pattern)).toEqual(["ok"])
    expect(pattern.send(parts("2"))).toBe(false)
    expect(() => pattern.receive()).toThrow(expect.objectContaining({ code: "EFSM" }))
    peer.hear()
    expect(pattern.send(parts("2"))).toBe(true)
  })

  it("SHALL ask its peers in turn", () => {
    const pattern = req()
    const peers = [1, 2, 3].map(() => new FakePeer(pattern))
    for (let n = 0; n < 6; n++) {
      pattern.send(parts(String(n)))
      const asked = peers[n % 3]
      expect(asked.hear()).toEqual(["", String(n)])
      asked.say("", "reply")
      expect(take(pattern)).toEqual(["reply"])
    }
  })

  it("SHALL take a reply from the peer it asked only", () => {
    const pattern = req()
    const [asked, other] = [new FakePeer(pattern), new FakePeer(pattern)]
    pattern.send(parts("1"))
    other.say("", "WRONG")
    expect(take(pattern)).toBeNull()
    asked.say("", "GOOD")
    other.say("", "WRONG")
    expect(take(pattern)).toEqual(["GOOD"])
  })

  it.each([
    ["no delimiter", ["reply"]],
    ["no delimiter in two parts", ["reply", "more"]],
    ["a delimiter and nothing else", [""]],
  ])("a reply with %s is discarded", (_what, reply) => {
    const pattern = req()
    const peer = new FakePeer(pattern)
    pattern.send(parts("1"))
    peer.say(...reply)
    expect(take(pattern)).toBeNull()
    peer.say("", "good")
    expect(take(pattern)).toEqual(["good"])
  })

  it("a reply that came too early is no reply to the next request", () => {
    const pattern = req()
    const peer = new FakePeer(pattern)
    peer.say("", "early")
    pattern.send(parts("1"))
    expect(take(pattern)).toBeNull()
  })

  it("whose peer is gone still waits for a reply, as in libzmq", () => {
    const pattern = req()
    const peer = new FakePeer(pattern)
    pattern.send(parts("1"))
    peer.leave()
    expect(take(pattern)).toBeNull()
    expect(() => pattern.send(parts("2"))).toThrow(expect.objectContaining({ code: "EFSM" }))
  })

  it("a reply that was sent before its peer left is received", () => {
    const pattern = req()
    const peer = new FakePeer(pattern)
    pattern.send(parts("1"))
    peer.say("", "reply")
    peer.leave()
    expect(take(pattern)).toEqual(["reply"])
  })

  it("relaxed: a new request replaces the one before, and its reply", () => {
    const pattern = req({ relaxed: true })
    const [first, second] = [new FakePeer(pattern), new FakePeer(pattern)]
    pattern.send(parts("1"))
    first.say("", "old")
    expect(pattern.canReceive()).toBe(true)
    expect(pattern.canSend()).toBe(true)
    pattern.send(parts("2"))
    expect(take(pattern)).toBeNull()
    expect(second.hear()).toEqual(["", "2"])
    second.say("", "new")
    expect(take(pattern)).toEqual(["new"])
  })

  it("correlated: requests are numbered, and only the reply with the last number counts", () => {
    const pattern = req({ correlate: true, relaxed: true })
    const peer = new FakePeer(pattern)
    pattern.send(parts("1"))
    const first = peer.hear()
    pattern.send(parts("2"))
    const second = peer.hear()
    expect(first?.slice(1)).toEqual(["", "1"])
    expect(numberIn(first)).not.toBe(numberIn(second))
    peer.say(numberIn(first), "", "WRONG")
    peer.say("", "no number")
    peer.say("12345", "", "long number")
    peer.say(numberIn(second), "no delimiter")
    peer.say(numberIn(second), "")
    expect(take(pattern)).toBeNull()
    peer.say(numberIn(second), "", "GOOD")
    expect(take(pattern)).toEqual(["GOOD"])
  })

  it("correlated: numbers go round after 2^32", () => {
    const pattern = req({ correlate: true }, 0xffff_ffff)
    const peer = new FakePeer(pattern)
    pattern.send(parts("1"))
    expect(peer.pipe.outgoing.read()?.[0]).toEqual(Buffer.from([0, 0, 0, 0]))
    peer.say(Buffer.alloc(4), "", "reply")
    expect(take(pattern)).toEqual(["reply"])
  })

  it("probes a ROUTER with an empty message", () => {
    expect(new FakePeer(req({ probeRouter: true })).hearAll()).toEqual([[""]])
  })

  it("correlated and relaxed: a request without room leaves the one before as it was", () => {
    const pattern = req({ correlate: true, relaxed: true })
    const peer = new FakePeer(pattern, { highWaterMark: 1 })
    expect(pattern.send(parts("1"))).toBe(true)
    expect(pattern.send(parts("2"))).toBe(false)
    peer.say(numberIn(peer.hear()), "", "reply to 1")
    expect(take(pattern)).toEqual(["reply to 1"])
  })
})
