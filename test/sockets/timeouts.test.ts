import { describe, expect, it } from "vitest"
import { Dealer, Pair, Push, Request } from "../../src/index.js"
import { pass } from "../helpers/quiet.js"
import { bindFresh, closing, receiveTexts, TRANSPORTS } from "../helpers/sockets.js"

const again = { code: "EAGAIN", message: "Operation was not possible or timed out" }

/** Milliseconds until a promise is settled. */
async function duration(promise: Promise<unknown>): Promise<number> {
  const began = performance.now()
  await promise
  return performance.now() - began
}

describe.each(TRANSPORTS)("timeouts over %s", (transport) => {
  it("receiveTimeout: 0 fails at once, n after n ms, and not before", async () => {
    const dealer = closing(new Dealer({ receiveTimeout: 0 }))
    await bindFresh(dealer, transport)
    await expect(dealer.receive()).rejects.toMatchObject(again)
    dealer.receiveTimeout = 40
    expect(await duration(expect(dealer.receive()).rejects.toMatchObject(again))).toBeGreaterThan(
      35,
    )
  })

  it("sendTimeout: 0 fails at once, n after n ms, and not before", async () => {
    const dealer = closing(new Dealer({ sendTimeout: 0 }))
    await bindFresh(dealer, transport)
    await expect(dealer.send("x")).rejects.toMatchObject(again)
    dealer.sendTimeout = 40
    expect(await duration(expect(dealer.send("x")).rejects.toMatchObject(again))).toBeGreaterThan(
      35,
    )
  })

  it("do not get in the way of traffic", async () => {
    const a = closing(new Dealer({ sendTimeout: 1000, receiveTimeout: 1000 }))
    const b = closing(new Dealer({ sendTimeout: 1000, receiveTimeout: 1000 }))
    b.connect(await bindFresh(a, transport))
    for (let i = 0; i < 100; i++) {
      await b.send("Hello")
      expect(await receiveTexts(a)).toEqual([["Hello"]])
    }
  })

  it("a send or receive that timed out left nothing behind", async () => {
    const a = closing(new Pair({ sendTimeout: 10, receiveTimeout: 10 }))
    const endpoint = await bindFresh(a, transport)
    await expect(a.send("never")).rejects.toMatchObject(again)
    await expect(a.receive()).rejects.toMatchObject(again)
    const b = closing(new Pair())
    b.connect(endpoint)
    a.sendTimeout = a.receiveTimeout = -1
    await a.send("first")
    expect(await receiveTexts(b)).toEqual([["first"]])
  })
})

describe("timeouts", () => {
  it("are -1 by default: for ever", async () => {
    const pair = new Pair()
    expect([pair.sendTimeout, pair.receiveTimeout]).toEqual([-1, -1])
    let settled = false
    const receiving = pair.receive().finally(() => (settled = true))
    await pass(50)
    expect(settled).toBe(false)
    pair.close()
    await expect(receiving).rejects.toMatchObject(again)
  })

  it("changed while a receive waits apply to the next", async () => {
    const pair = closing(new Pair({ receiveTimeout: 30 }))
    await bindFresh(pair)
    const receiving = pair.receive()
    pair.receiveTimeout = 0
    expect(await duration(expect(receiving).rejects.toMatchObject(again))).toBeGreaterThan(25)
    await expect(pair.receive()).rejects.toMatchObject(again)
  })

  it("below -1 are refused", () => {
    const invalid = expect.objectContaining({ code: "EINVAL" }) as Error
    const push = closing(new Push())
    expect(() => (push.sendTimeout = -2)).toThrow(invalid)
    expect(() => (closing(new Pair()).receiveTimeout = -2)).toThrow(invalid)
    expect(push.sendTimeout).toBe(-1)
  })

  it("an operation out of turn says EFSM when its time is over", async () => {
    const request = closing(new Request({ receiveTimeout: 10 }))
    await bindFresh(request)
    await expect(request.receive()).rejects.toMatchObject({ code: "EFSM" })
    request.receiveTimeout = 0
    await expect(request.receive()).rejects.toMatchObject({ code: "EFSM" })
  })
})
