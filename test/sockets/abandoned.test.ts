/**
 * Sockets that nobody can reach any more. Garbage is collected when the engine likes; `gc` makes it now.
 */
import { describe, expect, it } from "vitest"
import { Pair, Pull, Push, type Socket } from "../../src/index.js"
import { bindFresh, closing, texts, turn, unboundEndpoint, until } from "../helpers/sockets.js"

/** Collects garbage until the condition holds. */
async function untilCollected(condition: () => boolean, what: string): Promise<void> {
  await until(() => {
    globalThis.gc?.()
    return condition()
  }, what)
}

/** Some chances to be collected. */
async function collect(): Promise<void> {
  for (let i = 0; i < 20; i++) {
    globalThis.gc?.()
    await turn()
  }
}

/** Binds a socket, and forgets it. */
async function bindAndForget(make: () => Socket): Promise<string> {
  return bindFresh(make())
}

describe("a socket that nobody can reach", () => {
  it("is closed: its endpoint is free again", async () => {
    const watcher = closing(new Push({ reconnectInterval: 1 }))
    watcher.connect(await bindAndForget(() => new Pull()))
    await watcher.connected()
    await untilCollected(() => watcher.statistics().peers === 0, "the forgotten socket to close")
  })

  it("still sends what it was given", async () => {
    const pull = closing(new Pull({ receiveTimeout: 5000 }))
    const endpoint = await unboundEndpoint("tcp", () => new Push())
    await (async () => {
      const push = new Push()
      push.connect(endpoint)
      await push.send("from the forgotten")
    })()
    await collect()
    await pull.bind(endpoint)
    expect(texts(await pull.receive())).toEqual(["from the forgotten"])
  })

  it("stays as long as a receive of it waits, and is closed then", async () => {
    const other = closing(new Pair())
    const received: string[][] = []
    const endpoint = await (async () => {
      const pair = new Pair()
      const bound = await bindFresh(pair)
      void pair.receive().then((message) => received.push(texts(message)))
      return bound
    })()
    other.connect(endpoint)
    await other.connected()
    await collect()
    expect(other.statistics().peers).toBe(1)
    await other.send("at last")
    await untilCollected(() => received.length > 0, "the message")
    expect(received).toEqual([["at last"]])
    await untilCollected(() => other.statistics().peers === 0, "the forgotten socket to close")
  })

  it("stays as long as somebody iterates over its messages", async () => {
    const push = closing(new Push())
    const received: string[] = []
    const endpoint = await (async () => {
      const pull = new Pull()
      const bound = await bindFresh(pull)
      void (async (messages: AsyncIterable<Buffer[]>) => {
        for await (const [text] of messages) received.push(text.toString())
      })(pull)
      return bound
    })()
    push.connect(endpoint)
    for (let i = 0; i < 5; i++) {
      await collect()
      await push.send(String(i))
    }
    await until(() => received.length === 5, "all messages")
  })

  it("stays as long as it has many messages to send", async () => {
    const pull = closing(new Pull({ receiveHighWaterMark: 10 }))
    const endpoint = await bindFresh(pull)
    const count = 20_000
    const sending = (() => {
      const push = new Push({ sendHighWaterMark: 10 })
      push.connect(endpoint)
      return push.sendMany(Array.from({ length: count }, (_, i) => String(i)))
    })()
    for (let received = 0; received < count;) {
      received += (await pull.receiveMany()).length
      if (received % 50 === 0) globalThis.gc?.()
    }
    await sending
  })
})
