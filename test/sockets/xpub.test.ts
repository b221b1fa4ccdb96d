/** XPUB (RFC 29): what its user sees of subscriptions. */
import { describe, expect, it } from "vitest"
import { Subscriber, XPublisher, XSubscriber } from "../../src/index.js"
import { fence, join, leave, receiveAll } from "../helpers/peers.js"
import { expectNoMessage, fill } from "../helpers/quiet.js"
import { bytes, RawPeer } from "../helpers/raw-peer.js"
import { bindFresh, closing, receiveTexts, TRANSPORTS } from "../helpers/sockets.js"

/** What the publisher shows up to the subscription "end", which comes last. */
async function shown(publisher: XPublisher, last: Subscriber): Promise<string[]> {
  last.subscribe("end")
  const messages: string[] = []
  for (;;) {
    const [text] = (await receiveTexts(publisher))[0]
    if (text === "\x01end") break
    messages.push(text)
  }
  last.unsubscribe("end")
  expect(await receiveTexts(publisher)).toEqual([["\x00end"]])
  return messages
}

describe.each(TRANSPORTS)("an XPUB over %s", (transport) => {
  it("RFC 29: XPUB SHALL show each new topic and the last cancellation of it", async () => {
    const publisher = closing(new XPublisher())
    const endpoint = await bindFresh(publisher, transport)
    const one = closing(new Subscriber())
    const two = closing(new Subscriber())
    await join(one, publisher, endpoint)
    await join(two, publisher, endpoint)
    one.subscribe("A")
    expect(await shown(publisher, one)).toEqual(["\x01A"])
    two.subscribe("A", "B")
    expect(await shown(publisher, two)).toEqual(["\x01B"])
    one.unsubscribe("A")
    expect(await shown(publisher, one)).toEqual([])
    two.unsubscribe("A")
    expect(await shown(publisher, two)).toEqual(["\x00A"])
  })

  it("RFC 29: XPUB SHALL show a cancellation for each topic that only a peer that left had", async () => {
    const publisher = closing(new XPublisher())
    const endpoint = await bindFresh(publisher, transport)
    const leaves = new Subscriber()
    const stays = closing(new Subscriber())
    await join(leaves, publisher, endpoint)
    await join(stays, publisher, endpoint)
    leaves.subscribe("both", "mine", "")
    expect(await receiveTexts(publisher, 3)).toEqual([["\x01both"], ["\x01mine"], ["\x01"]])
    stays.subscribe("both")
    expect(await shown(publisher, stays)).toEqual([])
    await leave(leaves, publisher, endpoint)
    expect((await receiveAll(publisher)).flat().sort()).toEqual(["\x00", "\x00mine"])
    await publisher.send("both")
    expect(await receiveTexts(stays)).toEqual([["both"]])
  })

  it("RFC 29: XPUB SHALL receive what its peers send besides subscriptions", async () => {
    const publisher = closing(new XPublisher())
    const endpoint = await bindFresh(publisher, transport)
    const peers = [closing(new XSubscriber()), closing(new XSubscriber())]
    for (const peer of peers) await join(peer, publisher, endpoint)
    await peers[0].send("\x02A")
    expect(await receiveTexts(publisher)).toEqual([["\x02A"]])
    await peers[0].send(["\x02A", "two parts"])
    expect(await receiveTexts(publisher)).toEqual([["\x02A", "two parts"]])
    await peers[0].send("")
    expect(await receiveTexts(publisher)).toEqual([[""]])
    for (const [i, peer] of peers.entries()) for (let n = 0; n < 3; n++) await peer.send(`${i}${n}`)
    const all = (await receiveTexts(publisher, 6)).flat()
    for (const i of ["0", "1"]) {
      expect(all.filter((text) => text.startsWith(i))).toEqual([`${i}0`, `${i}1`, `${i}2`])
    }
  })

  it("shows topics of any length", async () => {
    const publisher = closing(new XPublisher())
    const endpoint = await bindFresh(publisher, transport)
    const subscriber = closing(new Subscriber())
    for (const size of [0, 1, 245, 246, 254, 255, 256, 10_000])
      subscriber.subscribe("t".repeat(size))
    subscriber.connect(endpoint)
    const sizes = (await receiveTexts(publisher, 8)).map(([text]) => text.length - 1)
    expect(sizes.sort((a, b) => a - b)).toEqual([0, 1, 245, 246, 254, 255, 256, 10_000])
  })

  it("with verbosity allSubs shows every subscription, and the last cancellation", async () => {
    const publisher = closing(new XPublisher())
    const endpoint = await bindFresh(publisher, transport)
    const one = closing(new Subscriber())
    const two = closing(new Subscriber())
    await join(one, publisher, endpoint)
    await join(two, publisher, endpoint)
    one.subscribe("A", "B", "A")
    expect(await shown(publisher, one)).toEqual(["\x01A", "\x01B"])
    two.subscribe("A")
    expect(await shown(publisher, two)).toEqual([])
    publisher.verbosity = "allSubs"
    one.subscribe("A")
    expect(await shown(publisher, one)).toEqual(["\x01A"])
    two.subscribe("A")
    expect(await shown(publisher, two)).toEqual(["\x01A"])
    // Each still gets a message once.
    await publisher.send("A")
    await publisher.send("B")
    expect(await receiveTexts(one, 2)).toEqual([["A"], ["B"]])
    expect(await receiveTexts(two)).toEqual([["A"]])
    one.unsubscribe("A", "A", "A")
    expect(await shown(publisher, one)).toEqual([])
    two.unsubscribe("A", "A")
    expect(await shown(publisher, two)).toEqual(["\x00A"])
  })

  it("with verbosity allSubsUnsubs shows every subscription and every cancellation", async () => {
    const publisher = closing(new XPublisher({ verbosity: "allSubsUnsubs" }))
    const endpoint = await bindFresh(publisher, transport)
    const one = closing(new Subscriber())
    const two = closing(new Subscriber())
    await join(one, publisher, endpoint)
    await join(two, publisher, endpoint)
    one.subscribe("A")
    expect(await receiveTexts(publisher)).toEqual([["\x01A"]])
    two.subscribe("A")
    expect(await receiveTexts(publisher)).toEqual([["\x01A"]])
    await publisher.send("A")
    expect(await receiveTexts(one)).toEqual([["A"]])
    expect(await receiveTexts(two)).toEqual([["A"]])
    one.unsubscribe("A")
    expect(await receiveTexts(publisher)).toEqual([["\x00A"]])
    two.unsubscribe("A")
    expect(await receiveTexts(publisher)).toEqual([["\x00A"]])
    // The subscriber counts, too, and says nothing of one it never made.
    one.unsubscribe("A")
    expect(await shown(publisher, one)).toEqual([])
  })

  it("by default shows one cancellation, however many subscriptions one peer made", async () => {
    const publisher = closing(new XPublisher())
    const subscriber = closing(new Subscriber())
    await join(subscriber, publisher, await bindFresh(publisher, transport))
    subscriber.unsubscribe("A")
    subscriber.subscribe("A", "A")
    expect(await shown(publisher, subscriber)).toEqual(["\x01A"])
    subscriber.unsubscribe("A")
    expect(await shown(publisher, subscriber)).toEqual([])
    subscriber.unsubscribe("A", "A")
    expect(await shown(publisher, subscriber)).toEqual(["\x00A"])
  })

  it("sends the welcome message first to every new peer, as far as it subscribed to it", async () => {
    const publisher = closing(new XPublisher({ welcomeMessage: "W" }))
    const endpoint = await bindFresh(publisher, transport)
    const subscriber = closing(new Subscriber())
    subscriber.subscribe("W")
    subscriber.connect(endpoint)
    expect(await receiveTexts(publisher)).toEqual([["\x01W"]])
    await publisher.send("W2")
    expect(await receiveTexts(subscriber, 2)).toEqual([["W"], ["W2"]])
    const other = closing(new Subscriber())
    other.subscribe("else")
    other.connect(endpoint)
    expect(await receiveTexts(publisher)).toEqual([["\x01else"]])
    await publisher.send("else")
    expect(await receiveTexts(other)).toEqual([["else"]])
  })

  it("with noDrop waits for a full subscriber rather than drop", async () => {
    const publisher = closing(new XPublisher({ noDrop: true, sendHighWaterMark: 2 }))
    const subscriber = closing(new Subscriber({ receiveHighWaterMark: 2 }))
    subscriber.connect(await bindFresh(publisher, transport))
    subscriber.subscribe("n")
    expect(await receiveTexts(publisher)).toEqual([["\x01n"]])
    const body = "x".repeat(100_000)
    const sent = await fill(publisher, 1000, (n) => [`n${n}`, body])
    expect(sent).toBeLessThan(1000)
    const waiting = publisher.send([`n${sent}`, body])
    for (let n = 0; n <= sent; n++) expect(String((await subscriber.receive())[0])).toBe(`n${n}`)
    await waiting
    await publisher.send("nobody wants this")
  })

  it("gives exactly what was published between connect and disconnect", async () => {
    const publisher = closing(new XPublisher())
    const endpoint = await bindFresh(publisher, transport)
    const subscriber = closing(new Subscriber())
    subscriber.subscribe("foo")
    const seen: string[][] = []
    for (let round = 0; round < 8; round++) {
      if (round === 2) {
        await join(subscriber, publisher, endpoint)
        expect(await receiveTexts(publisher)).toEqual([["\x01foo"]])
      }
      await publisher.send(["foo", String(round)])
      if (round >= 2 && round < 5) seen.push(...(await receiveTexts(subscriber)))
      if (round === 4) {
        subscriber.disconnect(endpoint)
        expect(await receiveTexts(publisher)).toEqual([["\x00foo"]])
      }
    }
    expect(seen).toEqual([
      ["foo", "2"],
      ["foo", "3"],
      ["foo", "4"],
    ])
    expect([subscriber.readable, publisher.readable]).toEqual([false, false])
  })
})

it("with noDrop holds exactly the sum of both marks in one process", async () => {
  const publisher = closing(new XPublisher({ noDrop: true, sendHighWaterMark: 2000 }))
  const subscriber = closing(new Subscriber({ receiveHighWaterMark: 500 }))
  subscriber.connect(await bindFresh(publisher, "inproc"))
  subscriber.subscribe("")
  expect(await receiveTexts(publisher)).toEqual([["\x01"]])
  expect(await fill(publisher, 10000, () => "")).toBe(2500)
  expect((await receiveAll(subscriber)).length).toBe(2500)
  // Drained: all of it can be used again.
  expect(await fill(publisher, 10000, () => "")).toBe(2500)
})

it("with noDrop one full subscriber holds up those messages only that it wants", async () => {
  const publisher = closing(new XPublisher({ noDrop: true, sendHighWaterMark: 1, sendTimeout: 0 }))
  const endpoint = await bindFresh(publisher, "inproc")
  const slow = closing(new Subscriber({ receiveHighWaterMark: 1 }))
  const other = closing(new Subscriber({ receiveHighWaterMark: 100 }))
  slow.connect(endpoint)
  other.connect(endpoint)
  slow.subscribe("a")
  other.subscribe("a", "b")
  await publisher.send("a1")
  await publisher.send("a2")
  await expect(publisher.send("a3")).rejects.toMatchObject({ code: "EAGAIN" })
  await publisher.send("b")
  // What could not be sent to all was sent to none.
  expect((await receiveAll(other)).flat()).toEqual(["a1", "a2", "b"])
})

it("takes both forms of subscription from a peer, and the same one only once", async () => {
  const publisher = closing(new XPublisher())
  const peer = await RawPeer.handshake(await bindFresh(publisher), "SUB", { minor: 0 })
  peer.write(
    bytes('00 02 01 "A" 04 0B 09 "SUBSCRIBE" "A" 04 0B 09 "SUBSCRIBE" "B"'),
    bytes('04 08 06 "CANCEL" "A" 00 02 00 "B"'),
  )
  await fence(peer)
  expect((await receiveAll(publisher)).flat()).toEqual(["\x01A", "\x01B", "\x00A", "\x00B"])
  await publisher.send("A")
  await publisher.send("B")
  await fence(peer)
})

it("shows the cancellation of a topic that nobody holds, as libzmq does", async () => {
  const publisher = closing(new XPublisher())
  const peer = await RawPeer.handshake(await bindFresh(publisher), "SUB")
  peer.write(bytes('00 02 00 "A" 00 02 01 "B" 00 02 00 "B" 00 02 00 "B"'))
  await fence(peer)
  expect((await receiveAll(publisher)).flat()).toEqual(["\x00A", "\x01B", "\x00B", "\x00B"])
})

it("does not let a peer cancel what another holds", async () => {
  const publisher = closing(new XPublisher())
  const endpoint = await bindFresh(publisher)
  const subscriber = closing(new Subscriber())
  subscriber.connect(endpoint)
  subscriber.subscribe("A")
  expect(await receiveTexts(publisher)).toEqual([["\x01A"]])
  const peer = await RawPeer.handshake(endpoint, "SUB")
  peer.write(bytes('00 02 00 "A" 04 08 06 "CANCEL" "A"'))
  await fence(peer)
  expect(publisher.readable).toBe(false)
  await publisher.send("A")
  expect(await receiveTexts(subscriber)).toEqual([["A"]])
})

it("subscribes for its peers only with manual: EINVAL", () => {
  const publisher = closing(new XPublisher())
  expect(() => publisher.subscribe("a")).toThrow(expect.objectContaining({ code: "EINVAL" }))
  expect(() => publisher.unsubscribe("a")).toThrow(expect.objectContaining({ code: "EINVAL" }))
})

it("receives nothing from one who only listens", async () => {
  const publisher = closing(new XPublisher())
  const subscriber = closing(new Subscriber())
  await join(subscriber, publisher, await bindFresh(publisher))
  await expectNoMessage(publisher)
})
