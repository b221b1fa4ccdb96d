import { describe, expect, it } from "vitest"
import { Pull, Push } from "../../src/index.js"
import { bindFresh, closing } from "../helpers/sockets.js"

const MEGABYTE = 1024 * 1024

describe("maxQueuedBytes", () => {
  it("holds a sender back whose large messages are not read, and loses none", async () => {
    const pull = closing(new Pull({ maxQueuedBytes: 4 * MEGABYTE }))
    const push = closing(new Push({ sendHighWaterMark: 1, linger: 0 }))
    push.connect(await bindFresh(pull))
    const count = 64
    let sent = 0
    const sending = (async () => {
      for (; sent < count; sent++) await push.send(Buffer.alloc(MEGABYTE, sent))
    })()
    // What the system has taken besides is some megabytes; the high-water mark alone would take them all.
    const first = await pull.receive()
    expect(first[0][0]).toBe(0)
    let before = -1
    while (before !== sent) {
      before = sent
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
    expect(sent).toBeLessThan(count)
    expect(pull.statistics().bytesReceived).toBeLessThan(8 * MEGABYTE)
    for (let i = 1; i < count; i++) expect((await pull.receive())[0][0]).toBe(i)
    await sending
  })

  it("takes one message, however large", async () => {
    const pull = closing(new Pull({ maxQueuedBytes: 1 }))
    const push = closing(new Push())
    push.connect(await bindFresh(pull))
    for (let i = 0; i < 5; i++) await push.send(Buffer.alloc(MEGABYTE, i))
    for (let i = 0; i < 5; i++) expect((await pull.receive())[0][0]).toBe(i)
  })
})
