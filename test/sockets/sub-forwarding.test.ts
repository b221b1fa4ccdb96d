/** XSUB and XPUB between publishers and subscribers (RFC 29), by hand and with a Proxy. */
import { describe, expect, it } from "vitest"
import { Proxy, Publisher, Subscriber, XPublisher, XSubscriber } from "../../src/index.js"
import { join, untilSubscribed } from "../helpers/peers.js"
import { bindFresh, closing, receiveTexts, TRANSPORTS } from "../helpers/sockets.js"

describe.each(TRANSPORTS)("XSUB and XPUB over %s", (transport) => {
  it("pass a subscription up and a message down", async () => {
    const xpub = closing(new XPublisher())
    const xsub = closing(new XSubscriber())
    const publisher = closing(new XPublisher())
    const subscriber = closing(new Subscriber())
    await join(publisher, xsub, await bindFresh(xsub, transport))
    await join(subscriber, xpub, await bindFresh(xpub, transport))
    subscriber.subscribe("")
    const subscription = await xpub.receive()
    await xsub.send(subscription)
    expect(await publisher.receive()).toEqual(subscription)
    await publisher.send(["", "body"])
    const message = await xsub.receive()
    await xpub.send(message)
    expect(await receiveTexts(subscriber)).toEqual([["", "body"]])
  })

  it("pass them through a Proxy, from many publishers to many subscribers", async () => {
    const proxy = new Proxy(new XSubscriber(), new XPublisher())
    const front = await bindFresh(proxy.frontEnd, transport)
    const back = await bindFresh(proxy.backEnd, transport)
    const done = proxy.run()
    const publishers = [closing(new Publisher()), closing(new Publisher())]
    for (const publisher of publishers) publisher.connect(front)
    const subscribers = ["a", "b", ""].map((topic) => {
      const subscriber = closing(new Subscriber())
      subscriber.connect(back)
      subscriber.subscribe(topic)
      return subscriber
    })
    for (const publisher of publishers) {
      for (const subscriber of subscribers) await untilSubscribed(publisher, subscriber)
    }
    for (const [i, publisher] of publishers.entries()) {
      await publisher.send(["a", String(i), ""])
      await publisher.send(["b", String(i)])
      expect(await receiveTexts(subscribers[0])).toEqual([["a", String(i), ""]])
      expect(await receiveTexts(subscribers[1])).toEqual([["b", String(i)]])
    }
    const all: string[][] = []
    // The last one gets everything: what made sure of the others' subscriptions, too.
    while (all.length < 4) {
      const [message] = await receiveTexts(subscribers[2])
      if (message[0] === "a" || message[0] === "b") all.push(message)
    }
    expect(all.map((message) => message.join("")).sort()).toEqual(["a0", "a1", "b0", "b1"])
    proxy.terminate()
    await done
  })

  it("take a subscription back upstream when the last who made it has left", async () => {
    const proxy = new Proxy(new XSubscriber(), new XPublisher())
    const publisher = closing(new XPublisher())
    proxy.frontEnd.connect(await bindFresh(publisher, transport))
    const back = await bindFresh(proxy.backEnd, transport)
    const done = proxy.run()
    const subscribers = [new Subscriber(), new Subscriber()]
    for (const [i, subscriber] of subscribers.entries()) {
      subscriber.connect(back)
      subscriber.subscribe("topic", `own ${i}`)
      const news = i === 0 ? ["\x01own 0", "\x01topic"] : ["\x01own 1"]
      expect((await receiveTexts(publisher, news.length)).flat().sort()).toEqual(news)
    }
    subscribers[0].close()
    expect(await receiveTexts(publisher)).toEqual([["\x00own 0"]])
    subscribers[1].close()
    expect((await receiveTexts(publisher, 2)).flat().sort()).toEqual(["\x00own 1", "\x00topic"])
    proxy.terminate()
    await done
  })
})
