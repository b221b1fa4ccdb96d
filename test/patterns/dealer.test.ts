import { expect, it } from "vitest"
import { DealerPattern } from "../../src/patterns/dealer.js"
import { FakePeer, parts, takeAll } from "../helpers/fake-peer.js"

it("RFC 28: DEALER SHALL send to its peers in turn and receive from them in turn", () => {
  const pattern = new DealerPattern({ probeRouter: false })
  const peers = ["a", "b"].map((name) => ({ name, peer: new FakePeer(pattern) }))
  for (const n of ["1", "2", "3", "4"]) expect(pattern.send(parts(n, ""))).toBe(true)
  for (const { name, peer } of peers) for (const n of ["1", "2"]) peer.say(name + n)
  expect(peers.map(({ peer }) => peer.hearAll())).toEqual([
    [
      ["1", ""],
      ["3", ""],
    ],
    [
      ["2", ""],
      ["4", ""],
    ],
  ])
  expect(takeAll(pattern)).toEqual([["a1"], ["b1"], ["a2"], ["b2"]])
})

it("RFC 28: DEALER SHALL wait rather than drop when no peer has room", () => {
  const pattern = new DealerPattern({ probeRouter: false })
  expect([pattern.canSend(), pattern.send(parts("1"))]).toEqual([false, false])
  const peer = new FakePeer(pattern, { highWaterMark: 1 })
  expect([pattern.send(parts("1")), pattern.send(parts("2"))]).toEqual([true, false])
  peer.hear()
  expect(pattern.send(parts("2"))).toBe(true)
})

it("a DEALER's peer that is still being dialled gets its share, as in libzmq", () => {
  const pattern = new DealerPattern({ probeRouter: false })
  const dialling = new FakePeer(pattern, { dialing: true })
  const there = new FakePeer(pattern)
  for (const n of ["1", "2"]) pattern.send(parts(n))
  expect([dialling.hearAll(), there.hearAll()]).toEqual([[["1"]], [["2"]]])
})

it("a DEALER's probe is one empty message to each new peer", () => {
  const pattern = new DealerPattern({ probeRouter: true })
  expect([new FakePeer(pattern), new FakePeer(pattern)].map((peer) => peer.hearAll())).toEqual([
    [[""]],
    [[""]],
  ])
})

it("what a DEALER's peer sent before it left is received, and nothing is sent to it any more", () => {
  const pattern = new DealerPattern({ probeRouter: false })
  const [gone, there] = [new FakePeer(pattern), new FakePeer(pattern)]
  gone.say("last words")
  gone.leave()
  for (const n of ["1", "2"]) pattern.send(parts(n))
  expect(takeAll(pattern)).toEqual([["last words"]])
  expect([gone.hearAll(), there.hearAll()]).toEqual([[], [["1"], ["2"]]])
})
