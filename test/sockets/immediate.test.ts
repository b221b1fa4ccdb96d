import { describe, expect, it } from "vitest"
import { Dealer, Pull, Push } from "../../src/index.js"
import { nextEvent } from "../helpers/events.js"
import { expectNoMessage, expectNoRoom } from "../helpers/quiet.js"
import { bindFresh, closing, receiveTexts, unboundEndpoint, until } from "../helpers/sockets.js"

describe.each(["tcp", "ipc"] as const)("immediate over %s", (transport) => {
  it("off: an endpoint nobody is at takes its share", async () => {
    const push = closing(new Push({ linger: 0 }))
    push.connect(await unboundEndpoint(transport, () => new Pull()))
    const pull = closing(new Pull())
    const endpoint = await bindFresh(pull, transport)
    push.connect(endpoint)
    for (let i = 0; i < 10; i++) await push.send(String(i))
    expect(await receiveTexts(pull, 5)).toEqual([["1"], ["3"], ["5"], ["7"], ["9"]])
    await expectNoMessage(pull)
  })

  it("on: all messages go to who is there", async () => {
    const push = closing(new Push({ immediate: true }))
    push.connect(await unboundEndpoint(transport, () => new Pull()))
    const pull = closing(new Pull())
    const endpoint = await bindFresh(pull, transport)
    const shaken = nextEvent(push, "handshake")
    push.connect(endpoint)
    await shaken
    for (let i = 0; i < 10; i++) await push.send(String(i))
    expect(await receiveTexts(pull, 10)).toHaveLength(10)
  })

  it("on: nothing is queued before the connection or after it", async () => {
    const backend = new Dealer()
    const endpoint = await bindFresh(backend, transport)
    const frontend = closing(new Dealer({ immediate: true, reconnectInterval: 5 }))
    frontend.connect(endpoint)
    expect(frontend.writable).toBe(false)
    await expectNoRoom(frontend)
    await frontend.send("waits for the connection")
    expect(await receiveTexts(backend)).toEqual([["waits for the connection"]])
    const gone = nextEvent(frontend, "disconnect")
    backend.close()
    await gone
    expect(frontend.writable).toBe(false)
    await expectNoRoom(frontend)
    const next = closing(new Dealer())
    await next.bind(endpoint)
    await until(() => frontend.writable, "the next connection")
    await frontend.send("Hello")
    expect(await receiveTexts(next)).toEqual([["Hello"]])
    await next.send("back")
    expect(await receiveTexts(frontend)).toEqual([["back"]])
  })

  it("on: what had arrived before the connection was lost can still be received", async () => {
    const backend = new Dealer()
    const endpoint = await bindFresh(backend, transport)
    const frontend = closing(new Dealer({ immediate: true, reconnectInterval: 5 }))
    const gone = nextEvent(frontend, "disconnect")
    frontend.connect(endpoint)
    for (let i = 0; i < 5; i++) await backend.send(String(i))
    backend.close()
    await gone
    expect(await receiveTexts(frontend, 5)).toEqual([["0"], ["1"], ["2"], ["3"], ["4"]])
  })

  it("on: disconnect while nobody is there ends the attempts", async () => {
    const push = closing(new Push({ immediate: true, reconnectInterval: 5 }))
    const endpoint = await unboundEndpoint(transport, () => new Pull())
    const retried = nextEvent(push, "connect:retry")
    push.connect(endpoint)
    await retried
    push.disconnect(endpoint)
    const pull = closing(new Pull())
    await pull.bind(endpoint)
    await expectNoMessage(pull)
    await expectNoRoom(push)
  })
})
