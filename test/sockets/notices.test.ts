/** `helloMessage`, `disconnectMessage`, `hiccupMessage` and `notify` by name, between our own sockets. */
import { describe, expect, it } from "vitest"
import { Dealer, Router, type RouterNotify } from "../../src/index.js"
import { nextEvent } from "../helpers/events.js"
import { join, leave, receiveAll } from "../helpers/peers.js"
import {
  bindFresh,
  closing,
  freshEndpoint,
  receiveTexts,
  TRANSPORTS,
  turn,
} from "../helpers/sockets.js"

const PATIENCE = { receiveTimeout: 5000 }

describe.each(TRANSPORTS)("over %s", (transport) => {
  it("helloMessage comes before everything else, in both directions", async () => {
    const router = closing(new Router({ ...PATIENCE, helloMessage: "from router" }))
    const dealer = closing(
      new Dealer({ ...PATIENCE, routingId: "D", helloMessage: "from dealer", probeRouter: true }),
    )
    dealer.connect(await bindFresh(router, transport))
    await dealer.send("message")
    expect(await receiveTexts(router, 3)).toEqual([
      ["D", "from dealer"],
      ["D", ""],
      ["D", "message"],
    ])
    expect(await receiveTexts(dealer)).toEqual([["from router"]])
  })

  it("helloMessage also overtakes what was sent before there was anybody to take it", async () => {
    const endpoint = transport === "tcp" ? freshEndpoint("ipc") : freshEndpoint(transport)
    const dealer = closing(new Dealer({ ...PATIENCE, helloMessage: "hello", routingId: "D" }))
    dealer.connect(endpoint)
    await dealer.send("waited")
    const router = closing(new Router({ ...PATIENCE, helloMessage: "welcome" }))
    await router.bind(endpoint)
    expect(await receiveTexts(router, 2)).toEqual([
      ["D", "hello"],
      ["D", "waited"],
    ])
    expect(await receiveTexts(dealer)).toEqual([["welcome"]])
  })

  it("helloMessage spends nothing of the high-water mark", async () => {
    const router = closing(new Router({ ...PATIENCE, helloMessage: "hello", sendHighWaterMark: 1 }))
    const dealer = closing(new Dealer({ ...PATIENCE, routingId: "D" }))
    await join(dealer, router, await bindFresh(router, transport))
    await router.send(["D", "message"])
    expect(await receiveTexts(dealer, 2)).toEqual([["hello"], ["message"]])
  })

  it("disconnectMessage is the last one of a peer that leaves", async () => {
    const router = closing(new Router({ ...PATIENCE, disconnectMessage: "bye" }))
    const endpoint = await bindFresh(router, transport)
    const dealer = closing(new Dealer({ routingId: "D", linger: 1000 }))
    await join(dealer, router, endpoint)
    await dealer.send("message")
    dealer.close()
    expect(await receiveTexts(router, 2)).toEqual([
      ["D", "message"],
      ["D", "bye"],
    ])
    // It is the program's own: what it does to it does not show the next time.
    const next = closing(new Dealer({ routingId: "N" }))
    await join(next, router, endpoint)
    next.close()
    const [, bye] = await router.receive()
    bye.fill("x")
    const last = closing(new Dealer({ routingId: "L" }))
    await join(last, router, endpoint)
    last.close()
    expect(await receiveTexts(router)).toEqual([["L", "bye"]])
  })

  it.each([null, ""])("a message that is %j is none", async (none) => {
    const router = closing(new Router({ ...PATIENCE, helloMessage: "x", disconnectMessage: "x" }))
    router.helloMessage = none
    router.disconnectMessage = none
    const endpoint = await bindFresh(router, transport)
    const dealer = closing(new Dealer({ ...PATIENCE, routingId: "D" }))
    await join(dealer, router, endpoint)
    await dealer.send("message")
    expect(await receiveTexts(router)).toEqual([["D", "message"]])
    await router.send(["D", "answer"])
    expect(await receiveTexts(dealer)).toEqual([["answer"]])
    await leave(dealer, router, endpoint)
    await turn()
    expect(router.readable).toBe(false)
  })
})

describe("notify of a ROUTER", () => {
  it.each<[RouterNotify, string[][]]>([
    [null, [["D", "message"]]],
    [
      "connect",
      [
        ["D", ""],
        ["D", "message"],
      ],
    ],
    [
      "disconnect",
      [
        ["D", "message"],
        ["D", ""],
      ],
    ],
    [
      "both",
      [
        ["D", ""],
        ["D", "message"],
        ["D", ""],
      ],
    ],
  ])("%j", async (notify, expected) => {
    const router = closing(new Router({ ...PATIENCE, notify }))
    expect(router.notify).toBe(notify)
    const endpoint = await bindFresh(router)
    const dealer = closing(new Dealer({ routingId: "D", linger: 1000 }))
    await join(dealer, router, endpoint)
    await dealer.send("message")
    await leave(dealer, router, endpoint)
    expect(await receiveAll(router)).toEqual(expected)
  })

  it("says nothing of peers on inproc, as libzmq", async () => {
    const router = closing(new Router({ ...PATIENCE, notify: "both" }))
    const dealer = closing(new Dealer({ routingId: "D" }))
    dealer.connect(await bindFresh(router, "inproc"))
    await dealer.send("message")
    dealer.close()
    expect(await receiveAll(router)).toEqual([["D", "message"]])
  })

  it("says nothing of a peer whose routing id was handed over, or is not heard", async () => {
    for (const handover of [true, false]) {
      const router = closing(new Router({ ...PATIENCE, notify: "both", handover }))
      const endpoint = await bindFresh(router)
      const first = closing(new Dealer({ routingId: "D", reconnectInterval: -1 }))
      const second = closing(new Dealer({ routingId: "D", reconnectInterval: -1 }))
      await join(first, router, endpoint)
      expect(await receiveTexts(router)).toEqual([["D", ""]])
      const gone = handover ? nextEvent(first, "disconnect") : null
      await join(second, router, endpoint)
      await gone
      expect(await receiveAll(router)).toEqual(handover ? [["D", ""]] : [])
      if (!handover) await leave(second, router, endpoint)
      await leave(handover ? second : first, router, endpoint)
      expect(await receiveAll(router)).toEqual([["D", ""]])
    }
  })

  it("takes its four values only", () => {
    const router = closing(new Router())
    const set = (value: unknown) => () => {
      Object.assign(router, { notify: value })
    }
    expect(set("sometimes")).toThrow(expect.objectContaining({ code: "EINVAL" }))
    expect(set(true)).toThrow(TypeError)
    expect(router.notify).toBe(null)
  })
})

describe("hiccupMessage of a DEALER", () => {
  it("comes behind what the lost peer had sent, and with immediate, too", async () => {
    for (const immediate of [true, false]) {
      const router = closing(new Router({ linger: 1000 }))
      const dealer = closing(
        new Dealer({ ...PATIENCE, routingId: "D", hiccupMessage: "hiccup", immediate }),
      )
      await join(dealer, router, await bindFresh(router))
      await router.send(["D", "message"])
      router.close()
      expect(await receiveTexts(dealer, 2)).toEqual([["message"], ["hiccup"]])
    }
  })
})
