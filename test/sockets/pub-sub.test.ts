/** PUB and SUB (RFC 29). */
import { describe, expect, it } from "vitest"
import { Publisher, Subscriber, XPublisher, type Readable, type Writable } from "../../src/index.js"
import { nextEvent } from "../helpers/events.js"
import { fence, join, receiveAll, untilSubscribed } from "../helpers/peers.js"
import { expectNoMessage } from "../helpers/quiet.js"
import { bytes, frame, RawListener, RawPeer } from "../helpers/raw-peer.js"
import {
  bindFresh,
  closing,
  receiveTexts,
  TRANSPORTS,
  unboundEndpoint,
} from "../helpers/sockets.js"

const WITH_BYTES = ["tcp", "ipc"] as const

describe.each(TRANSPORTS)("PUB and SUB over %s", (transport) => {
  it("RFC 29: SUB SHALL match the first bytes of the first part, as bytes", async () => {
    const publisher = closing(new Publisher())
    const subscriber = closing(new Subscriber())
    subscriber.connect(await bindFresh(publisher, transport))
    subscriber.subscribe("a", Buffer.from([0, 255]))
    await untilSubscribed(publisher, subscriber)
    const messages = [
      [Buffer.from("ba")],
      [Buffer.from("a")],
      [Buffer.from("A")],
      [Buffer.from("ab")],
      [Buffer.alloc(0)],
      [Buffer.from("b"), Buffer.from("a")],
      [Buffer.from([0])],
      [Buffer.from([0, 255, 0])],
      [Buffer.from("a"), Buffer.alloc(0), Buffer.from("b")],
    ]
    for (const message of messages) await publisher.send(message)
    for (const at of [1, 3, 7, 8]) expect(await subscriber.receive()).toEqual(messages[at])
    expect(subscriber.readable).toBe(false)
  })

  it("RFC 29: SUB SHALL receive nothing without a subscription, and everything with the empty one", async () => {
    const publisher = closing(new Publisher())
    const endpoint = await bindFresh(publisher, transport)
    const none = closing(new Subscriber())
    const all = closing(new Subscriber())
    await join(none, publisher, endpoint)
    all.connect(endpoint)
    all.subscribe()
    await untilSubscribed(publisher, all)
    await publisher.send("x")
    await publisher.send("")
    await publisher.send(["", "second"])
    expect(await receiveTexts(all, 3)).toEqual([["x"], [""], ["", "second"]])
    await expectNoMessage(none)
  })

  it("counts subscriptions: as many have to be taken back as were made", async () => {
    const publisher = closing(new Publisher())
    const subscriber = closing(new Subscriber())
    subscriber.connect(await bindFresh(publisher, transport))
    subscriber.subscribe("a", "a", "end")
    subscriber.unsubscribe("a")
    await untilSubscribed(publisher, subscriber)
    await publisher.send("a1")
    expect(await receiveTexts(subscriber)).toEqual([["a1"]])
    subscriber.unsubscribe("a")
    subscriber.unsubscribe("never made")
    await untilSubscribed(publisher, subscriber)
    await publisher.send("a2")
    await publisher.send("end")
    expect(await receiveTexts(subscriber)).toEqual([["end"]])
  })

  it("delivers a message that matches several subscriptions once", async () => {
    const publisher = closing(new Publisher())
    const subscriber = closing(new Subscriber())
    subscriber.connect(await bindFresh(publisher, transport))
    subscriber.subscribe("", "a", "ab", "abc")
    await untilSubscribed(publisher, subscriber)
    await publisher.send("abcd")
    await publisher.send("end")
    expect(await receiveTexts(subscriber, 2)).toEqual([["abcd"], ["end"]])
  })

  it("tells every publisher of a subscription, whether connected before or after", async () => {
    const publishers = [closing(new Publisher()), closing(new Publisher())]
    const subscriber = closing(new Subscriber())
    await join(subscriber, publishers[0], await bindFresh(publishers[0], transport))
    subscriber.subscribe("a")
    await join(subscriber, publishers[1], await bindFresh(publishers[1], transport))
    for (const [i, publisher] of publishers.entries()) {
      await untilSubscribed(publisher, subscriber)
      await publisher.send(["a", String(i)])
      expect(await receiveTexts(subscriber)).toEqual([["a", String(i)]])
    }
  })

  it("delivers a message to each of many subscribers", async () => {
    const publisher = closing(new Publisher())
    const endpoint = await bindFresh(publisher, transport)
    const subscribers = Array.from({ length: 10 }, () => closing(new Subscriber()))
    for (const [i, subscriber] of subscribers.entries()) {
      subscriber.connect(endpoint)
      subscriber.subscribe("all", `only ${i}`)
      await untilSubscribed(publisher, subscriber)
    }
    for (let i = 0; i < 10; i++) await publisher.send(`only ${i}`)
    await publisher.send(["all", "parts"])
    for (const [i, subscriber] of subscribers.entries()) {
      expect(await receiveTexts(subscriber, 2)).toEqual([[`only ${i}`], ["all", "parts"]])
    }
  })

  it("RFC 29: PUB SHALL drop a message that nobody subscribed to, and never block", async () => {
    const publisher = closing(new Publisher({ sendTimeout: 0, sendHighWaterMark: 1 }))
    const endpoint = await bindFresh(publisher, transport)
    for (let i = 0; i < 2000; i++) await publisher.send("nobody")
    const subscriber = closing(new Subscriber())
    subscriber.connect(endpoint)
    subscriber.subscribe("")
    await untilSubscribed(publisher, subscriber)
    await publisher.send("somebody")
    expect(await receiveTexts(subscriber)).toEqual([["somebody"]])
  })

  it("RFC 29: PUB SHALL drop a message for a full subscriber only", async () => {
    const publisher = closing(new Publisher({ sendHighWaterMark: 5, sendTimeout: 0 }))
    const endpoint = await bindFresh(publisher, transport)
    const slow = closing(new Subscriber({ receiveHighWaterMark: 5 }))
    const fast = closing(new Subscriber({ receiveHighWaterMark: 5 }))
    for (const subscriber of [slow, fast]) {
      subscriber.connect(endpoint)
      subscriber.subscribe("n")
      await untilSubscribed(publisher, subscriber)
    }
    const body = "x".repeat(256 * 1024)
    const count = 60
    for (let n = 0; n < count; n++) {
      await publisher.send(["n", String(n), body])
      expect((await receiveTexts(fast))[0][1]).toBe(String(n))
    }
    // The slow one has the oldest, without a gap, and not all.
    const numbers: number[] = []
    slow.receiveTimeout = 60
    for (;;) {
      const message = await slow.receive().catch(() => null)
      if (message === null) break
      numbers.push(Number(String(message[1])))
    }
    expect(numbers.length).toBeGreaterThanOrEqual(5)
    expect(numbers.length).toBeLessThan(count)
    expect(numbers.slice(0, 5)).toEqual([0, 1, 2, 3, 4])
    expect(numbers).toEqual([...numbers].sort((a, b) => a - b))
    slow.receiveTimeout = -1
    await untilSubscribed(publisher, slow)
  })

  it("RFC 29: a PUB that connects publishes to the SUB once its subscription has come", async () => {
    const subscriber = closing(new Subscriber())
    const publisher = closing(new Publisher())
    subscriber.subscribe("a")
    const endpoint = await bindFresh(subscriber, transport)
    publisher.connect(endpoint)
    await untilSubscribed(publisher, subscriber)
    await publisher.send("a1")
    expect(await receiveTexts(subscriber)).toEqual([["a1"]])
  })

  it("drops what a PUB sends before the SUB it connected to is bound", async () => {
    const endpoint = await unboundEndpoint(transport, () => new Subscriber())
    const publisher = closing(new Publisher({ reconnectInterval: 10 }))
    publisher.connect(endpoint)
    await publisher.send("before")
    const subscriber = closing(new Subscriber())
    subscriber.subscribe("before", "after")
    await subscriber.bind(endpoint)
    await untilSubscribed(publisher, subscriber)
    await publisher.send("after")
    expect(await receiveTexts(subscriber)).toEqual([["after"]])
  })

  it("receives a copy over each connection to the same publisher", async () => {
    const publisher = closing(new XPublisher())
    const [one, two] = [
      await bindFresh(publisher, transport),
      await bindFresh(publisher, transport),
    ]
    const subscriber = closing(new Subscriber())
    subscriber.subscribe("a")
    await join(subscriber, publisher, one)
    await join(subscriber, publisher, two)
    expect(await receiveTexts(publisher)).toEqual([["\x01a"]])
    // The second subscription to a topic is not shown. A new topic comes over both connections, too.
    await untilSubscribed(publisher, subscriber)
    await expectNoMessage(subscriber)
    await publisher.send("a1")
    expect(await receiveTexts(subscriber, 2)).toEqual([["a1"], ["a1"]])
  })

  it("delivers a message whole or not at all to one who subscribes in between", async () => {
    const publisher = closing(new Publisher())
    const endpoint = await bindFresh(publisher, transport)
    const parts = Array.from({ length: 20 }, (_, i) => `part ${i}`)
    const state = { isOver: false }
    const publishing = (async () => {
      while (!state.isOver) {
        await publisher.send(["t", ...parts])
        await new Promise((resolve) => setImmediate(resolve))
      }
    })()
    for (let i = 0; i < 5; i++) {
      const subscriber = closing(new Subscriber())
      subscriber.connect(endpoint)
      subscriber.subscribe("t")
      for (const message of await receiveTexts(subscriber, 3))
        expect(message).toEqual(["t", ...parts])
      subscriber.close()
    }
    state.isOver = true
    await publishing
  })

  it("turns the filter round with invertMatching on both ends", async () => {
    const publisher = closing(new Publisher())
    const endpoint = await bindFresh(publisher, transport)
    const one = closing(new Subscriber())
    const two = closing(new Subscriber())
    for (const [subscriber, topic] of [
      [one, "prefix1"],
      [two, "p2"],
    ] as const) {
      subscriber.connect(endpoint)
      subscriber.subscribe(topic)
      await untilSubscribed(publisher, subscriber)
    }
    const publish = async () => {
      await publisher.send("prefix1")
      await publisher.send("p2")
    }
    await publish()
    expect(await receiveTexts(one)).toEqual([["prefix1"]])
    expect(await receiveTexts(two)).toEqual([["p2"]])
    for (const socket of [publisher, one, two]) socket.invertMatching = true
    await publish()
    expect(await receiveTexts(one)).toEqual([["p2"]])
    expect(await receiveTexts(two)).toEqual([["prefix1"]])
    await publish()
    expect(await receiveTexts(one)).toEqual([["p2"]])
    expect(await receiveTexts(two)).toEqual([["prefix1"]])
  })

  it("hands each of many small messages on without waiting for more", async () => {
    const publisher = closing(new Publisher())
    const subscriber = closing(new Subscriber())
    subscriber.connect(await bindFresh(publisher, transport))
    subscriber.subscribe("n")
    await untilSubscribed(publisher, subscriber)
    for (let n = 0; n < 50; n++) {
      await publisher.send(`n${n}`)
      expect(await receiveTexts(subscriber)).toEqual([[`n${n}`]])
    }
  })

  it("loses no subscription of a SUB with conflate", async () => {
    const publisher = closing(new XPublisher())
    const subscriber = closing(new Subscriber({ conflate: true }))
    subscriber.subscribe("a", "b")
    await join(subscriber, publisher, await bindFresh(publisher, transport))
    subscriber.subscribe("c", "d", "e")
    const shown = (await receiveTexts(publisher, 5)).flat()
    expect(shown.sort()).toEqual(["\x01a", "\x01b", "\x01c", "\x01d", "\x01e"])
  })

  it("keeps only the newest message with conflate", async () => {
    const publisher = closing(new Publisher())
    const subscriber = closing(new Subscriber({ conflate: true }))
    const other = closing(new Subscriber())
    const endpoint = await bindFresh(publisher, transport)
    other.connect(endpoint)
    other.subscribe("n")
    await untilSubscribed(publisher, other)
    subscriber.subscribe("n")
    await join(subscriber, publisher, endpoint)
    for (let seen = ""; seen !== "n9";) {
      for (let n = 0; n < 10; n++) await publisher.send(`n${n}`)
      await receiveTexts(other, 10)
      await expectQuiet()
      if (subscriber.readable) seen = String((await subscriber.receive())[0])
    }
    expect(subscriber.readable).toBe(false)
  })
})

/** Lets what is on its way within this process arrive. */
async function expectQuiet(): Promise<void> {
  for (let i = 0; i < 20; i++) await new Promise((resolve) => setImmediate(resolve))
}

it("a PUB receives nothing and a SUB sends nothing: ENOTSUP", async () => {
  const publisher = closing(new Publisher())
  const subscriber = closing(new Subscriber())
  subscriber.connect(await bindFresh(publisher, "inproc"))
  // The types do not offer what the sockets refuse.
  const asReadable = publisher as unknown as Readable
  const asWritable = subscriber as unknown as Writable
  await expect(asReadable.receive()).rejects.toMatchObject({ code: "ENOTSUP" })
  await expect(asWritable.send("x")).rejects.toMatchObject({ code: "ENOTSUP" })
})

it("RFC 29: PUB SHALL discard what a subscriber sends besides subscriptions", async () => {
  const publisher = closing(new Publisher())
  const peer = await RawPeer.handshake(await bindFresh(publisher), "SUB")
  peer.write(bytes('00 05 "hello" 01 02 01 "a" 00 01 "b" 00 00 04 0A 09 "SUBSCRIBE"'))
  await fence(peer)
  await publisher.send("out")
  expect(await peer.take(5)).toEqual(bytes('00 03 "out"'))
})

it("obeys a subscription in the message form of ZMTP 3.0", async () => {
  const publisher = closing(new Publisher())
  const peer = await RawPeer.handshake(await bindFresh(publisher), "SUB", { minor: 0 })
  peer.write(bytes('00 02 01 "A"'))
  await fence(peer)
  await publisher.send("B")
  await publisher.send("ALOL")
  expect(await peer.take(6)).toEqual(bytes('00 04 "ALOL"'))
  peer.write(bytes('00 02 00 "A" 00 02 01 "B"'))
  await fence(peer)
  await publisher.send("ALOL")
  await publisher.send("B")
  expect(await peer.take(3)).toEqual(bytes('00 01 "B"'))
})

it("RFC 37: SUB SHALL subscribe with a SUBSCRIBE command at a peer of ZMTP 3.1", async () => {
  const listener = await RawListener.listen()
  const subscriber = closing(new Subscriber())
  subscriber.connect(listener.endpoint)
  const peer = await listener.accept()
  await peer.shakeHands("XPUB")
  subscriber.subscribe("A")
  expect(await peer.take(13)).toEqual(bytes('04 0B 09 "SUBSCRIBE" "A"'))
  peer.write(bytes('00 04 "ALOL"'))
  expect(await receiveTexts(subscriber)).toEqual([["ALOL"]])
  subscriber.unsubscribe("A")
  expect(await peer.take(10)).toEqual(bytes('04 08 06 "CANCEL" "A"'))
})

it("subscribes with a message at a peer of ZMTP 3.0", async () => {
  const listener = await RawListener.listen()
  const subscriber = closing(new Subscriber())
  subscriber.subscribe("A")
  subscriber.connect(listener.endpoint)
  const peer = await listener.accept()
  await peer.shakeHands("PUB", { minor: 0 })
  expect(await peer.take(4)).toEqual(bytes('00 02 01 "A"'))
  peer.write(bytes('00 04 "ALOL"'))
  expect(await receiveTexts(subscriber)).toEqual([["ALOL"]])
  subscriber.unsubscribe("A")
  expect(await peer.take(4)).toEqual(bytes('00 02 00 "A"'))
})

it.each([
  [245, 1],
  [246, 1],
  [254, 0],
  [255, 0],
])(
  "RFC 37: a topic of %i bytes goes to a peer of ZMTP 3.%i in a frame of the right size",
  async (size, minor) => {
    const listener = await RawListener.listen()
    const subscriber = closing(new Subscriber())
    const topic = "t".repeat(size)
    subscriber.subscribe(topic)
    subscriber.connect(listener.endpoint)
    const peer = await listener.accept()
    await peer.shakeHands("XPUB", { minor })
    const wanted = minor === 1 ? frame(4, `\x09SUBSCRIBE${topic}`) : frame(0, `\x01${topic}`)
    expect(await peer.take(wanted.length)).toEqual(wanted)
    subscriber.unsubscribe(topic)
    const taken = minor === 1 ? frame(4, `\x06CANCEL${topic}`) : frame(0, `\x00${topic}`)
    expect(await peer.take(taken.length)).toEqual(taken)
  },
)

it("filters what a publisher sends that does not filter", async () => {
  const listener = await RawListener.listen()
  const subscriber = closing(new Subscriber())
  subscriber.subscribe("A")
  subscriber.connect(listener.endpoint)
  const peer = await listener.accept()
  await peer.shakeHands("PUB")
  peer.write(bytes('00 01 "B" 00 00 01 01 "B" 00 01 "A" 00 01 "A"'))
  expect(await receiveTexts(subscriber)).toEqual([["A"]])
  expect(subscriber.readable).toBe(false)
})

describe.each(WITH_BYTES)("a SUB that connects over %s", (transport) => {
  it("says each distinct topic again after a reconnect, once", async () => {
    const subscriber = closing(new Subscriber({ reconnectInterval: 10 }))
    const first = new XPublisher({ verbosity: "allSubs", linger: 0 })
    const endpoint = await bindFresh(first, transport)
    await join(subscriber, first, endpoint)
    subscriber.subscribe("a", "b", "b", "c", "d")
    subscriber.unsubscribe("c")
    subscriber.unsubscribe("never made")
    const gone = nextEvent(subscriber, "disconnect")
    expect((await receiveTexts(first, 6)).flat()).toEqual([
      ...["\x01a", "\x01b", "\x01b", "\x01c", "\x01d", "\x00c"],
    ])
    first.close()
    await gone
    subscriber.subscribe("e", "d")
    subscriber.unsubscribe("a")
    const second = closing(new XPublisher({ verbosity: "allSubs" }))
    await second.bind(endpoint)
    expect((await receiveTexts(second, 3)).flat().sort()).toEqual(["\x01b", "\x01d", "\x01e"])
    subscriber.subscribe("end")
    expect(await receiveTexts(second)).toEqual([["\x01end"]])
    await second.send("e1")
    expect(await receiveTexts(subscriber)).toEqual([["e1"]])
  })
})

it("loses no subscription however small the high-water mark", async () => {
  const publisher = closing(new XPublisher({ receiveHighWaterMark: 1 }))
  const subscriber = closing(new Subscriber({ receiveHighWaterMark: 1 }))
  const topics = Array.from({ length: 5000 }, (_, i) => `topic ${i}.`)
  subscriber.subscribe(...topics)
  subscriber.connect(await bindFresh(publisher))
  const seen = new Set((await receiveTexts(publisher, topics.length)).flat())
  expect(seen.size).toBe(topics.length)
  await publisher.send("topic 4999.")
  expect(await receiveTexts(subscriber)).toEqual([["topic 4999."]])
})

it("holds a publisher back rather than store without limit when a SUB does not receive", async () => {
  const listener = await RawListener.listen()
  const subscriber = closing(new Subscriber({ receiveHighWaterMark: 10 }))
  subscriber.subscribe("")
  subscriber.connect(listener.endpoint)
  const peer = await listener.accept()
  await peer.shakeHands("PUB")
  const message = frame(0, "x".repeat(65_536))
  for (let i = 0; i < 500; i++) peer.write(message)
  await expectQuiet()
  await expectQuiet()
  expect(peer.socket.writableLength).toBeGreaterThan(250 * message.length)
  for (let i = 0; i < 500; i++) expect((await subscriber.receive())[0].length).toBe(65_536)
  expect(await receiveAll(subscriber)).toEqual([])
})
