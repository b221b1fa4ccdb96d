import { expect, it } from "vitest"
import { Pull, Push } from "../../src/index.js"
import { nextEvent } from "../helpers/events.js"
import { bindFresh, closing, receiveTexts } from "../helpers/sockets.js"

it("a part whose memory goes to another thread before it is sent ends its connection, not the order of what follows", async () => {
  const warned = new Promise<Error>((resolve) => process.once("warning", resolve))
  const pull = closing(new Pull())
  const push = closing(new Push({ reconnectInterval: 1 }))
  push.connect(await bindFresh(pull))
  await push.send("before")
  expect(await receiveTexts(pull)).toEqual([["before"]])
  const gone = nextEvent(push, "disconnect")
  const part = Buffer.allocUnsafeSlow(10_000)
  const sent = push.send(part)
  structuredClone(part.buffer, { transfer: [part.buffer] })
  expect(part.length).toBe(0)
  await sent
  await gone
  expect((await warned).message).toContain("transferred")
  await push.send("after")
  expect(await receiveTexts(pull)).toEqual([["after"]])
})

/** Transfers what a part shows: since Node 21 that is an error where it cannot be. */
function transfer(part: Buffer): void {
  try {
    structuredClone(part, { transfer: [part.buffer as ArrayBuffer] })
  } catch (error) {
    expect((error as Error).name).toBe("DataCloneError")
  }
}

it.each([1, 20, 300, 1500, 3000, 9000, 70_000])(
  "parts of %i bytes that are transferred when they were received take nothing from the others",
  async (size) => {
    const count = 400
    const pull = closing(new Pull({ receiveTimeout: 10_000 }))
    const push = closing(new Push())
    push.connect(await bindFresh(pull))
    await push.connected()
    for (let i = 0; i < count; i++) await push.send(Buffer.alloc(size, i))
    const kept: Buffer[] = []
    for (let i = 0; i < count; i++) {
      const [part] = await pull.receive()
      kept.push(part)
      if (i % 10 === 0) transfer(part)
    }
    kept.forEach((part, i) => {
      if (i % 10 !== 0) expect(part.equals(Buffer.alloc(size, i))).toBe(true)
    })
  },
)
