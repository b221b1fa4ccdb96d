import { describe, expect, it } from "vitest"
import { RepPattern } from "../../src/patterns/rep.js"
import { FakePeer, parts, take } from "../helpers/fake-peer.js"

describe("RFC 28: REP", () => {
  it("SHALL keep all up to the first empty part as the way back, and put it in front of the reply", () => {
    const pattern = new RepPattern()
    const peer = new FakePeer(pattern)
    peer.say("hop2", "hop1", "", "question", "", "more")
    expect(take(pattern)).toEqual(["question", "", "more"])
    pattern.send(parts("answer", "x"))
    expect(peer.hear()).toEqual(["hop2", "hop1", "", "answer", "x"])
  })

  it("receives and sends in turn: EFSM else", () => {
    const pattern = new RepPattern()
    const peer = new FakePeer(pattern)
    const efsm = expect.objectContaining({ code: "EFSM" }) as unknown as Error
    expect(() => pattern.send(parts("early"))).toThrow(efsm)
    expect(take(pattern)).toBeNull()
    peer.say("", "1")
    peer.say("", "2")
    expect([pattern.canReceive(), pattern.canSend()]).toEqual([true, false])
    expect(() => pattern.send(parts("not received yet"))).toThrow(efsm)
    expect(take(pattern)).toEqual(["1"])
    expect([pattern.canReceive(), pattern.canSend()]).toEqual([false, true])
    expect(() => pattern.receive()).toThrow(efsm)
    pattern.send(parts("one"))
    expect(() => pattern.send(parts("again"))).toThrow(efsm)
    expect(take(pattern)).toEqual(["2"])
  })

  it("SHALL serve its peers in turn, and answer the one that asked", () => {
    const pattern = new RepPattern()
    const peers = ["a", "b", "c"].map((name) => ({ name, peer: new FakePeer(pattern) }))
    for (const { name, peer } of peers) {
      peer.say("", `${name}1`)
      peer.say("", `${name}2`)
    }
    const served: string[] = []
    for (let next = take(pattern); next !== null; next = take(pattern)) {
      served.push(next[0])
      pattern.send(parts(`re:${next[0]}`))
    }
    expect(served).toEqual(["a1", "b1", "c1", "a2", "b2", "c2"])
    for (const { name, peer } of peers) {
      expect(peer.hearAll()).toEqual([
        ["", `re:${name}1`],
        ["", `re:${name}2`],
      ])
    }
  })

  it.each([
    ["without a delimiter", ["question"]],
    ["with nothing behind the delimiter", ["hop", ""]],
  ])("SHALL discard a request %s", (_what, request) => {
    const pattern = new RepPattern()
    const peer = new FakePeer(pattern)
    peer.say(...request)
    expect(pattern.canReceive()).toBe(false)
    expect(take(pattern)).toBeNull()
    peer.say("", "good")
    expect(take(pattern)).toEqual(["good"])
  })

  it("SHALL discard a reply whose peer is gone or has no room", () => {
    const pattern = new RepPattern()
    const gone = new FakePeer(pattern)
    gone.say("", "1")
    expect(take(pattern)).toEqual(["1"])
    gone.leave()
    expect(pattern.send(parts("one"))).toBe(true)
    expect(gone.hear()).toBeNull()
    const full = new FakePeer(pattern, { highWaterMark: 1 })
    for (const n of ["2", "3"]) {
      full.say("", n)
      expect(take(pattern)).toEqual([n])
      expect(pattern.send(parts(n))).toBe(true)
    }
    expect(full.hearAll()).toEqual([["", "2"]])
  })
})
