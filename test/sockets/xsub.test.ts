/** XSUB (RFC 29). */
import { describe, expect, it } from "vitest"
import { Publisher, XPublisher, XSubscriber } from "../../src/index.js"
import { nextEvent } from "../helpers/events.js"
import { join, receiveAll } from "../helpers/peers.js"
import { bytes, RawListener } from "../helpers/raw-peer.js"
import { bindFresh, closing, receiveTexts, TRANSPORTS, turn } from "../helpers/sockets.js"

describe.each(TRANSPORTS)("an XSUB over %s", (transport) => {
  it("RFC 29: XSUB SHALL send subscriptions and cancellations to all publishers", async () => {
    const publishers = [closing(new XPublisher()), closing(new XPublisher())]
    const subscriber = closing(new XSubscriber())
    for (const publisher of publishers) {
      await join(subscriber, publisher, await bindFresh(publisher, transport))
    }
    await subscriber.send("\x01A")
    for (const publisher of publishers) {
      expect(await receiveTexts(publisher)).toEqual([["\x01A"]])
      await publisher.send("A1")
      await publisher.send("B1")
      expect(await receiveTexts(subscriber)).toEqual([["A1"]])
    }
    await subscriber.send("\x00A")
    for (const publisher of publishers) {
      expect(await receiveTexts(publisher)).toEqual([["\x00A"]])
      await publisher.send("A2")
    }
    await subscriber.send("\x01B")
    for (const publisher of publishers) {
      expect(await receiveTexts(publisher)).toEqual([["\x01B"]])
      await publisher.send("B2")
      expect(await receiveTexts(subscriber)).toEqual([["B2"]])
    }
  })

  it("RFC 29: XSUB SHALL send any other message to all connected publishers", async () => {
    const publishers = [closing(new XPublisher()), closing(new XPublisher())]
    const subscriber = closing(new XSubscriber())
    for (const publisher of publishers) {
      await join(subscriber, publisher, await bindFresh(publisher, transport))
    }
    for (const message of [["\x02A"], ["hello", "parts"], ["\x02A", "not a subscription"], [""]]) {
      await subscriber.send(message)
      for (const publisher of publishers) expect(await receiveTexts(publisher)).toEqual([message])
    }
  })

  it("tells a publisher that it connects to later of what it subscribed to", async () => {
    const subscriber = closing(new XSubscriber())
    await subscriber.send("\x01A")
    await subscriber.send("\x01A")
    await subscriber.send("\x01B")
    await subscriber.send("\x00B")
    await subscriber.send("\x01C")
    const publisher = closing(new XPublisher({ verbosity: "allSubsUnsubs" }))
    await join(subscriber, publisher, await bindFresh(publisher, transport))
    await subscriber.send("\x01end")
    expect((await receiveTexts(publisher, 2)).flat().sort()).toEqual(["\x01A", "\x01C"])
    expect(await receiveTexts(publisher)).toEqual([["\x01end"]])
  })

  it("by default says each subscription, and the last cancellation only", async () => {
    const publisher = closing(new XPublisher({ verbosity: "allSubsUnsubs" }))
    const subscriber = closing(new XSubscriber())
    await join(subscriber, publisher, await bindFresh(publisher, transport))
    for (const form of [
      "\x00A",
      "\x01A",
      "\x01A",
      "\x00A",
      "\x01end",
      "\x00A",
      "\x00A",
      "\x00end",
    ]) {
      await subscriber.send(form)
    }
    expect((await receiveTexts(publisher, 5)).flat()).toEqual([
      ...["\x01A", "\x01A", "\x01end", "\x00A", "\x00end"],
    ])
  })

  it("with verboseUnsubscribe says every cancellation, too", async () => {
    const publisher = closing(new XPublisher({ verbosity: "allSubsUnsubs" }))
    const subscriber = closing(new XSubscriber({ verboseUnsubscribe: true }))
    await join(subscriber, publisher, await bindFresh(publisher, transport))
    for (const form of ["\x00A", "\x01A", "\x01A", "\x00A", "\x00A", "\x01end"]) {
      await subscriber.send(form)
    }
    expect((await receiveTexts(publisher, 6)).flat()).toEqual([
      ...["\x00A", "\x01A", "\x01A", "\x00A", "\x00A", "\x01end"],
    ])
  })

  it("receives from its publishers by fair queueing", async () => {
    const publishers = [closing(new XPublisher()), closing(new XPublisher())]
    const subscriber = closing(new XSubscriber())
    await subscriber.send("\x01")
    for (const publisher of publishers) {
      await join(subscriber, publisher, await bindFresh(publisher, transport))
      expect(await receiveTexts(publisher)).toEqual([["\x01"]])
    }
    for (const [i, publisher] of publishers.entries()) {
      for (let n = 0; n < 3; n++) await publisher.send(`${i}${n}`)
    }
    const all = (await receiveTexts(subscriber, 6)).flat()
    for (const i of ["0", "1"]) {
      expect(all.filter((text) => text.startsWith(i))).toEqual([`${i}0`, `${i}1`, `${i}2`])
    }
  })
})

it("never blocks: what a full publisher has no room for is dropped for that one", async () => {
  const listener = await RawListener.listen()
  const other = closing(new XPublisher())
  const subscriber = closing(new XSubscriber({ sendHighWaterMark: 5, sendTimeout: 0 }))
  const ready = nextEvent(subscriber, "handshake")
  subscriber.connect(listener.endpoint)
  const stuck = await listener.accept()
  await stuck.shakeHands("XPUB")
  await ready
  stuck.socket.pause()
  await join(subscriber, other, await bindFresh(other))
  const body = "x".repeat(256 * 1024)
  for (let n = 0; n < 60; n++) {
    await subscriber.send([`${n}`, body])
    expect(String((await other.receive())[0])).toBe(String(n))
  }
  // A subscription is not a message: it reaches even that one, once it reads.
  await subscriber.send("\x01A")
  stuck.socket.resume()
  const wanted = bytes('04 0B 09 "SUBSCRIBE" "A"')
  let bytesRead = 0
  while (!stuck.received.subarray(-wanted.length).equals(wanted)) {
    bytesRead = stuck.received.length
    await turn()
  }
  expect(bytesRead).toBeLessThan(40 * 256 * 1024)
})

it("takes turns among publishers that all have messages, one each", async () => {
  const publishers = [closing(new Publisher()), closing(new Publisher())]
  const subscriber = closing(new XSubscriber())
  await subscriber.send("\x01")
  for (const publisher of publishers) subscriber.connect(await bindFresh(publisher, "inproc"))
  for (const [i, publisher] of publishers.entries()) {
    for (let n = 0; n < 3; n++) await publisher.send(`${i}${n}`)
  }
  expect((await receiveAll(subscriber)).flat()).toEqual(["00", "10", "01", "11", "02", "12"])
})

it("does not say on a new connection what waited for the old one and is out of date", async () => {
  const listener = await RawListener.listen()
  const subscriber = closing(new XSubscriber({ reconnectInterval: 10 }))
  const ready = nextEvent(subscriber, "handshake")
  subscriber.connect(listener.endpoint)
  const stuck = await listener.accept()
  await stuck.shakeHands("XPUB")
  await ready
  stuck.socket.pause()
  for (let n = 0; n < 60; n++) await subscriber.send("x".repeat(256 * 1024))
  await subscriber.send("\x01old")
  const gone = nextEvent(subscriber, "disconnect")
  stuck.socket.destroy()
  await gone
  await subscriber.send("\x00old")
  const readyAgain = nextEvent(subscriber, "handshake")
  const next = await listener.accept()
  await next.shakeHands("XPUB")
  await readyAgain
  await subscriber.send("\x01new")
  const wanted = bytes('04 0D 09 "SUBSCRIBE" "new"')
  while (!next.received.subarray(-wanted.length).equals(wanted)) await turn()
  expect(next.received.includes("SUBSCRIBEold")).toBe(false)
})
