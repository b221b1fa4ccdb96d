import { expect, it } from "vitest"
import { PullPattern } from "../../src/patterns/pull.js"
import { PushPattern } from "../../src/patterns/push.js"
import { FakePeer, parts, takeAll } from "../helpers/fake-peer.js"

const ENOTSUP = expect.objectContaining({ code: "ENOTSUP" }) as unknown as Error

it("RFC 30: PUSH SHALL send to its peers in turn, and SHALL NOT discard what it cannot queue", () => {
  const pattern = new PushPattern()
  const peers = [1, 2].map(() => new FakePeer(pattern, { highWaterMark: 2 }))
  const sent = ["1", "2", "3", "4", "5"].map((n) => pattern.send(parts(n)))
  expect(sent).toEqual([true, true, true, true, false])
  expect(pattern.canSend()).toBe(false)
  expect(peers.map((peer) => peer.hearAll())).toEqual([
    [["1"], ["3"]],
    [["2"], ["4"]],
  ])
  expect(pattern.canSend()).toBe(true)
})

it("RFC 30: PUSH cannot receive; what its peers send all the same does not pile up", () => {
  const pattern = new PushPattern()
  const peer = new FakePeer(pattern, { highWaterMark: 0 })
  expect(() => pattern.receive()).toThrow(ENOTSUP)
  expect(pattern.canReceive()).toBe(false)
  for (let n = 0; n < 100; n++) peer.say(String(n))
  expect(peer.pipe.incoming.length).toBe(0)
})

it("RFC 30: PULL SHALL receive from its peers in turn, and cannot send", () => {
  const pattern = new PullPattern()
  const peers = ["a", "b"].map((name) => ({ name, peer: new FakePeer(pattern) }))
  for (const { name, peer } of peers) for (const n of ["1", "2"]) peer.say(name + n)
  expect(pattern.canReceive()).toBe(true)
  expect(takeAll(pattern)).toEqual([["a1"], ["b1"], ["a2"], ["b2"]])
  expect(pattern.canReceive()).toBe(false)
  expect(() => pattern.send(parts("x"))).toThrow(ENOTSUP)
  expect(pattern.canSend()).toBe(false)
})
