import { describe, expect, it } from "vitest"
import { Publisher, Pull, Push, Subscriber } from "../../src/index.js"
import { nextEvent } from "../helpers/events.js"
import { expectNoMessage } from "../helpers/quiet.js"
import {
  bindFresh,
  closing,
  receiveTexts,
  TRANSPORTS,
  unboundEndpoint,
  until,
} from "../helpers/sockets.js"

describe.each(TRANSPORTS)("conflate over %s", (transport) => {
  it("a PULL that conflates reads the last message only", async () => {
    const pull = closing(new Pull({ conflate: true }))
    const push = closing(new Push())
    const gone = transport === "inproc" ? null : nextEvent(pull, "disconnect")
    push.connect(await bindFresh(pull, transport))
    for (let i = 0; i < 20; i++) await push.send(String(i))
    push.close()
    await gone
    // Over inproc there is one queue, that of the side that connects, as in libzmq.
    const wanted = Array.from({ length: 20 }, (_, i) => [String(i)])
    const received = await receiveTexts(pull, transport === "inproc" ? 20 : 1)
    expect(received).toEqual(transport === "inproc" ? wanted : wanted.slice(-1))
    await expectNoMessage(pull)
  })

  it("a PUSH that conflates keeps the last message only", async () => {
    const endpoint = await unboundEndpoint(transport, () => new Pull())
    const push = closing(new Push({ conflate: true, reconnectInterval: 5 }))
    push.connect(endpoint)
    for (let i = 0; i < 20; i++) await push.send(String(i))
    const pull = closing(new Pull())
    await pull.bind(endpoint)
    expect(await receiveTexts(pull)).toEqual([["19"]])
    await expectNoMessage(pull)
    await push.send("next")
    expect(await receiveTexts(pull)).toEqual([["next"]])
  })
})

describe("conflate", () => {
  it("a PUSH that conflates is never full", async () => {
    const push = closing(
      new Push({ conflate: true, sendHighWaterMark: 1, sendTimeout: 0, linger: 0 }),
    )
    push.connect(await unboundEndpoint("tcp", () => new Pull()))
    for (let i = 0; i < 1000; i++) await push.send(String(i))
  })

  it("a SUB that conflates is up to date after a flood", async () => {
    const publisher = closing(new Publisher())
    const subscriber = closing(new Subscriber({ conflate: true }))
    const endpoint = await bindFresh(publisher)
    subscriber.connect(endpoint)
    subscriber.subscribe("")
    await until(() => {
      void publisher.send("hello")
      return subscriber.readable
    }, "the subscription")
    for (let i = 0; i < 900; i++) await publisher.send(String(i))
    let last = ""
    while (last !== "899") last = String((await subscriber.receive())[0])
    await expectNoMessage(subscriber)
  })

  it("messages stay whole, as the option is for messages of one part only", async () => {
    const pull = closing(new Pull({ conflate: true }))
    const push = closing(new Push())
    const gone = nextEvent(pull, "disconnect")
    push.connect(await bindFresh(pull))
    for (let i = 0; i < 5; i++) await push.send([String(i), "tail"])
    push.close()
    await gone
    expect(await receiveTexts(pull)).toEqual([["4", "tail"]])
  })

  it("the option is true or false", () => {
    const pull = closing(new Pull())
    // @ts-expect-error a wrong value on purpose
    expect(() => (pull.conflate = 1)).toThrow("Option value must be a boolean")
  })
})
