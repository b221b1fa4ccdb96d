/** XPUB with `manual` and `manualLastValue`: the application decides what a subscription means (libzmq). */
import { describe, expect, it } from "vitest"
import { Publisher, Subscriber, XPublisher, XSubscriber } from "../../src/index.js"
import { join, leave, receiveAll } from "../helpers/peers.js"
import { bindFresh, closing, receiveTexts, TRANSPORTS, turn } from "../helpers/sockets.js"

const MANUAL = [{ manual: true }, { manualLastValue: true }] as const

describe.each(TRANSPORTS)("over %s", (transport) => {
  describe.each(MANUAL)("an XPUB with %o", (options) => {
    it("sends a peer what the application subscribed it to, not what it asked for", async () => {
      const publisher = closing(new XPublisher(options))
      const subscriber = closing(new XSubscriber())
      subscriber.connect(await bindFresh(publisher, transport))
      await subscriber.send("\x01A")
      expect(await receiveTexts(publisher)).toEqual([["\x01A"]])
      publisher.subscribe("B")
      await publisher.send("A")
      await publisher.send("B")
      await publisher.send("B2")
      expect(await receiveTexts(subscriber, 2)).toEqual([["B"], ["B2"]])
      expect(subscriber.readable).toBe(false)
    })

    it("takes back what the application takes back", async () => {
      const publisher = closing(new XPublisher(options))
      const endpoint = await bindFresh(publisher, transport)
      const subscriber = closing(new XSubscriber())
      await join(subscriber, publisher, endpoint)
      for (const topic of ["A", "B"]) {
        await subscriber.send(`\x01${topic}`)
        expect(await receiveTexts(publisher)).toEqual([[`\x01${topic}`]])
        publisher.subscribe(`X${topic}`)
      }
      await subscriber.send("\x00A")
      expect(await receiveTexts(publisher)).toEqual([["\x00A"]])
      publisher.unsubscribe("XA")
      await publisher.send("XA")
      await publisher.send("XB")
      expect(await receiveTexts(subscriber)).toEqual([["XB"]])
      expect(subscriber.readable).toBe(false)
      // What the peer asked for and did not take back is shown when it leaves.
      await leave(subscriber, publisher, endpoint)
      expect(await receiveTexts(publisher)).toEqual([["\x00B"]])
      expect(publisher.readable).toBe(false)
    })

    it("cleans up after a peer that left, and does not mistake the next one for it", async () => {
      const publisher = closing(new XPublisher(options))
      const endpoint = await bindFresh(publisher, transport)
      const first = new XSubscriber()
      await join(first, publisher, endpoint)
      await first.send("\x01A")
      expect(await receiveTexts(publisher)).toEqual([["\x01A"]])
      publisher.subscribe("XA")
      await publisher.send("XA")
      await publisher.send("XB")
      expect(await receiveTexts(first)).toEqual([["XA"]])
      await leave(first, publisher, endpoint)
      expect(await receiveTexts(publisher)).toEqual([["\x00A"]])
      publisher.unsubscribe("XA")
      const second = closing(new XSubscriber())
      await join(second, publisher, endpoint)
      await second.send("\x01B")
      expect(await receiveTexts(publisher)).toEqual([["\x01B"]])
      publisher.subscribe("XB")
      await publisher.send("XA")
      await publisher.send("XB")
      expect(await receiveTexts(second)).toEqual([["XB"]])
    })

    it("passes on what a peer sends besides subscriptions", async () => {
      const publisher = closing(new XPublisher(options))
      const subscriber = closing(new XSubscriber())
      subscriber.connect(await bindFresh(publisher, transport))
      await subscriber.send("\x02A")
      expect(await receiveTexts(publisher)).toEqual([["\x02A"]])
    })
  })

  it("with manual each of two peers gets its own topic through a hand-made proxy", async () => {
    const publisher = closing(new XPublisher())
    const back = closing(new XSubscriber())
    const front = closing(new XPublisher({ manual: true }))
    back.connect(await bindFresh(publisher, transport))
    const endpoint = await bindFresh(front, transport)
    const subscribers = ["1", "2"].map((topic) => {
      const subscriber = closing(new Subscriber())
      subscriber.connect(endpoint)
      subscriber.subscribe(topic)
      return subscriber
    })
    for (let i = 0; i < 2; i++) {
      const [form] = await front.receive()
      front.subscribe(form.subarray(1))
      await back.send(form)
      expect(await publisher.receive()).toEqual([form])
    }
    for (const topic of ["1", "2"]) {
      await publisher.send([topic, "X"])
      await front.send(await back.receive())
    }
    expect(await receiveTexts(subscribers[0])).toEqual([["1", "X"]])
    expect(await receiveTexts(subscribers[1])).toEqual([["2", "X"]])
    expect(subscribers.map((subscriber) => subscriber.readable)).toEqual([false, false])
  })

  it("with manual shows the cancellation of each peer that leaves, though others had the topic", async () => {
    const publisher = closing(new Publisher())
    const back = closing(new XSubscriber())
    const front = closing(new XPublisher({ manual: true }))
    await join(back, publisher, await bindFresh(publisher, transport))
    const endpoint = await bindFresh(front, transport)
    const subscribers = [new Subscriber(), new Subscriber()]
    for (const subscriber of subscribers) {
      await join(subscriber, front, endpoint)
      subscriber.subscribe("1")
      const [form] = await front.receive()
      front.subscribe(form.subarray(1))
      await back.send(form)
    }
    while (!back.readable) {
      await publisher.send(["1", "X"])
      await turn()
    }
    await front.send(await back.receive())
    for (const subscriber of subscribers)
      expect(await receiveTexts(subscriber)).toEqual([["1", "X"]])
    for (const subscriber of subscribers) await leave(subscriber, front, endpoint)
    for (let i = 0; i < 2; i++) {
      const [form] = await front.receive()
      expect(form.toString()).toBe("\x001")
      front.unsubscribe(form.subarray(1))
      await back.send(form)
    }
    expect(front.readable).toBe(false)
    // Both subscriptions upstream are taken back: after this one, nothing with topic 1 can come.
    await back.send("\x01end")
    while (!(await receiveAll(back)).flat().includes("end")) {
      await publisher.send(["1", "late"])
      await publisher.send("end")
      await turn()
    }
    await publisher.send(["1", "late"])
    await publisher.send("end of all")
    const rest = await receiveTexts(back)
    while (rest.at(-1)?.[0] !== "end of all") rest.push(...(await receiveTexts(back)))
    expect(rest.flat()).not.toContain("late")
  })

  it("with manualLastValue sends the next message after a subscription to that peer only", async () => {
    const publisher = closing(new XPublisher({ manualLastValue: true }))
    const endpoint = await bindFresh(publisher, transport)
    const subscribers = [closing(new Subscriber()), closing(new Subscriber())]
    for (const [i, subscriber] of subscribers.entries()) {
      await join(subscriber, publisher, endpoint)
      subscriber.subscribe("A")
      expect(await receiveTexts(publisher)).toEqual([["\x01A"]])
      publisher.subscribe("A")
      await publisher.send(`A last value for ${i}`)
    }
    await publisher.send("A for all")
    expect(await receiveTexts(subscribers[0], 2)).toEqual([["A last value for 0"], ["A for all"]])
    expect(await receiveTexts(subscribers[1], 2)).toEqual([["A last value for 1"], ["A for all"]])
  })
})

it("has no effect before a subscription was received", async () => {
  const publisher = closing(new XPublisher({ manual: true }))
  const subscriber = closing(new XSubscriber())
  subscriber.connect(await bindFresh(publisher, "inproc"))
  publisher.subscribe("A")
  publisher.unsubscribe("A")
  await publisher.send("A")
  expect(subscriber.readable).toBe(false)
})

it("does not take the cancellation of a peer that left for one of the peer before", async () => {
  const publisher = closing(new XPublisher({ manual: true }))
  const endpoint = await bindFresh(publisher, "inproc")
  const leaves = new Subscriber()
  const stays = closing(new Subscriber())
  for (const subscriber of [leaves, stays]) {
    subscriber.connect(endpoint)
    subscriber.subscribe("T")
    expect(await receiveTexts(publisher)).toEqual([["\x01T"]])
    publisher.subscribe("T")
  }
  leaves.close()
  expect(await receiveTexts(publisher)).toEqual([["\x00T"]])
  publisher.unsubscribe("T")
  await publisher.send("T1")
  expect(await receiveTexts(stays)).toEqual([["T1"]])
})
