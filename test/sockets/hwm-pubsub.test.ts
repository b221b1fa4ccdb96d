/** High-water marks between PUB and SUB. */
import { describe, expect, it } from "vitest"
import { Publisher, Subscriber, XPublisher } from "../../src/index.js"
import { untilSubscribed } from "../helpers/peers.js"
import { fill } from "../helpers/quiet.js"
import { bindFresh, closing, receiveTexts, TRANSPORTS } from "../helpers/sockets.js"

describe.each(TRANSPORTS)("PUB and SUB over %s", (transport) => {
  it.each([
    ["as many as the default mark", 1000, 1000],
    ["as many as a small mark", 100, 100],
  ])("deliver a burst of %s", async (_, mark, count) => {
    const publisher = closing(new Publisher())
    const subscriber = closing(new Subscriber())
    subscriber.subscribe("m")
    subscriber.connect(await bindFresh(publisher, transport))
    await untilSubscribed(publisher, subscriber)
    publisher.sendHighWaterMark = mark
    expect(await fill(publisher, count, (n) => `m ${n}`)).toBe(count)
    const expected = Array.from({ length: count }, (__, n) => [`m ${n}`])
    expect(await receiveTexts(subscriber, count)).toEqual(expected)
    expect(subscriber.readable).toBe(false)
  })

  it("deliver everything with noDrop, though the publisher is told to wait now and then", async () => {
    const publisher = closing(new XPublisher({ noDrop: true, sendHighWaterMark: 20 }))
    const subscriber = closing(new Subscriber({ receiveHighWaterMark: 20 }))
    subscriber.connect(await bindFresh(publisher, transport))
    subscriber.subscribe("m", "end")
    expect((await receiveTexts(publisher, 2)).length).toBe(2)
    const body = "x".repeat(20_000)
    const count = 2000
    publisher.sendTimeout = 0
    let refused = 0
    const receiving = (async () => {
      // Let the publisher run into its mark before the first is received.
      while (refused === 0) await new Promise((resolve) => setImmediate(resolve))
      let received = 0
      for await (const [topic, number] of subscriber) {
        if (String(topic) === "end") return received
        expect(Number(String(number))).toBe(received++)
      }
      return received
    })()
    for (let n = 0; n <= count;) {
      try {
        await publisher.send(n === count ? "end" : ["m", String(n), body])
        n += 1
      } catch (error) {
        expect(error).toMatchObject({ code: "EAGAIN" })
        refused += 1
        await new Promise((resolve) => setImmediate(resolve))
      }
    }
    expect(await receiving).toBe(count)
    expect(refused).toBeGreaterThan(0)
  })

  it("give the room back that was used: a second burst passes as the first did", async () => {
    const publisher = closing(new Publisher({ sendHighWaterMark: 11_024 }))
    const subscriber = closing(new Subscriber({ receiveHighWaterMark: 11_024 }))
    subscriber.connect(await bindFresh(publisher, transport))
    subscriber.subscribe("m")
    await untilSubscribed(publisher, subscriber)
    for (const count of [9999, 1100, 9999]) {
      expect(await fill(publisher, count, () => "m")).toBe(count)
      expect((await receiveTexts(subscriber, count)).length).toBe(count)
    }
  })
})

it("drops beyond the sum of both marks in one process, the newest first", async () => {
  const publisher = closing(new Publisher({ sendHighWaterMark: 3 }))
  const subscriber = closing(new Subscriber({ receiveHighWaterMark: 4 }))
  subscriber.connect(await bindFresh(publisher, "inproc"))
  subscriber.subscribe("")
  expect(await fill(publisher, 20, (n) => String(n))).toBe(20)
  const seen = (await receiveTexts(subscriber, 7)).flat()
  expect(seen).toEqual(["0", "1", "2", "3", "4", "5", "6"])
  expect(subscriber.readable).toBe(false)
})
