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
