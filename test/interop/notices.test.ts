/**
 * Messages that tell of connections, set by libzmq's numbers: on our sockets with libzmq's as peers, and the other
 * way round. What libzmq does is what we do.
 */
import { describe, expect, it } from "vitest"
import {
  eventTypes,
  expectSilence,
  join,
  open,
  other,
  SIDES,
  tidyUp,
  untilConnected,
  untilSeen,
  WIRE_TRANSPORTS,
  type PeerSocket,
} from "../helpers/interop.js"
import { numbered, OPTION } from "../helpers/numbers.js"
import { freshEndpoint, receiveTexts } from "../helpers/sockets.js"

describe.each(SIDES)("a socket that is %s", (side) => {
  const peers = other(side)

  describe.each(WIRE_TRANSPORTS)("over %s", (transport) => {
    it.each([
      [1, true, false],
      [2, false, true],
      [3, true, true],
    ])("ROUTER_NOTIFY %i tells of a peer before and after its messages", async (bits, on, off) => {
      const options = { [OPTION.routerNotify]: bits, [OPTION.disconnectMessage]: "bye" }
      const router = numbered(open(side, "Router"), options)
      const dealer = open(peers, "Dealer", { routingId: "D", linger: 1000 })
      await join(router, dealer, transport)
      await dealer.send("one")
      await dealer.send(["two", "parts"])
      dealer.close()
      const expected = [["D", "one"], ["D", "two", "parts"], ...(off ? [["D", ""]] : [])]
      if (on) expected.unshift(["D", ""])
      expected.push(["D", "bye"])
      expect(await receiveTexts(router, expected.length)).toEqual(expected)
    })

    it("HELLO_MSG comes first at every new peer, from the side that binds and the one that connects", async () => {
      const binder = numbered(open(side, "Router"), { [OPTION.helloMessage]: "hello from router" })
      const connector = numbered(open(peers, "Dealer", { routingId: "D" }), {
        [OPTION.helloMessage]: "hello from dealer",
      })
      await join(binder, connector, transport)
      await connector.send("message")
      expect(await receiveTexts(connector)).toEqual([["hello from router"]])
      expect(await receiveTexts(binder, 2)).toEqual([
        ["D", "hello from dealer"],
        ["D", "message"],
      ])
      const second = open(peers, "Dealer")
      second.connect(binder.lastEndpoint!)
      expect(await receiveTexts(second)).toEqual([["hello from router"]])
    })
  })

  it("HELLO_MSG goes before what waited, and again after a reconnect", async () => {
    const endpoint = freshEndpoint("ipc")
    tidyUp(endpoint)
    const dealer = numbered(open(side, "Dealer", { reconnectInterval: 10 }), {
      [OPTION.helloMessage]: "hello",
    })
    dealer.connect(endpoint)
    await dealer.send("waited")
    const router = open(peers, "Router")
    await router.bind(endpoint)
    expect((await receiveTexts(router, 2)).map(([, text]) => text)).toEqual(["hello", "waited"])
    const next = open(peers, "Router")
    await restarted(router, next, dealer, endpoint)
    expect((await receiveTexts(next)).map(([, text]) => text)).toEqual(["hello"])
  })

  it("ROUTER_NOTIFY on the side that connects tells of each loss and each reconnect", async () => {
    const endpoint = freshEndpoint("ipc")
    tidyUp(endpoint)
    const router = numbered(open(side, "Router", { reconnectInterval: 10 }), {
      [OPTION.routerNotify]: 3,
      [OPTION.disconnectMessage]: "only for peers that were accepted",
    })
    const dealer = open(peers, "Dealer", { routingId: "D" })
    await dealer.bind(endpoint)
    router.connect(endpoint)
    expect(await receiveTexts(router)).toEqual([["D", ""]])
    const next = open(peers, "Dealer", { routingId: "another" })
    await restarted(dealer, next, router, endpoint)
    await next.send("back")
    expect(await receiveTexts(router, 3)).toEqual([
      ["D", ""],
      ["D", ""],
      ["D", "back"],
    ])
  })

  it("HICCUP_MSG is received when the connection is lost, not after disconnect", async () => {
    const dealer = numbered(open(side, "Dealer", { reconnectInterval: 10 }), {
      [OPTION.hiccupMessage]: "hiccup",
    })
    const endpoint = freshEndpoint("ipc")
    tidyUp(endpoint)
    const router = open(peers, "Router")
    await untilConnected(router, dealer, async () => {
      await router.bind(endpoint)
      dealer.connect(endpoint)
    })
    router.close()
    expect(await receiveTexts(dealer)).toEqual([["hiccup"]])
    const next = open(peers, "Router")
    await untilConnected(next, dealer, () => next.bind(endpoint))
    const seen = eventTypes(next)
    dealer.disconnect(endpoint)
    // libzmq only goes on while its socket is in use.
    await Promise.all([untilSeen(seen, "disconnect"), expectSilence(dealer, 100)])
  })

  it("an unbind is no disconnect of the peers", async () => {
    const router = numbered(open(side, "Router"), {
      [OPTION.routerNotify]: 3,
      [OPTION.disconnectMessage]: "bye",
    })
    const dealer = open(peers, "Dealer", { routingId: "D" })
    const endpoint = await join(router, dealer)
    expect(await receiveTexts(router)).toEqual([["D", ""]])
    const seen = eventTypes(dealer)
    await router.unbind(endpoint)
    // libzmq only goes on while its socket is in use.
    await Promise.all([untilSeen(seen, "disconnect"), expectSilence(router, 100)])
  })

  it("what is set after bind is not seen", async () => {
    const router = open(side, "Router")
    await router.bind("tcp://127.0.0.1:*")
    numbered(router, { [OPTION.routerNotify]: 3, [OPTION.helloMessage]: "hello" })
    const dealer = open(peers, "Dealer", { routingId: "D" })
    dealer.connect(router.lastEndpoint!)
    await dealer.send("message")
    expect(await receiveTexts(router)).toEqual([["D", "message"]])
    await router.send(["D", "answer"])
    expect(await receiveTexts(dealer)).toEqual([["answer"]])
  })
})

/** Closes a bound socket, and binds another at the same place; resolves when the peer is there again. */
async function restarted(
  bound: PeerSocket,
  next: PeerSocket,
  peer: PeerSocket,
  endpoint: string,
): Promise<void> {
  const lost = eventTypes(peer)
  bound.close()
  await untilSeen(lost, "disconnect")
  await untilConnected(next, peer, () => next.bind(endpoint))
}
