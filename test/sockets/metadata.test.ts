/** `metadata`: what an application announces of itself, in READY (RFC 37) and to peers in this process. */
import { describe, expect, it } from "vitest"
import { Push, Router } from "../../src/index.js"
import { open, SIDES } from "../helpers/interop.js"
import { byNumber, OPTION } from "../helpers/numbers.js"
import { RawListener, greeting } from "../helpers/raw-peer.js"
import { bindFresh, closing } from "../helpers/sockets.js"

describe.each(SIDES)("METADATA by number on a socket that is %s", (side) => {
  it("is announced in READY, the first of each name", async () => {
    const dealer = open(side, "Dealer", { routingId: "me" })
    for (const text of ["X-role:worker", "X-time:12:30", "X-role:boss"]) {
      byNumber(dealer).setStringOption(OPTION.metadata, text)
    }
    const listener = await RawListener.listen()
    dealer.connect(listener.endpoint)
    const peer = await listener.accept()
    peer.write(greeting())
    await peer.take(64)
    const [, size] = await peer.take(2)
    expect(propertiesOf(await peer.take(size))).toEqual({
      "Socket-Type": "DEALER",
      Identity: "me",
      "X-role": "worker",
      "X-time": "12:30",
    })
  })

  it.each([
    "",
    "X-name",
    "X-name:",
    ":value!",
    "name:value",
    "x-name:value",
    `X-${"n".repeat(254)}:value`,
  ])("%j is EINVAL", (text) => {
    const dealer = open(side, "Dealer")
    expect(() => {
      byNumber(dealer).setStringOption(OPTION.metadata, text)
    }).toThrow(expect.objectContaining({ code: "EINVAL" }))
  })

  it.each([`X-${"n".repeat(253)}:value`, "X-:value", "X-name::", "X-name:value: all of it"])(
    "%j is taken",
    (text) => {
      const dealer = open(side, "Dealer")
      byNumber(dealer).setStringOption(OPTION.metadata, text)
    },
  )
})

describe("metadata", () => {
  it("is an object, of which a copy is given back; setting it replaces all", () => {
    const given = { "X-Role": "worker" }
    const socket = closing(new Push({ metadata: given }))
    given["X-Role"] = "changed"
    expect(socket.metadata).toEqual({ "X-Role": "worker" })
    byNumber(socket).setStringOption(OPTION.metadata, "X-Zone:7")
    expect(socket.metadata).toEqual({ "X-Role": "worker", "X-Zone": "7" })
    socket.metadata = { "X-Only": Buffer.from("this") }
    expect(socket.metadata).toEqual({ "X-Only": "this" })
    socket.metadata = {}
    expect(socket.metadata).toEqual({})
  })

  it.each([{ Role: "worker" }, { "X-Rôle": "worker" }, { "X-a b": "c" }, { "X-Role": "" }])(
    "%j is EINVAL",
    (metadata) => {
      const socket = closing(new Push())
      expect(() => {
        socket.metadata = metadata
      }).toThrow(expect.objectContaining({ code: "EINVAL" }))
    },
  )

  it.each([null, "X-Role:worker", ["X-Role:worker"], { "X-Role": 7 }])(
    "%j is a TypeError",
    (metadata) => {
      const socket = closing(new Push())
      expect(() => {
        Object.assign(socket, { metadata })
      }).toThrow(TypeError)
    },
  )

  it("warns when it comes too late for the connections there are", async () => {
    const router = closing(new Router())
    await bindFresh(router)
    const warned = new Promise<Error>((resolve) => process.once("warning", resolve))
    router.metadata = { "X-Role": "late" }
    expect((await warned).message).toMatch(/next connect/)
  })

  it.each(SIDES)("is understood by a peer that is %s", async (side) => {
    const pull = open(side, "Pull")
    await pull.bind("tcp://127.0.0.1:*")
    const push = closing(new Push({ metadata: { "X-Role": "worker" } }))
    push.connect(pull.lastEndpoint!)
    await push.send("message")
    expect(String((await pull.receive())[0])).toBe("message")
  })
})

/** The properties of a READY. */
function propertiesOf(ready: Buffer): Record<string, string> {
  const found: Record<string, string> = {}
  for (let at = 1 + ready[0]; at < ready.length;) {
    const nameEnd = at + 1 + ready[at]
    const valueEnd = nameEnd + 4 + ready.readUInt32BE(nameEnd)
    found[ready.toString("latin1", at + 1, nameEnd)] = ready.toString("utf8", nameEnd + 4, valueEnd)
    at = valueEnd
  }
  return found
}
