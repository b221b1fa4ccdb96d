/** What docs/delivery.md says of connections that break, where no other test does. */
import { once } from "node:events"
import { connect, createServer, type AddressInfo, type Socket } from "node:net"
import { describe, expect, it, onTestFinished } from "vitest"
import { Pull, Push, Reply, Request } from "../../src/index.js"
import { nextEvent } from "../helpers/events.js"
import { bindFresh, closing, receiveTexts, until } from "../helpers/sockets.js"

/** A way to an endpoint that can be cut, so that both sides lose the connection and neither its socket. */
async function wayTo(endpoint: string): Promise<{ endpoint: string; cut: () => void }> {
  const { port, hostname } = new URL(endpoint)
  const ends = new Set<Socket>()
  const server = createServer((near) => {
    const far = connect(Number(port), hostname)
    near.pipe(far).pipe(near)
    for (const end of [near, far]) {
      ends.add(end)
      end.on("error", () => {}) // the other end hears of it by its close
    }
  }).listen(0, "127.0.0.1")
  await once(server, "listening")
  const cut = () => {
    for (const end of ends) end.destroy()
    ends.clear()
  }
  onTestFinished(() => {
    cut()
    server.close()
  })
  return { endpoint: `tcp://127.0.0.1:${String((server.address() as AddressInfo).port)}`, cut }
}

const numbered = (word: string) => Array.from({ length: 5 }, (_, i) => [`${word} ${String(i)}`])

/** Sends "old" messages, which arrive and are not read; the connection breaks; "new" ones go over the next. */
async function sendAcrossACut(push: Push, pull: Pull, way: { cut: () => void }): Promise<void> {
  for (const message of numbered("old")) await push.send(message)
  await until(() => pull.statistics().messagesReceived === 5, "the messages of the old connection")
  const lost = nextEvent(push, "disconnect")
  way.cut()
  await lost
  for (const message of numbered("new")) await push.send(message)
}

describe("a connection that breaks while messages wait to be read", () => {
  it("loses none of them; at a PULL that bound each connection's are in order", async () => {
    const pull = closing(new Pull())
    const way = await wayTo(await bindFresh(pull, "tcp"))
    const push = closing(new Push({ reconnectInterval: 1 }))
    push.connect(way.endpoint)
    await sendAcrossACut(push, pull, way)
    await until(
      () => pull.statistics().messagesReceived === 10,
      "the messages of the new connection",
    )
    const received = await receiveTexts(pull, 10)
    const of = (word: string) => received.filter(([text]) => text.startsWith(word))
    expect(of("old")).toEqual(numbered("old"))
    expect(of("new")).toEqual(numbered("new"))
  })

  it("loses none of them; at a PULL that connected all are in order", async () => {
    const push = closing(new Push())
    const way = await wayTo(await bindFresh(push, "tcp"))
    const pull = closing(new Pull({ reconnectInterval: 1 }))
    pull.connect(way.endpoint)
    await sendAcrossACut(push, pull, way)
    expect(await receiveTexts(pull, 10)).toEqual([...numbered("old"), ...numbered("new")])
  })
})

it("a request that a REP took along when it left is not sent to the next one", async () => {
  const first = closing(new Reply())
  const endpoint = await bindFresh(first, "tcp")
  const request = closing(new Request({ reconnectInterval: 1, relaxed: true, correlate: true }))
  request.connect(endpoint)
  await request.send("taken along")
  await receiveTexts(first)
  const lost = nextEvent(request, "disconnect")
  first.close()
  await lost
  const second = closing(new Reply())
  await second.bind(endpoint)
  await request.connected()
  // Requests of one REQ arrive in order: had it sent the first again, that would be here before this one.
  await request.send("asked anew")
  expect(await receiveTexts(second)).toEqual([["asked anew"]])
})
