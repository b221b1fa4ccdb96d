import { expect, it } from "vitest"
import { StreamPattern } from "../../src/patterns/stream.js"
import { FakePeer, parts, take, takeAll } from "../helpers/fake-peer.js"

const stream = (notify = true): StreamPattern => new StreamPattern({ notify }, 1)

it("STREAM tells of a connect and a disconnect with an empty message, behind the peer's id", () => {
  const pattern = stream()
  const peer = new FakePeer(pattern)
  const id = peer.pipe.routingId
  expect([id.length, id[0]]).toEqual([5, 0])
  expect(take(pattern)).toEqual([id.toString(), ""])
  peer.say("GET /")
  peer.leave()
  expect(takeAll(pattern)).toEqual([
    [id.toString(), "GET /"],
    [id.toString(), ""],
  ])
  expect(pattern.hasPeer(id)).toBe(false)
})

it("STREAM tells of neither when it is told not to", () => {
  const pattern = stream(false)
  const peer = new FakePeer(pattern)
  peer.leave()
  expect(takeAll(pattern)).toEqual([])
})

it("STREAM tells of each reconnect, and of no disconnect without a connect", () => {
  const pattern = stream()
  const peer = new FakePeer(pattern, { dialing: true })
  peer.lose()
  expect(takeAll(pattern)).toEqual([])
  peer.connect()
  peer.lose()
  peer.connect()
  expect(takeAll(pattern)).toHaveLength(3)
})

it("STREAM sends the second part to the peer that the first one names; others are ignored", () => {
  const pattern = stream()
  const [a, b] = ["a", "b"].map((routingId) => new FakePeer(pattern, { routingId }))
  expect(pattern.send(parts("b", "bytes", "ignored"))).toBe(true)
  expect(pattern.send(parts("b"))).toBe(true)
  expect([a.hearAll(), b.hearAll()]).toEqual([[], [["bytes"]]])
})

it("STREAM closes a peer that is sent an empty part", () => {
  const pattern = stream()
  const peer = new FakePeer(pattern, { routingId: "a" })
  pattern.send(parts("a", ""))
  expect([peer.terminated, peer.hearAll()]).toEqual([1, []])
})

it("STREAM answers EHOSTUNREACH for an unknown peer, and waits for one without room", () => {
  const pattern = stream()
  expect(() => pattern.send(parts("nobody", "x"))).toThrow(
    expect.objectContaining({ code: "EHOSTUNREACH" }),
  )
  const peer = new FakePeer(pattern, { routingId: "a", highWaterMark: 1 })
  expect([pattern.send(parts("a", "1")), pattern.send(parts("a", "2"))]).toEqual([true, false])
  peer.hear()
  expect(pattern.send(parts("a", "2"))).toBe(true)
})
