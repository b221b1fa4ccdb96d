import { describe, expect, it } from "vitest"
import { Context, Dealer, Pull, Push } from "../../src/index.js"
import { nextEvent } from "../helpers/events.js"
import { expectNoMessage, expectNoRoom, fill, pass } from "../helpers/quiet.js"
import {
  bindFresh,
  closing,
  receiveTexts,
  TRANSPORTS,
  unboundEndpoint,
} from "../helpers/sockets.js"

/** A PUSH and a PULL that meet over inproc, in either order. */
async function meet(
  sendHighWaterMark: number,
  receiveHighWaterMark: number,
  bindFirst = true,
): Promise<{ push: Push; pull: Pull }> {
  const push = closing(new Push({ sendHighWaterMark }))
  const pull = closing(new Pull({ receiveHighWaterMark }))
  if (bindFirst) push.connect(await bindFresh(pull, "inproc"))
  else {
    const endpoint = await unboundEndpoint("inproc", () => new Pull())
    push.connect(endpoint)
    await pull.bind(endpoint)
  }
  return { push, pull }
}

const numbers = (count: number) => Array.from({ length: count }, (_, i) => [String(i)])

describe("high-water marks over inproc", () => {
  it("are 1000 by default, and the sum of both sides' holds", async () => {
    const { push, pull } = await meet(new Push().sendHighWaterMark, new Pull().receiveHighWaterMark)
    expect(push.sendHighWaterMark).toBe(1000)
    expect(pull.receiveHighWaterMark).toBe(1000)
    expect(await fill(push, 3000)).toBe(2000)
    expect(await receiveTexts(pull, 2000)).toEqual(numbers(2000))
  })

  it.each([
    [0, 0, true],
    [0, 0, false],
    [1, 0, true],
    [1, 0, false],
    [0, 1, true],
    [0, 1, false],
  ])(
    "%i and %i (bind first: %s): 0 on either side is no limit",
    async (send, receive, bindFirst) => {
      const { push, pull } = await meet(send, receive, bindFirst)
      expect(await fill(push, 10_000)).toBe(10_000)
      expect(await receiveTexts(pull, 10_000)).toEqual(numbers(10_000))
      expect(await fill(push, 1)).toBe(1)
      expect(await receiveTexts(pull)).toEqual([["0"]])
    },
  )

  it("only the sender's counts until there is a receiver", async () => {
    const endpoint = await unboundEndpoint("inproc", () => new Pull())
    const push = new Push({ sendHighWaterMark: 1 })
    push.connect(endpoint)
    expect(await fill(push, 10)).toBe(1)
    push.close()
    const pull = closing(new Pull({ receiveHighWaterMark: 0 }))
    await pull.bind(endpoint)
    expect(await receiveTexts(pull)).toEqual([["0"]])
    await expectNoMessage(pull)
  })

  it("set before connect are the ones that count", async () => {
    const { push, pull } = await meet(2, 2)
    expect(await fill(push, 10)).toBe(4)
    expect([push.sendHighWaterMark, pull.receiveHighWaterMark]).toEqual([2, 2])
    expect(await receiveTexts(pull, 4)).toEqual(numbers(4))
  })

  it("raised while connected let more in", async () => {
    const { push, pull } = await meet(1, 1)
    push.sendHighWaterMark = 5
    expect(push.sendHighWaterMark).toBe(5)
    expect(await fill(push, 20)).toBe(6)
    expect(await receiveTexts(pull, 6)).toEqual(numbers(6))
  })

  it("lowered while full drop nothing", async () => {
    const { push, pull } = await meet(100, 1)
    expect(await fill(push, 1000)).toBe(101)
    push.sendHighWaterMark = 70
    await expectNoRoom(push)
    expect(await receiveTexts(pull, 101)).toEqual(numbers(101))
    const taken = await fill(push, 1000)
    expect(taken).toBeGreaterThan(7)
    expect(taken).toBeLessThanOrEqual(71)
    expect(await receiveTexts(pull, taken)).toEqual(numbers(taken))
  })

  it("give room again when half of it has been read", async () => {
    const { push, pull } = await meet(5, 5)
    expect(await fill(push, 100)).toBe(10)
    let reads = 0
    while (!push.writable) {
      await pull.receive()
      reads += 1
    }
    expect(reads).toBe(5)
  })

  it("count messages, not parts", async () => {
    const { push, pull } = await meet(2, 1)
    expect(await fill(push, 10, (i) => ["a", "b", "c", "d", String(i)])).toBe(3)
    expect(await receiveTexts(pull, 3)).toEqual(
      [0, 1, 2].map((i) => ["a", "b", "c", "d", String(i)]),
    )
  })

  it("let a send that waits go on as soon as there is room", async () => {
    const { push, pull } = await meet(1, 1)
    expect(await fill(push, 10)).toBe(2)
    let sent = false
    const sending = push.send("waited").then(() => (sent = true))
    await pass(10)
    expect(sent).toBe(false)
    expect(await receiveTexts(pull, 2)).toEqual(numbers(2))
    await sending
    expect(await receiveTexts(pull)).toEqual([["waited"]])
  })
})

describe.each(["tcp", "ipc"] as const)("high-water marks over %s", (transport) => {
  it("only the sender's counts until there is a connection", async () => {
    const push = closing(new Push({ sendHighWaterMark: 3, linger: 0 }))
    push.connect(await unboundEndpoint(transport, () => new Pull()))
    expect(await fill(push, 100)).toBe(3)
  })

  it("a receiver that does not read holds the sender back, and nothing is lost", async () => {
    const pull = closing(new Pull({ receiveHighWaterMark: 10 }))
    const push = closing(new Push({ sendHighWaterMark: 10 }))
    push.connect(await bindFresh(pull, transport))
    const body = "x".repeat(100_000)
    let sent = 0
    let idle = 0
    while (sent < 20 || idle < 3) {
      const from = sent
      sent += await fill(push, 10_000, (i) => [String(from + i), body])
      idle = sent === from ? idle + 1 : 0
      await pass(10)
    }
    // Both marks, and what the operating system holds: far from all there is.
    expect(sent).toBeLessThan(2000)
    for (let i = 0; i < sent; i++) expect(await receiveTexts(pull)).toEqual([[String(i), body]])
    await push.send("flows again")
    expect(await receiveTexts(pull)).toEqual([["flows again"]])
  })

  it("a receiver of one message at a time gets a flood in order", async () => {
    const pull = closing(new Pull({ receiveHighWaterMark: 1 }))
    const push = closing(new Push({ sendHighWaterMark: 1 }))
    push.connect(await bindFresh(pull, transport))
    const sending = (async () => {
      for (let i = 0; i < 2000; i++) await push.send(String(i))
    })()
    expect(await receiveTexts(pull, 2000)).toEqual(numbers(2000))
    await sending
  })

  it("a message of more parts than the mark allows messages goes through", async () => {
    const pull = closing(new Pull({ receiveHighWaterMark: 1 }))
    const push = closing(new Push({ sendHighWaterMark: 1 }))
    push.connect(await bindFresh(pull, transport))
    const parts = Array.from({ length: 1000 }, (_, i) => String(i))
    await push.send(parts)
    expect(await receiveTexts(pull)).toEqual([parts])
  })

  it("what a peer sent before it closed is all delivered, though the mark held it back", async () => {
    const pull = closing(new Pull({ receiveHighWaterMark: 5 }))
    const push = new Push()
    const gone = nextEvent(pull, "disconnect")
    push.connect(await bindFresh(pull, transport))
    for (let i = 0; i < 100; i++) await push.send(String(i))
    push.close()
    expect(await receiveTexts(pull, 100)).toEqual(numbers(100))
    await gone
  })
})

describe("limits", () => {
  it("a DEALER's messages from before the bind all arrive", async () => {
    for (const transport of TRANSPORTS) {
      const endpoint = await unboundEndpoint(transport, () => new Dealer())
      const a = closing(new Dealer({ reconnectInterval: 5 }))
      a.connect(endpoint)
      for (const text of ["foobar", "baz", "buzz"]) await a.send(text)
      const b = closing(new Dealer())
      await b.bind(endpoint)
      expect(await receiveTexts(b, 3)).toEqual([["foobar"], ["baz"], ["buzz"]])
    }
  })

  it("negative marks are refused", () => {
    const invalid = expect.objectContaining({ code: "EINVAL" }) as Error
    const dealer = closing(new Dealer())
    expect(() => (dealer.sendHighWaterMark = -1)).toThrow(invalid)
    expect(() => (dealer.receiveHighWaterMark = -1)).toThrow(invalid)
    expect([dealer.sendHighWaterMark, dealer.receiveHighWaterMark]).toEqual([1000, 1000])
  })

  it("a context has 1023 sockets, and one more is EMFILE", () => {
    const context = new Context()
    expect(context.maxSockets).toBe(1023)
    const sockets = Array.from({ length: 1023 }, () => closing(new Dealer({ context })))
    expect(() => new Dealer({ context })).toThrow(
      expect.objectContaining({ code: "EMFILE", message: "Too many open file descriptors" }),
    )
    sockets[0].close()
    closing(new Dealer({ context }))
  })

  it("a socket that could not be made for its options does not count", () => {
    const context = new Context({ maxSockets: 1 })
    expect(() => new Dealer({ context, linger: "no number" as unknown as number })).toThrow(
      TypeError,
    )
    closing(new Dealer({ context }))
  })
})
