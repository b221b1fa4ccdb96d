/** `reconnectStop`: when a `connect` is given up for good. */
import { describe, expect, it } from "vitest"
import { Dealer, Push, Router, type ReconnectStopValue } from "../../src/index.js"
import { nextEvent, recordEvents } from "../helpers/events.js"
import { RawListener } from "../helpers/raw-peer.js"
import { closing, freshEndpoint, receiveTexts, unboundEndpoint, until } from "../helpers/sockets.js"

const FAST = { reconnectInterval: 5 }

describe("as a property", () => {
  it.each<[ReconnectStopValue, string[]]>([
    [[], []],
    [null, []],
    [0, []],
    ["connectionRefused", ["connectionRefused"]],
    [
      ["afterDisconnect", "handshakeFailed"],
      ["handshakeFailed", "afterDisconnect"],
    ],
    [7, ["connectionRefused", "handshakeFailed", "afterDisconnect"]],
    [4, ["afterDisconnect"]],
  ])("%j", (given, shown) => {
    const dealer = closing(new Dealer({ reconnectStop: given }))
    expect(dealer.reconnectStop).toEqual(shown)
  })

  it("takes no other names", () => {
    const dealer = closing(new Dealer({ reconnectStop: 1 }))
    const set = (value: unknown) => () => {
      Object.assign(dealer, { reconnectStop: value })
    }
    expect(set("refused")).toThrow(expect.objectContaining({ code: "EINVAL" }))
    expect(set(["connectionRefused", "soon"])).toThrow(expect.objectContaining({ code: "EINVAL" }))
    expect(set([1])).toThrow(TypeError)
    expect(set({})).toThrow(TypeError)
    expect(dealer.reconnectStop).toEqual(["connectionRefused"])
  })
})

describe("connectionRefused", () => {
  it("forgets the endpoint, which can be connected to again", async () => {
    const endpoint = await unboundEndpoint("tcp", () => closing(new Router()))
    const dealer = closing(new Dealer({ ...FAST, reconnectStop: "connectionRefused" }))
    const seen = recordEvents(dealer)
    dealer.connect(endpoint)
    await until(() => seen.some(({ type }) => type === "close"), "close")
    expect(() => {
      dealer.disconnect(endpoint)
    }).toThrow(expect.objectContaining({ code: "ENOENT" }))
    const router = closing(new Router())
    await router.bind(endpoint)
    dealer.connect(endpoint)
    await dealer.send("message")
    expect((await receiveTexts(router))[0][1]).toBe("message")
    expect(seen.map(({ type }) => type)).not.toContain("connect:retry")
  })

  it("leaves a send without a peer waiting, as if there had been no connect", async () => {
    const endpoint = await unboundEndpoint("tcp", () => closing(new Router()))
    const push = closing(new Push({ reconnectStop: "connectionRefused", sendTimeout: 50 }))
    const closed = nextEvent(push, "close")
    push.connect(endpoint)
    await closed
    await expect(push.send("message")).rejects.toMatchObject({ code: "EAGAIN" })
  })
})

describe("handshakeFailed", () => {
  it("also ends with a violation of the protocol", async () => {
    const listener = await RawListener.listen()
    const dealer = closing(new Dealer({ ...FAST, reconnectStop: "handshakeFailed" }))
    const seen = recordEvents(dealer)
    dealer.connect(listener.endpoint)
    const peer = await listener.accept()
    peer.write(Buffer.from("HTTP/1.1 400 Bad Request\r\n\r\n"))
    await until(() => seen.some(({ type }) => type === "disconnect"), "disconnect")
    expect(seen.map(({ type }) => type)).toEqual([
      "connect:delay",
      "connect",
      "handshake:error:protocol",
      "disconnect",
    ])
    expect(() => {
      dealer.disconnect(listener.endpoint)
    }).toThrow(expect.objectContaining({ code: "ENOENT" }))
  })
})

describe("afterDisconnect", () => {
  const STOP = { ...FAST, linger: -1, reconnectStop: "afterDisconnect" } as const

  it("drops what disconnect leaves unsent rather than dial for it", async () => {
    const endpoint = freshEndpoint("ipc")
    const stops = closing(new Dealer(STOP))
    const goesOn = closing(new Dealer({ ...FAST, linger: -1 }))
    for (const dealer of [stops, goesOn]) {
      dealer.connect(endpoint)
      await dealer.send(dealer === stops ? "dropped" : "delivered")
    }
    const seen = recordEvents(stops)
    for (const dealer of [stops, goesOn]) dealer.disconnect(endpoint)
    const router = closing(new Router())
    await router.bind(endpoint)
    expect((await receiveTexts(router))[0][1]).toBe("delivered")
    expect(router.readable).toBe(false)
    expect(seen).toEqual([])
  })

  it("sends what a connection that is up can still take", async () => {
    const router = closing(new Router())
    await router.bind("tcp://127.0.0.1:*")
    const dealer = closing(new Dealer(STOP))
    const up = nextEvent(dealer, "handshake")
    dealer.connect(router.lastEndpoint!)
    await up
    await dealer.send("message")
    dealer.disconnect(router.lastEndpoint!)
    expect((await receiveTexts(router))[0][1]).toBe("message")
  })

  it("does not mean close: that goes on dialling as long as linger says", async () => {
    const endpoint = freshEndpoint("ipc")
    const dealer = closing(new Dealer(STOP))
    dealer.connect(endpoint)
    await dealer.send("message")
    dealer.close()
    const router = closing(new Router())
    await router.bind(endpoint)
    expect((await receiveTexts(router))[0][1]).toBe("message")
  })
})
