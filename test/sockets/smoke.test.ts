import { expect, it } from "vitest"
import { Pull, Push } from "../../src/index.js"
import { bindFresh, closing, receiveTexts, TRANSPORTS } from "../helpers/sockets.js"

it.each(TRANSPORTS)("a message arrives over %s", async (transport) => {
  const push = closing(new Push())
  const pull = closing(new Pull())
  push.connect(await bindFresh(pull, transport))
  await push.send(["a", "b"])
  expect(await receiveTexts(pull)).toEqual([["a", "b"]])
})
