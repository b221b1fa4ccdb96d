/** Proxy: messages between two sockets. */
import { describe, expect, it } from "vitest"
import {
  Dealer,
  Proxy,
  Publisher,
  Pull,
  Push,
  Reply,
  Request,
  Router,
  Subscriber,
  XPublisher,
  XSubscriber,
} from "../../src/index.js"
import { join, untilSubscribed } from "../helpers/peers.js"
import { expectNoMessage } from "../helpers/quiet.js"
import { bindFresh, closing, receiveTexts, TRANSPORTS, turn } from "../helpers/sockets.js"

const UNUSABLE = { code: "EBADF" }

describe.each(TRANSPORTS)("a Proxy over %s", (transport) => {
  it("brings every reply of many workers back to its client, with all parts and none more", async () => {
    const proxy = new Proxy(new Router(), new Dealer())
    const front = await bindFresh(proxy.frontEnd, transport)
    const back = await bindFresh(proxy.backEnd, transport)
    const done = proxy.run()

    const workers = Array.from({ length: 5 }, () => closing(new Dealer()))
    const serving = workers.map(async (worker) => {
      worker.connect(back)
      // Each request has as many replies as it asks for.
      for await (const [client, count, ...rest] of worker) {
        for (let i = 0; i < Number(String(count)); i++)
          await worker.send([client, String(i), ...rest])
      }
    })
    const clients = Array.from({ length: 3 }, () => closing(new Dealer()))
    await Promise.all(
      clients.map(async (client, c) => {
        client.connect(front)
        for (const count of [0, 1, 2, 3, 4, 0, 4, 1]) {
          await client.send([String(count), `client ${c}`, ""])
          const got: string[] = []
          for (const message of await receiveTexts(client, count)) {
            expect(message.slice(1)).toEqual([`client ${c}`, ""])
            got.push(message[0])
          }
          expect(got).toEqual(["0", "1", "2", "3"].slice(0, count))
        }
        expect(client.readable).toBe(false)
      }),
    )
    for (const worker of workers) worker.close()
    await Promise.all(serving)
    proxy.terminate()
    await done
    expect([proxy.frontEnd.closed, proxy.backEnd.closed]).toEqual([true, true])
  })

  it("passes messages whole and in order, more than it takes in one turn", async () => {
    const proxy = new Proxy(new Pull(), new Push())
    const push = closing(new Push())
    push.connect(await bindFresh(proxy.frontEnd, transport))
    const pull = closing(new Pull())
    pull.connect(await bindFresh(proxy.backEnd, transport))
    const done = proxy.run()
    const count = 3000
    const sending = (async () => {
      for (let n = 0; n < count; n++) await push.send([String(n), "", "x"])
    })()
    for (let n = 0; n < count; n++) expect(await receiveTexts(pull)).toEqual([[String(n), "", "x"]])
    await sending
    proxy.terminate()
    await done
  })

  it("passes nothing while it is paused, and all of it afterwards", async () => {
    const proxy = new Proxy(new Pull(), new Push())
    const push = closing(new Push())
    push.connect(await bindFresh(proxy.frontEnd, transport))
    const pull = closing(new Pull())
    await join(pull, proxy.backEnd, await bindFresh(proxy.backEnd, transport))
    const done = proxy.run()
    await push.send("1")
    expect(await receiveTexts(pull)).toEqual([["1"]])
    proxy.pause()
    await push.send("2")
    await push.send("3")
    await expectNoMessage(pull)
    proxy.resume()
    expect(await receiveTexts(pull, 2)).toEqual([["2"], ["3"]])
    proxy.terminate()
    await done
  })

  it("ends though messages wait that nobody takes", async () => {
    const proxy = new Proxy(new Subscriber(), new Push())
    proxy.frontEnd.subscribe("")
    const publisher = closing(new XPublisher())
    publisher.connect(await bindFresh(proxy.frontEnd, transport))
    await bindFresh(proxy.backEnd, transport)
    const done = proxy.run()
    expect(await receiveTexts(publisher)).toEqual([["\x01"]])
    for (let n = 0; n < 3; n++) await publisher.send("nobody wants this")
    for (let i = 0; i < 10; i++) await turn()
    proxy.terminate()
    await done
  })

  it("loses nothing for an XPUB with noDrop whose subscriber is slow, and holds the publisher back", async () => {
    const proxy = new Proxy(
      new XSubscriber({ receiveHighWaterMark: 10 }),
      new XPublisher({ noDrop: true, sendHighWaterMark: 10 }),
    )
    const publisher = closing(new XPublisher({ noDrop: true, sendHighWaterMark: 10 }))
    publisher.connect(await bindFresh(proxy.frontEnd, transport))
    const subscriber = closing(new Subscriber({ receiveHighWaterMark: 10 }))
    subscriber.connect(await bindFresh(proxy.backEnd, transport))
    const done = proxy.run()
    subscriber.subscribe("n")
    expect(await receiveTexts(publisher)).toEqual([["\x01n"]])
    const body = "x".repeat(50_000)
    const count = 400
    let sent = 0
    const sending = (async () => {
      for (; sent < count; sent++) await publisher.send([`n${sent}`, body])
    })()
    // Nobody receives: sooner or later the publisher has to wait.
    for (let before = -1; before !== sent;) {
      before = sent
      await new Promise((resolve) => setTimeout(resolve, 30))
    }
    expect(sent).toBeLessThan(count)
    for (let n = 0; n < count; n++) expect(String((await subscriber.receive())[0])).toBe(`n${n}`)
    await sending
    proxy.terminate()
    await done
  })
})

it("with mandatory waits for a full peer rather than lose its message", async () => {
  const proxy = new Proxy(new Pull(), new Router({ mandatory: true, sendHighWaterMark: 1 }))
  const push = closing(new Push())
  push.connect(await bindFresh(proxy.frontEnd, "inproc"))
  const endpoint = await bindFresh(proxy.backEnd, "inproc")
  const slow = closing(new Dealer({ routingId: "slow", receiveHighWaterMark: 1 }))
  const other = closing(new Dealer({ routingId: "other" }))
  slow.connect(endpoint)
  other.connect(endpoint)
  const done = proxy.run()
  for (let n = 0; n < 10; n++) await push.send(["slow", String(n)])
  await push.send(["other", "x"])
  for (let n = 0; n < 10; n++) expect(await receiveTexts(slow)).toEqual([[String(n)]])
  expect(await receiveTexts(other)).toEqual([["x"]])
  proxy.terminate()
  await done
})

it("rejects, and closes both sockets, when a message cannot be passed at all", async () => {
  const proxy = new Proxy(new Pull(), new Router({ mandatory: true }))
  const push = closing(new Push())
  push.connect(await bindFresh(proxy.frontEnd, "inproc"))
  const dealer = closing(new Dealer({ routingId: "X" }))
  dealer.connect(await bindFresh(proxy.backEnd, "inproc"))
  const done = proxy.run()
  await push.send(["UNKNOWN", "x"])
  await expect(done).rejects.toMatchObject({ code: "EHOSTUNREACH" })
  expect([proxy.frontEnd.closed, proxy.backEnd.closed]).toEqual([true, true])
})

it("passes what was there before it ran", async () => {
  const proxy = new Proxy(new Router(), new Dealer())
  const request = closing(new Request())
  request.connect(await bindFresh(proxy.frontEnd))
  const reply = closing(new Reply())
  reply.connect(await bindFresh(proxy.backEnd))
  await request.send("early")
  for (let i = 0; !proxy.frontEnd.readable && i < 1000; i++) await turn()
  const done = proxy.run()
  expect(await receiveTexts(reply)).toEqual([["early"]])
  await reply.send("served")
  expect(await receiveTexts(request)).toEqual([["served"]])
  proxy.terminate()
  await done
})

it("has its sockets for itself while it runs: EBUSY", async () => {
  const proxy = new Proxy(new XSubscriber(), new XPublisher())
  const front = await bindFresh(proxy.frontEnd)
  await bindFresh(proxy.backEnd)
  const done = proxy.run()
  expect(() => proxy.frontEnd.send("x")).toThrow(expect.objectContaining({ code: "EBUSY" }))
  expect(() => proxy.backEnd.receive()).toThrow(expect.objectContaining({ code: "EBUSY" }))
  expect(() => proxy.backEnd.connect("tcp://127.0.0.1:9")).toThrow(
    expect.objectContaining({ code: "EBUSY" }),
  )
  expect(() => proxy.run()).toThrow(expect.objectContaining({ code: "EBUSY" }))
  expect([proxy.frontEnd.closed, proxy.backEnd.closed]).toEqual([false, false])
  // It goes on all the same.
  const publisher = closing(new Publisher())
  publisher.connect(front)
  const subscriber = closing(new Subscriber())
  subscriber.connect(proxy.backEnd.lastEndpoint ?? "")
  await untilSubscribed(publisher, subscriber)
  proxy.terminate()
  await done
})

it("runs only between sockets that are bound or connected: EINVAL", async () => {
  const proxy = new Proxy(closing(new Router()), closing(new Dealer()))
  expect(() => proxy.run()).toThrow(
    expect.objectContaining({
      code: "EINVAL",
      message: "Front-end socket must be bound or connected",
    }),
  )
  await bindFresh(proxy.frontEnd)
  expect(() => proxy.run()).toThrow(
    expect.objectContaining({
      code: "EINVAL",
      message: "Back-end socket must be bound or connected",
    }),
  )
  proxy.backEnd.close()
  expect(() => proxy.run()).toThrow(expect.objectContaining({ code: "EINVAL" }))
})

it("is paused, resumed and terminated only while it runs: EBADF", async () => {
  const proxy = new Proxy(new Router(), new Dealer())
  const refused = () => {
    for (const act of [() => proxy.pause(), () => proxy.resume(), () => proxy.terminate()]) {
      expect(act).toThrow(expect.objectContaining(UNUSABLE))
    }
  }
  refused()
  await bindFresh(proxy.frontEnd)
  await bindFresh(proxy.backEnd)
  const done = proxy.run()
  proxy.pause()
  proxy.terminate()
  await done
  refused()
})

it("takes sockets and nothing else", () => {
  const router = closing(new Router())
  expect(() => new Proxy(undefined as unknown as Router, router)).toThrow(
    "Front-end must be a socket object",
  )
  expect(() => new Proxy(router, 1 as unknown as Router)).toThrow(
    "Back-end must be a socket object",
  )
})
