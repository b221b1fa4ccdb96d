/** REP (RFC 28). */
import { describe, expect, it } from "vitest"
import { Dealer, Reply, Request } from "../../src/index.js"
import { fence, join, leave } from "../helpers/peers.js"
import { bytes, RawPeer } from "../helpers/raw-peer.js"
import { bindFresh, closing, receiveTexts, TRANSPORTS } from "../helpers/sockets.js"

describe.each(TRANSPORTS)("a REP over %s", (transport) => {
  it("RFC 28: REP SHALL receive from its peers by fair queueing and reply to the one that asked", async () => {
    const reply = closing(new Reply())
    const endpoint = await bindFresh(reply, transport)
    const requests = Array.from({ length: 5 }, () => closing(new Request()))
    for (const request of requests) await join(request, reply, endpoint)
    // Two rounds of one peer do not upset the turns of the others.
    for (let i = 0; i < 2; i++) {
      await requests[0].send("A")
      expect(await receiveTexts(reply)).toEqual([["A"]])
      await reply.send("A")
      expect(await receiveTexts(requests[0])).toEqual([["A"]])
    }
    for (const [i, request] of requests.entries()) await request.send(`B${i}`)
    const served: string[] = []
    for (let i = 0; i < 5; i++) {
      const [question] = await reply.receive()
      served.push(String(question))
      await reply.send(["re", question])
    }
    expect(served.sort()).toEqual(["B0", "B1", "B2", "B3", "B4"])
    for (const [i, request] of requests.entries()) {
      expect(await receiveTexts(request)).toEqual([["re", `B${i}`]])
    }
  })

  it("RFC 28: REP SHALL discard a request without an empty delimiter", async () => {
    const reply = closing(new Reply())
    const dealer = closing(new Dealer())
    dealer.connect(await bindFresh(reply, transport))
    await dealer.send("no delimiter")
    await dealer.send(["neither", "here"])
    await dealer.send("")
    await dealer.send(["nothing behind it", ""])
    await dealer.send(["", "a request"])
    expect(await receiveTexts(reply)).toEqual([["a request"]])
    await reply.send("its reply")
    expect(await receiveTexts(dealer)).toEqual([["", "its reply"]])
  })

  it("RFC 28: REP SHALL put the address envelope of the request before the reply", async () => {
    const reply = closing(new Reply())
    const dealer = closing(new Dealer())
    dealer.connect(await bindFresh(reply, transport))
    await dealer.send(["hop 1", "hop 2", "", "body", "", "more"])
    expect(await receiveTexts(reply)).toEqual([["body", "", "more"]])
    await reply.send(["", "answer"])
    expect(await receiveTexts(dealer)).toEqual([["hop 1", "hop 2", "", "", "answer"]])
  })

  it("replies and receives again only in turn: EFSM", async () => {
    const reply = closing(new Reply({ sendTimeout: 0 }))
    const request = closing(new Request())
    request.connect(await bindFresh(reply, transport))
    await expect(reply.send("too early")).rejects.toMatchObject({ code: "EFSM" })
    await request.send("question")
    expect(await receiveTexts(reply)).toEqual([["question"]])
    reply.receiveTimeout = 0
    await expect(reply.receive()).rejects.toMatchObject({ code: "EFSM" })
    await reply.send("answer")
    await expect(reply.send("twice")).rejects.toMatchObject({ code: "EFSM" })
    expect(await receiveTexts(request)).toEqual([["answer"]])
  })

  it("is writable between a request and its reply, and readable otherwise", async () => {
    const reply = closing(new Reply())
    const dealer = closing(new Dealer())
    await join(dealer, reply, await bindFresh(reply, transport))
    expect([reply.readable, reply.writable]).toEqual([false, false])
    await dealer.send(["", "1"])
    await dealer.send(["", "2"])
    expect(await receiveTexts(reply)).toEqual([["1"]])
    expect([reply.readable, reply.writable]).toEqual([false, true])
    await reply.send("re 1")
    expect(await receiveTexts(reply)).toEqual([["2"]])
  })

  it("RFC 28: REP SHALL silently discard a reply whose peer has gone", async () => {
    const reply = closing(new Reply())
    const endpoint = await bindFresh(reply, transport)
    const gone = new Request({ linger: 0 })
    await join(gone, reply, endpoint)
    await gone.send("question")
    expect(await receiveTexts(reply)).toEqual([["question"]])
    await leave(gone, reply, endpoint)
    await reply.send("to nobody")
    const request = closing(new Request())
    request.connect(endpoint)
    await request.send("next")
    expect(await receiveTexts(reply)).toEqual([["next"]])
    await reply.send("answer")
    expect(await receiveTexts(request)).toEqual([["answer"]])
  })

  it("answers a request that its peer made before it went", async () => {
    const reply = closing(new Reply())
    const endpoint = await bindFresh(reply, transport)
    const request = new Request()
    await join(request, reply, endpoint)
    await request.send("last words")
    await leave(request, reply, endpoint)
    expect(await receiveTexts(reply)).toEqual([["last words"]])
    await reply.send("nobody hears")
  })
})

it("RFC 28: REP SHALL discard a reply when its peer has no room for it", async () => {
  const reply = closing(new Reply({ sendHighWaterMark: 1 }))
  const dealer = closing(new Dealer({ receiveHighWaterMark: 1 }))
  dealer.connect(await bindFresh(reply, "inproc"))
  for (const number of ["1", "2", "3"]) {
    await dealer.send(["", number])
    expect(await receiveTexts(reply)).toEqual([[number]])
    await reply.send(number)
  }
  expect(await receiveTexts(dealer, 2)).toEqual([
    ["", "1"],
    ["", "2"],
  ])
  expect(dealer.readable).toBe(false)
})

it("answers a peer of another make with its envelope, byte for byte", async () => {
  const reply = closing(new Reply())
  const peer = await RawPeer.handshake(await bindFresh(reply), "REQ")
  peer.write(bytes('00 04 "oops"'))
  await fence(peer)
  peer.write(bytes('01 00 01 02 "hi" 00 02 "ho"'))
  expect(await receiveTexts(reply)).toEqual([["hi", "ho"]])
  await reply.send(["yo", ""])
  expect(await peer.take(8)).toEqual(bytes('01 00 01 02 "yo" 00 00'))
})
