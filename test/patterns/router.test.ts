import { describe, expect, it } from "vitest"
import { RouterPattern, type RouterOptions } from "../../src/patterns/router.js"
import { RoutingTable } from "../../src/patterns/routing-table.js"
import { FakePeer, fakePipe, parts, take, takeAll } from "../helpers/fake-peer.js"

function router(options: Partial<RouterOptions> = {}): RouterPattern {
  return new RouterPattern({ mandatory: false, handover: false, probeRouter: false, ...options }, 1)
}

describe("RFC 28: ROUTER", () => {
  it("SHALL put the identity of the peer in front of what it receives, in turn", () => {
    const pattern = router()
    const [a, b] = ["A", "B"].map((identity) => new FakePeer(pattern, { identity }))
    a.say("a1", "x")
    a.say("a2")
    b.say("b1")
    expect(takeAll(pattern)).toEqual([
      ["A", "a1", "x"],
      ["B", "b1"],
      ["A", "a2"],
    ])
  })

  it("SHALL send the rest to the peer that the first part names", () => {
    const pattern = router()
    const [a, b] = ["A", "B"].map((identity) => new FakePeer(pattern, { identity }))
    pattern.send(parts("B", "x", ""))
    expect([a.hearAll(), b.hearAll()]).toEqual([[], [["x", ""]]])
  })

  it("makes up 5 bytes that begin with 0 for a peer without identity, another for each", () => {
    const pattern = router()
    const peers = [1, 2, 3].map(() => new FakePeer(pattern))
    const ids = peers.map((peer) => peer.pipe.routingId)
    for (const [i, id] of ids.entries()) {
      expect([id.length, id[0]]).toEqual([5, 0])
      expect(pattern.hasPeer(id)).toBe(true)
      pattern.send([id, Buffer.from(String(i))])
      expect(peers[i].hear()).toEqual([String(i)])
    }
    expect(new Set(ids.map((id) => id.toString("hex"))).size).toBe(3)
  })

  it("identities are binary: any bytes behind the first", () => {
    const pattern = router()
    const peer = new FakePeer(pattern, { identity: "A\0\u00ff" })
    pattern.send([Buffer.from("A\0\u00ff"), Buffer.from("x")])
    expect(peer.hear()).toEqual(["x"])
    expect(pattern.hasPeer(Buffer.from("A\0"))).toBe(false)
  })

  it("SHALL drop a message that it cannot route; mandatory: EHOSTUNREACH", () => {
    const options = { mandatory: false }
    const pattern = router(options)
    expect(pattern.send(parts("nobody", "x"))).toBe(true)
    const strict = router({ mandatory: true })
    expect(() => strict.send(parts("nobody", "x"))).toThrow(
      expect.objectContaining({ code: "EHOSTUNREACH" }),
    )
    const peer = new FakePeer(strict, { identity: "X" })
    expect(strict.send(parts("X", "x"))).toBe(true)
    peer.leave()
    expect(() => strict.send(parts("X", "x"))).toThrow(
      expect.objectContaining({ code: "EHOSTUNREACH" }),
    )
  })

  it("drops for a peer without room; mandatory: has to wait for that peer", () => {
    const lenient = router()
    const full = new FakePeer(lenient, { identity: "X", highWaterMark: 1 })
    expect([lenient.send(parts("X", "1")), lenient.send(parts("X", "2"))]).toEqual([true, true])
    expect(full.hearAll()).toEqual([["1"]])
    expect(lenient.canSend()).toBe(true)
    const strict = router({ mandatory: true })
    const waiting = new FakePeer(strict, { identity: "X", highWaterMark: 1 })
    expect([strict.send(parts("X", "1")), strict.send(parts("X", "2"))]).toEqual([true, false])
    expect(strict.canSend()).toBe(false)
    waiting.hear()
    expect(strict.canSend()).toBe(true)
    expect(strict.send(parts("X", "2"))).toBe(true)
  })

  it("an id with nothing behind it is ignored", () => {
    const pattern = router({ mandatory: true })
    const peer = new FakePeer(pattern, { identity: "X" })
    expect(pattern.send(parts("X"))).toBe(true)
    expect(pattern.send(parts("nobody"))).toBe(true)
    expect(peer.hear()).toBeNull()
  })

  it("a second peer with the same identity stays mute", () => {
    const pattern = router()
    const [first, second] = [1, 2].map(() => new FakePeer(pattern, { identity: "X" }))
    second.say("ignored")
    first.say("hello")
    pattern.send(parts("X", "x"))
    expect(takeAll(pattern)).toEqual([["X", "hello"]])
    expect([first.hearAll(), second.hearAll()]).toEqual([[["x"]], []])
    second.leave()
    first.say("still here")
    expect(take(pattern)).toEqual(["X", "still here"])
    expect(pattern.hasPeer(Buffer.from("X"))).toBe(true)
  })

  it("handover: the second peer takes the identity, the first is let go", () => {
    const pattern = router({ handover: true })
    const first = new FakePeer(pattern, { identity: "X" })
    first.say("old")
    const second = new FakePeer(pattern, { identity: "X" })
    expect(first.terminated).toBe(1)
    first.leave()
    second.say("new")
    pattern.send(parts("X", "x"))
    expect([first.hearAll(), second.hearAll()]).toEqual([[], [["x"]]])
    const received = takeAll(pattern)
    expect(received.map((message) => message[1]).sort()).toEqual(["new", "old"])
    expect(received.find((message) => message[1] === "new")?.[0]).toBe("X")
  })

  it("knows a peer by the id given for its connect, whatever identity it has, also after a reconnect", () => {
    const pattern = router()
    const peer = new FakePeer(pattern, { routingId: "conn1", identity: "Y", dialing: true })
    pattern.send(parts("conn1", "before the handshake"))
    expect(peer.hear()).toEqual(["before the handshake"])
    peer.connect()
    peer.lose()
    peer.connect()
    peer.say("hi")
    expect(take(pattern)).toEqual(["conn1", "hi"])
    expect(pattern.hasPeer(Buffer.from("Y"))).toBe(false)
  })

  it("a peer that reconnects keeps its id, and what it sent", () => {
    const pattern = router()
    const peer = new FakePeer(pattern, { identity: "Y" })
    peer.say("before")
    peer.lose()
    peer.connect()
    peer.say("after")
    expect(takeAll(pattern)).toEqual([
      ["Y", "before"],
      ["Y", "after"],
    ])
  })

  it("what a peer sent before it left can still be received, unless it is dropped", () => {
    const pattern = router()
    const [kept, dropped] = ["K", "D"].map((identity) => new FakePeer(pattern, { identity }))
    kept.say("1")
    dropped.say("2")
    kept.leave()
    dropped.leave(true)
    expect(takeAll(pattern)).toEqual([["K", "1"]])
  })

  it("probes with an empty message", () => {
    expect(new FakePeer(router({ probeRouter: true })).hearAll()).toEqual([[""]])
  })
})

describe("RoutingTable", () => {
  it("makes up ids that are free, past 2^32 too", () => {
    const table = new RoutingTable(0xffff_ffff)
    const taken = fakePipe()
    table.add(taken, Buffer.from([0, 0, 0, 0, 0]))
    expect(table.generate()).toEqual(Buffer.from([0, 255, 255, 255, 255]))
    expect(table.generate()).toEqual(Buffer.from([0, 0, 0, 0, 1]))
  })

  it("takes back a name from its holder only", () => {
    const table = new RoutingTable(0)
    const [a, b] = [fakePipe(), fakePipe()]
    table.add(a, Buffer.from("X"))
    b.routingId = Buffer.from("X")
    table.remove(b)
    expect(table.find(Buffer.from("X"))).toBe(a)
    table.remove(a)
    expect(table.find(Buffer.from("X"))).toBeUndefined()
    expect([...table.pipes()]).toEqual([])
  })
})
