/**
 * Connecting through a SOCKS5 proxy.
 */
import { describe, expect, it } from "vitest"
import { Pair, Pull, Push, Stream } from "../../src/index.js"
import { nextEvent, recordEvents } from "../helpers/events.js"
import { open, SIDES } from "../helpers/interop.js"
import { SocksServer } from "../helpers/socks-server.js"
import { bindFresh, closing, receiveTexts, unboundEndpoint } from "../helpers/sockets.js"

const portOf = (endpoint: string) => Number(endpoint.split(":").pop())

describe("socksProxy", () => {
  it.each(SIDES)(
    "messages of a socket of ours and one of %s go through it, both ways",
    async (side) => {
      const proxy = await SocksServer.listen()
      const a = open(side, "Pair")
      await a.bind("tcp://127.0.0.1:*")
      const b = closing(new Pair({ socksProxy: proxy.address }))
      b.connect(a.lastEndpoint ?? "")
      await b.send(["there", Buffer.alloc(200_000)])
      expect((await a.receive()).map(({ length }) => length)).toEqual([5, 200_000])
      await a.send(["back", Buffer.alloc(200_000)])
      expect((await b.receive()).map(({ length }) => length)).toEqual([4, 200_000])
      expect(proxy.requests).toEqual([a.lastEndpoint?.slice("tcp://".length)])
    },
  )

  it("a host name is left to the proxy", async () => {
    const pull = closing(new Pull())
    const proxy = await SocksServer.listen({ target: portOf(await bindFresh(pull)) })
    const push = closing(new Push({ socksProxy: proxy.address }))
    push.connect("tcp://service.invalid:5555")
    await push.send("hello")
    expect(await receiveTexts(pull)).toEqual([["hello"]])
    expect(proxy.requests).toEqual(["service.invalid:5555"])
  })

  it("what the peer says together with the proxy's answer is not lost", async () => {
    const push = closing(new Push())
    const pull = closing(new Pull())
    const endpoint = await bindFresh(push)
    const proxy = await SocksServer.listen({ together: true })
    pull.socksProxy = proxy.address
    pull.connect(endpoint)
    await push.send("hello")
    expect(await receiveTexts(pull)).toEqual([["hello"]])
  })

  it("user name and password are given to a proxy that asks", async () => {
    const pull = closing(new Pull())
    const credentials = { username: "ada", password: "secret" }
    const proxy = await SocksServer.listen({ credentials })
    const push = closing(
      new Push({ socksProxy: proxy.address, socksUsername: "ada", socksPassword: "secret" }),
    )
    push.connect(await bindFresh(pull))
    await push.send("hello")
    expect(await receiveTexts(pull)).toEqual([["hello"]])
    expect(proxy.credentials).toEqual(["ada:secret"])
  })

  it("a proxy that will not have them is asked again, as a port where nobody listens is", async () => {
    const credentials = { username: "ada", password: "secret" }
    const proxy = await SocksServer.listen({ credentials })
    const push = closing(
      new Push({
        socksProxy: proxy.address,
        socksUsername: "ada",
        socksPassword: "wrong",
        reconnectInterval: 1,
      }),
    )
    push.connect("tcp://127.0.0.1:5555")
    await nextEvent(push, "connect:retry")
    await nextEvent(push, "connect:retry")
    expect(proxy.requests).toEqual([])
    expect(new Set(proxy.credentials)).toEqual(new Set(["ada:wrong"]))
  })

  it("a target that the proxy cannot reach is tried again", async () => {
    const proxy = await SocksServer.listen({ refuses: true })
    const push = closing(new Push({ socksProxy: proxy.address, reconnectInterval: 1 }))
    const events = recordEvents(push)
    push.connect("tcp://127.0.0.1:5555")
    await nextEvent(push, "connect:retry")
    await nextEvent(push, "connect:retry")
    const types = events.slice(0, 4).map(({ type }) => type)
    expect(types).toEqual(["connect:delay", "close", "connect:retry", "connect:delay"])
  })

  it("a proxy that is not there is tried again", async () => {
    const nobody = await unboundEndpoint("tcp", () => new Pull())
    const push = closing(
      new Push({ socksProxy: nobody.slice("tcp://".length), reconnectInterval: 1 }),
    )
    push.connect("tcp://127.0.0.1:5555")
    await nextEvent(push, "connect:retry")
    await nextEvent(push, "connect:retry")
  })

  it("a connection that breaks is made again, through the proxy", async () => {
    const pull = closing(new Pull())
    const endpoint = await bindFresh(pull)
    const proxy = await SocksServer.listen()
    const push = closing(new Push({ socksProxy: proxy.address, reconnectInterval: 1 }))
    push.connect(endpoint)
    await push.send("first")
    expect(await receiveTexts(pull)).toEqual([["first"]])
    const broken = nextEvent(push, "disconnect")
    await pull.unbind(endpoint)
    await broken
    await pull.bind(endpoint)
    await push.send("second")
    expect(await receiveTexts(pull)).toEqual([["second"]])
    expect(proxy.requests.length).toBeGreaterThanOrEqual(2)
  })

  it("plain TCP goes through it, too", async () => {
    const server = closing(new Stream())
    const endpoint = await bindFresh(server)
    const proxy = await SocksServer.listen()
    const client = closing(new Stream({ socksProxy: proxy.address, notify: false }))
    server.notify = false
    client.connect(endpoint, { routingId: "server" })
    await nextEvent(client, "connect")
    await client.send(["server", "hello"])
    expect(String((await server.receive())[1])).toBe("hello")
    expect(proxy.requests).toHaveLength(1)
  })

  it("ends with the socket, also while the proxy keeps it waiting", async () => {
    const silent = closing(new Stream())
    const endpoint = await bindFresh(silent)
    const push = new Push({ socksProxy: endpoint.slice("tcp://".length), linger: 0 })
    push.connect("tcp://127.0.0.1:5555")
    // The proxy's first bytes have come: it is asked which method it wants, and says nothing.
    const [id] = await silent.receive()
    expect((await silent.receive())[1]).toEqual(Buffer.from([5, 1, 0]))
    push.close()
    const [gone, nothing] = await silent.receive()
    expect([gone, nothing.length]).toEqual([id, 0])
  })

  it("connectTimeout is for the proxy's answer, too", async () => {
    const silent = closing(new Stream())
    const endpoint = await bindFresh(silent)
    const push = closing(
      new Push({ socksProxy: endpoint.slice("tcp://".length), connectTimeout: 20 }),
    )
    push.connect("tcp://127.0.0.1:5555")
    await nextEvent(push, "connect:retry")
  })

  it.each(["nobody", "a:99999", "127.0.0.1", "*:80"])(
    "%j is no address of a proxy: EINVAL",
    (text) => {
      const push = closing(new Push({ socksProxy: text }))
      expect(() => {
        push.connect("tcp://127.0.0.1:5555")
      }).toThrow(expect.objectContaining({ code: "EINVAL" }))
    },
  )

  it("null takes it back", async () => {
    const pull = closing(new Pull())
    const proxy = await SocksServer.listen({ refuses: true })
    const push = closing(new Push({ socksProxy: proxy.address }))
    push.socksProxy = null
    push.connect(await bindFresh(pull))
    await push.send("hello")
    expect(await receiveTexts(pull)).toEqual([["hello"]])
    expect(proxy.requests).toEqual([])
  })
})
