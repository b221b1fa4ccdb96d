/** DEALER (RFC 28). */
import { describe, expect, it } from "vitest"
import { Dealer, Reply, Router } from "../../src/index.js"
import { nextEvent } from "../helpers/events.js"
import { join, leave, receiveAll } from "../helpers/peers.js"
import { expectNoMessage, fill } from "../helpers/quiet.js"
import { bytes, RawPeer } from "../helpers/raw-peer.js"
import {
  bindFresh,
  closing,
  receiveTexts,
  TRANSPORTS,
  unboundEndpoint,
  until,
} from "../helpers/sockets.js"

const WITH_BYTES = ["tcp", "ipc"] as const

describe.each(TRANSPORTS)("a DEALER over %s", (transport) => {
  it("RFC 28: DEALER SHALL receive incoming messages from its peers using fair queueing", async () => {
    const dealer = closing(new Dealer())
    const endpoint = await bindFresh(dealer, transport)
    const peers = Array.from({ length: 5 }, () => closing(new Dealer()))
    for (const peer of peers) await join(peer, dealer, endpoint)
    for (let i = 0; i < 2; i++) {
      await peers[0].send("A")
      expect(await receiveTexts(dealer)).toEqual([["A"]])
    }
    for (const [i, peer] of peers.entries()) await peer.send(["B", String(i)])
    const numbers = (await receiveTexts(dealer, 5)).map(([, number]) => number)
    expect(numbers.sort()).toEqual(["0", "1", "2", "3", "4"])
  })

  it("RFC 28: DEALER SHALL distribute messages to its peers round-robin", async () => {
    const dealer = closing(new Dealer())
    const endpoint = await bindFresh(dealer, transport)
    const peers = [closing(new Dealer()), closing(new Reply()), closing(new Dealer())]
    for (const peer of peers) await join(peer, dealer, endpoint)
    for (const number of ["0", "1", "2"]) await dealer.send(["", number])
    expect(await receiveTexts(peers[0])).toEqual([["", "0"]])
    expect(await receiveTexts(peers[1])).toEqual([["1"]])
    expect(await receiveTexts(peers[2])).toEqual([["", "2"]])
  })

  it("passes every byte and every empty part unchanged, in order", async () => {
    const dealer = closing(new Dealer())
    const peer = closing(new Dealer())
    dealer.connect(await bindFresh(peer, transport))
    const everyByte = Buffer.from(Array.from({ length: 256 }, (_, i) => i))
    const messages = [
      [Buffer.alloc(0)],
      [Buffer.alloc(0), everyByte],
      [everyByte, Buffer.alloc(0)],
      [everyByte, Buffer.alloc(0), Buffer.alloc(0), everyByte.subarray(0, 255), Buffer.alloc(0)],
      [Buffer.alloc(70_000, everyByte)],
    ]
    for (const message of messages) await dealer.send(message)
    for (const message of messages) expect(await peer.receive()).toEqual(message)
  })

  it("RFC 28: DEALER SHALL create a queue when connecting: what is sent then waits for the peer", async () => {
    const endpoint = await unboundEndpoint(transport, () => new Router())
    const dealer = closing(new Dealer({ routingId: "D", reconnectInterval: 10 }))
    dealer.connect(endpoint)
    await dealer.send("one")
    await dealer.send(["two", "parts"])
    const router = closing(new Router())
    await router.bind(endpoint)
    expect(await receiveTexts(router, 2)).toEqual([
      ["D", "one"],
      ["D", "two", "parts"],
    ])
    await router.send(["D", "back"])
    expect(await receiveTexts(dealer)).toEqual([["back"]])
  })

  it("RFC 28: DEALER SHALL not discard a message that it cannot queue", async () => {
    const dealer = closing(new Dealer({ sendHighWaterMark: 2 }))
    const endpoint = await bindFresh(dealer, transport)
    dealer.sendTimeout = 0
    await expect(dealer.send("no peer")).rejects.toMatchObject({ code: "EAGAIN" })
    dealer.sendTimeout = -1
    const waiting = dealer.send("patience")
    const peer = closing(new Dealer())
    peer.connect(endpoint)
    await waiting
    expect(await receiveTexts(peer)).toEqual([["patience"]])
  })

  it("probes a ROUTER with an empty message when probeRouter is set", async () => {
    const router = closing(new Router())
    const dealer = closing(new Dealer({ probeRouter: true, routingId: "X" }))
    dealer.connect(await bindFresh(router, transport))
    expect(await receiveTexts(router)).toEqual([["X", ""]])
    await router.send(["X", "Hello"])
    expect(await receiveTexts(dealer)).toEqual([["Hello"]])
  })

  it("destroys the queue of a peer that connected when that peer leaves", async () => {
    const dealer = closing(new Dealer({ sendHighWaterMark: 5 }))
    const endpoint = await bindFresh(dealer, transport)
    const slow = new Dealer({ linger: 0, receiveHighWaterMark: 5 })
    await join(slow, dealer, endpoint)
    await fill(dealer, 10000, (n) => `old ${n} ${"x".repeat(100_000)}`)
    await leave(slow, dealer, endpoint)
    dealer.sendTimeout = 0
    await expect(dealer.send("nobody")).rejects.toMatchObject({ code: "EAGAIN" })
    const next = closing(new Dealer())
    await join(next, dealer, endpoint)
    dealer.sendTimeout = -1
    await dealer.send("new")
    expect(await receiveTexts(next)).toEqual([["new"]])
    expect(next.readable).toBe(false)
  })
})

describe.each(WITH_BYTES)("a DEALER that connects over %s", (transport) => {
  it("keeps its queue while the peer is away", async () => {
    const dealer = closing(new Dealer({ routingId: "D", reconnectInterval: 10 }))
    const first = new Router({ linger: 0 })
    const endpoint = await bindFresh(first, transport)
    await join(dealer, first, endpoint)
    await dealer.send("1")
    expect(await receiveTexts(first)).toEqual([["D", "1"]])
    await leave(first, dealer, endpoint)
    await dealer.send("2")
    await dealer.send("3")
    const second = closing(new Router())
    await second.bind(endpoint)
    await dealer.send("4")
    expect(await receiveTexts(second, 3)).toEqual([
      ["D", "2"],
      ["D", "3"],
      ["D", "4"],
    ])
  })

  it("connects once, however often it is told to connect to the same endpoint, as in libzmq", async () => {
    const dealer = closing(new Dealer())
    const peer = closing(new Dealer())
    const endpoint = await bindFresh(peer, transport)
    await join(dealer, peer, endpoint)
    dealer.connect(endpoint)
    dealer.disconnect(endpoint)
    expect(() => dealer.disconnect(endpoint)).toThrow(expect.objectContaining({ code: "ENOENT" }))
    dealer.sendTimeout = 0
    await expect(dealer.send("x")).rejects.toMatchObject({ code: "EAGAIN" })
  })
})

it("RFC 28: takes turns among peers that all have messages, one each", async () => {
  const dealer = closing(new Dealer())
  const endpoint = await bindFresh(dealer, "inproc")
  const peers = [closing(new Dealer()), closing(new Dealer()), closing(new Dealer())]
  for (const peer of peers) peer.connect(endpoint)
  for (const [i, peer] of peers.entries()) {
    for (let n = 0; n < 3; n++) await peer.send(`${i}${n}`)
  }
  expect((await receiveAll(dealer)).flat()).toEqual([
    ...["00", "10", "20"],
    ...["01", "11", "21"],
    ...["02", "12", "22"],
  ])
})

it("skips a peer at its high-water mark and comes back to it when there is room", async () => {
  const dealer = closing(new Dealer({ sendHighWaterMark: 1 }))
  const endpoint = await bindFresh(dealer, "inproc")
  const slow = closing(new Dealer({ receiveHighWaterMark: 1 }))
  const fast = closing(new Dealer({ receiveHighWaterMark: 100 }))
  slow.connect(endpoint)
  fast.connect(endpoint)
  for (let n = 0; n < 8; n++) await dealer.send(String(n))
  expect((await receiveAll(fast)).flat()).toEqual(["1", "3", "4", "5", "6", "7"])
  expect((await receiveAll(slow)).flat()).toEqual(["0", "2"])
  await dealer.send("8")
  await dealer.send("9")
  expect([...(await receiveAll(slow)), ...(await receiveAll(fast))].flat().sort()).toEqual([
    "8",
    "9",
  ])
})

it("never shows a part of a message whose rest does not come", async () => {
  const dealer = closing(new Dealer())
  const endpoint = await bindFresh(dealer)
  const gone = nextEvent(dealer, "disconnect")
  const peer = await RawPeer.handshake(endpoint, "DEALER")
  peer.write(bytes('00 05 "whole" 01 04 "half" 01 05 "of it"'))
  expect(await receiveTexts(dealer)).toEqual([["whole"]])
  peer.socket.end()
  await gone
  expect(dealer.readable).toBe(false)
  await expectNoMessage(dealer)
})

it("keeps no more for a peer that does not read than the high-water mark and the kernel hold", async () => {
  const dealer = closing(new Dealer({ sendHighWaterMark: 10 }))
  const peer = await RawPeer.handshake(await bindFresh(dealer), "DEALER")
  peer.socket.pause()
  const body = "x".repeat(256 * 1024)
  const sent = await fill(dealer, 1000, () => body)
  expect(sent).toBeGreaterThanOrEqual(10)
  expect(sent).toBeLessThan(100)
  peer.socket.resume()
  await until(() => dealer.writable, "room again")
})
