import { describe, expect, it } from "vitest"
import { Dealer, Pull, Push } from "../../src/index.js"
import { bindFresh, closing, texts, unboundEndpoint } from "../helpers/sockets.js"

/** A PUSH whose peer is not there and whose queue is full. */
async function fullPush(): Promise<Push> {
  const push = closing(new Push({ sendHighWaterMark: 1, linger: 0 }))
  push.connect(await unboundEndpoint("tcp", () => new Push()))
  await push.send("first")
  return push
}

describe("a signal", () => {
  it("gives up a send that waits; the message is never sent", async () => {
    const push = closing(new Push({ sendHighWaterMark: 1 }))
    const endpoint = await unboundEndpoint("tcp", () => new Push())
    push.connect(endpoint)
    await push.send("kept")
    const control = new AbortController()
    const sending = push.send("given up", { signal: control.signal })
    const reason = new Error("no longer wanted")
    control.abort(reason)
    await expect(sending).rejects.toBe(reason)

    const pull = closing(new Pull({ receiveTimeout: 3000 }))
    await pull.bind(endpoint)
    await push.send("next")
    expect(texts(await pull.receive())).toEqual(["kept"])
    expect(texts(await pull.receive())).toEqual(["next"])
  })

  it("gives up a receive that waits; the next receive gets the message", async () => {
    const pull = closing(new Pull())
    const push = closing(new Push())
    push.connect(await bindFresh(pull))
    const control = new AbortController()
    const receiving = pull.receive({ signal: control.signal })
    control.abort()
    await expect(receiving).rejects.toMatchObject({ name: "AbortError" })
    await push.send("for the next")
    expect(texts(await pull.receive())).toEqual(["for the next"])
  })

  it("that has aborted already keeps a call from doing anything", async () => {
    const pull = closing(new Pull())
    const push = closing(new Push())
    push.connect(await bindFresh(pull))
    const signal = AbortSignal.abort()
    await expect(push.send("no", { signal })).rejects.toMatchObject({ name: "AbortError" })
    await push.send("yes")
    await expect(pull.receive({ signal })).rejects.toMatchObject({ name: "AbortError" })
    expect(texts(await pull.receive())).toEqual(["yes"])
    await expect(pull.connected({ signal })).rejects.toMatchObject({ name: "AbortError" })
    await expect(pull.drained({ signal })).rejects.toMatchObject({ name: "AbortError" })
    await expect(pull.bind("tcp://127.0.0.1:*", { signal })).rejects.toMatchObject({
      name: "AbortError",
    })
  })

  it("has no listener of ours left when the call is over", async () => {
    const pull = closing(new Pull())
    const push = closing(new Push())
    push.connect(await bindFresh(pull))
    const control = new AbortController()
    const receiving = pull.receive({ signal: control.signal })
    await push.send("done")
    await receiving
    control.abort()
    await push.send("still works")
    expect(texts(await pull.receive())).toEqual(["still works"])
  })

  it("gives up a bind: the address is free again, and the socket can be used", async () => {
    const dealer = closing(new Dealer())
    const endpoint = await unboundEndpoint("tcp", () => new Push())
    const control = new AbortController()
    const binding = dealer.bind(endpoint.replace("127.0.0.1", "localhost"), {
      signal: control.signal,
    })
    control.abort()
    await expect(binding).rejects.toMatchObject({ name: "AbortError" })
    await dealer.bind("tcp://127.0.0.1:*")
    const other = closing(new Dealer())
    await other.bind(endpoint)
  })
})

describe("a timeout for one call", () => {
  it("takes the place of sendTimeout", async () => {
    const push = await fullPush()
    await expect(push.send("second", { timeout: 1 })).rejects.toMatchObject({ code: "EAGAIN" })
    await expect(push.send("second", { timeout: 0 })).rejects.toMatchObject({ code: "EAGAIN" })
    push.sendTimeout = 0
    const patient = push.send("second", { timeout: -1 })
    expect(() => void push.send("third")).toThrow("Socket is busy writing")
    push.close()
    await expect(patient).rejects.toMatchObject({ code: "EAGAIN" })
  })

  it("takes the place of receiveTimeout", async () => {
    const pull = closing(new Pull())
    await expect(pull.receive({ timeout: 0 })).rejects.toMatchObject({ code: "EAGAIN" })
    await expect(pull.receive({ timeout: 1 })).rejects.toMatchObject({ code: "EAGAIN" })
  })

  it("of 0 finds what is there, however many were received in this turn", async () => {
    const pull = closing(new Pull())
    const push = closing(new Push({ sendHighWaterMark: 0 }))
    await pull.bind("inproc://all-at-once")
    push.connect("inproc://all-at-once")
    for (let i = 0; i < 1000; i++) void push.send(String(i))
    for (let i = 0; i < 1000; i++) {
      expect(texts(await pull.receive({ timeout: 0 }))).toEqual([String(i)])
    }
  })
})

it.each([
  ["options that are no object", 5, TypeError, "Options must be an object"],
  ["options that are null", null, TypeError, "Options must be an object"],
  ["a signal that is none", { signal: {} }, TypeError, "Signal must be an AbortSignal"],
  ["a timeout that is no number", { timeout: "5" }, TypeError, "Timeout must be a number"],
  ["a timeout below -1", { timeout: -2 }, Error, "Invalid argument"],
  ["a timeout that is not a number", { timeout: NaN }, Error, "Invalid argument"],
])("%s are refused at once", (_, options, kind, message) => {
  const dealer = closing(new Dealer())
  const call = (method: string, ...before: unknown[]) => {
    return () =>
      (Reflect.get(dealer, method) as (...given: unknown[]) => unknown).call(
        dealer,
        ...before,
        options,
      )
  }
  for (const [method, ...before] of [
    ["send", "x"],
    ["receive"],
    ["bind", "inproc://x"],
    ["sendMany", []],
    ["receiveMany"],
  ]) {
    expect(call(method as string, ...before)).toThrow(kind)
    expect(call(method as string, ...before)).toThrow(message)
  }
})
