import { expect, it } from "vitest"
import { PairPattern } from "../../src/patterns/pair.js"
import { FakePeer, parts, take, takeAll } from "../helpers/fake-peer.js"

it("RFC 31: PAIR sends to and receives from its one peer", () => {
  const pattern = new PairPattern()
  const peer = new FakePeer(pattern)
  pattern.send(parts("a", "b"))
  peer.say("c")
  expect([peer.hear(), take(pattern)]).toEqual([["a", "b"], ["c"]])
})

it("RFC 31: PAIR SHALL refuse a second peer and leave the first alone", () => {
  const pattern = new PairPattern()
  const [first, second] = [new FakePeer(pattern), new FakePeer(pattern)]
  expect([first.terminated, second.terminated]).toEqual([0, 1])
  second.say("ignored")
  second.leave()
  pattern.send(parts("x"))
  first.say("y")
  expect([first.hearAll(), second.hearAll(), takeAll(pattern)]).toEqual([[["x"]], [], [["y"]]])
})

it("RFC 31: PAIR waits without a peer, or when that has no room", () => {
  const pattern = new PairPattern()
  expect([pattern.canSend(), pattern.send(parts("x")), take(pattern)]).toEqual([false, false, null])
  const peer = new FakePeer(pattern, { highWaterMark: 1 })
  expect([pattern.send(parts("1")), pattern.canSend(), pattern.send(parts("2"))]).toEqual([
    true,
    false,
    false,
  ])
  peer.hear()
  expect(pattern.canSend()).toBe(true)
})

it("PAIR takes a new peer when the old one is gone, and first receives what that had sent", () => {
  const pattern = new PairPattern()
  const old = new FakePeer(pattern)
  old.say("1")
  old.say("2")
  old.leave()
  const next = new FakePeer(pattern)
  next.say("3")
  pattern.send(parts("x"))
  expect(pattern.canReceive()).toBe(true)
  expect(takeAll(pattern)).toEqual([["1"], ["2"], ["3"]])
  expect([old.hearAll(), next.hearAll()]).toEqual([[], [["x"]]])
  next.say("4")
  next.leave(true)
  expect([pattern.canReceive(), take(pattern)]).toEqual([false, null])
})
