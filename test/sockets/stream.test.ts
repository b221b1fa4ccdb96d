import net from "node:net"
import { describe, expect, it } from "vitest"
import { Dealer, Stream } from "../../src/index.js"
import { nextEvent } from "../helpers/events.js"
import { expectNoMessage, pass } from "../helpers/quiet.js"
import { bytes, greeting, RawListener, RawPeer, ready } from "../helpers/raw-peer.js"
import { bindFresh, closing, until } from "../helpers/sockets.js"

/** The next message, which must be of this peer; its bytes. */
async function next(stream: Stream, from?: Buffer): Promise<[Buffer, Buffer]> {
  const message = await stream.receive()
  expect(message).toHaveLength(2)
  if (from !== undefined) expect(message[0]).toEqual(from)
  return message
}

/** Bytes of a peer until there are `count` of them. */
async function read(stream: Stream, from: Buffer, count: number): Promise<Buffer> {
  let all = Buffer.alloc(0)
  while (all.length < count) all = Buffer.concat([all, (await next(stream, from))[1]])
  return all
}

describe("STREAM", () => {
  it("two of them: both hear of the connection, then bytes pass as they are, then of its end", async () => {
    const server = closing(new Stream())
    const client = closing(new Stream({ reconnectInterval: -1 }))
    client.connect(await bindFresh(server))
    const [serverId, up] = await next(client)
    const [clientId, upToo] = await next(server)
    expect([up.length, upToo.length]).toEqual([0, 0])
    for (const id of [serverId, clientId]) {
      expect(id).toHaveLength(5)
      expect(id[0]).toBe(0)
    }
    const request = "GET /\n\n"
    const response = "HTTP/1.0 200 OK\r\n\r\nHello"
    await client.send([serverId, request])
    expect(String(await read(server, clientId, request.length))).toBe(request)
    await server.send([clientId, response])
    expect(String(await read(client, serverId, response.length))).toBe(response)
    // An empty part closes the connection.
    await server.send([clientId, ""])
    expect((await next(client, serverId))[1]).toHaveLength(0)
    await expect(server.send([clientId, "gone"])).rejects.toMatchObject({ code: "EHOSTUNREACH" })
  })

  it("the end of a connection by its peer is an empty message", async () => {
    const stream = closing(new Stream())
    const peer = await RawPeer.connect(await bindFresh(stream))
    const [id] = await next(stream)
    peer.write(Buffer.from("last words"))
    peer.socket.end()
    expect(String(await read(stream, id, 10))).toBe("last words")
    expect((await next(stream, id))[1]).toHaveLength(0)
    await expectNoMessage(stream)
  })

  it("notify false: no empty messages", async () => {
    const stream = closing(new Stream({ notify: false }))
    const endpoint = await bindFresh(stream)
    const gone = nextEvent(stream, "disconnect")
    const peer = await RawPeer.connect(endpoint)
    peer.write(Buffer.from("data"))
    expect(String((await next(stream))[1])).toBe("data")
    peer.socket.end()
    await gone
    await expectNoMessage(stream)
  })

  it("speaks ZMTP with a DEALER by hand", async () => {
    const stream = closing(new Stream())
    const dealer = closing(new Dealer())
    dealer.connect(await bindFresh(stream))
    await dealer.send("Hello")
    const [id] = await next(stream)
    expect((await read(stream, id, 64)).subarray(0, 12)).toEqual(greeting().subarray(0, 12))
    await stream.send([id, Buffer.concat([greeting(), ready("ROUTER")])])
    const wanted = Buffer.concat([
      bytes('04 29 05 "READY" 0B "Socket-Type" 00 00 00 06 "DEALER" 08 "Identity" 00 00 00 00'),
      bytes('00 05 "Hello"'),
    ])
    expect(await read(stream, id, wanted.length)).toEqual(wanted)
    await stream.send([id, bytes('00 05 "World"')])
    expect(String((await dealer.receive())[0])).toBe("World")
  })

  it("closes the connection of a DEALER by an empty part, which is no crash", async () => {
    const stream = closing(new Stream())
    const dealer = closing(new Dealer({ reconnectInterval: -1 }))
    const gone = nextEvent(dealer, "disconnect")
    dealer.connect(await bindFresh(stream))
    const [id] = await next(stream)
    await stream.send([id, ""])
    await gone
  })

  it("bytes beyond the size of any buffer arrive in order", async () => {
    const stream = closing(new Stream())
    const peer = await RawPeer.connect(await bindFresh(stream))
    const [id] = await next(stream)
    const all = Buffer.alloc(1_000_000, bytes("DE AD BE EF"))
    peer.write(all.subarray(0, 8193))
    const [, first] = await next(stream, id)
    expect(first.subarray(0, 4)).toEqual(bytes("DE AD BE EF"))
    peer.write(all.subarray(8193))
    const rest = await read(stream, id, all.length - first.length)
    expect(Buffer.concat([first, rest]).equals(all)).toBe(true)
    await stream.send([id, all])
    expect((await peer.take(all.length)).equals(all)).toBe(true)
  })

  it("an unknown routing id is EHOSTUNREACH, at once", async () => {
    const stream = closing(new Stream())
    await bindFresh(stream)
    await expect(stream.send(["nobody", "x"])).rejects.toMatchObject({ code: "EHOSTUNREACH" })
    await expect(stream.send(["", "x"])).rejects.toMatchObject({ code: "EHOSTUNREACH" })
  })

  it("a peer that does not read is EAGAIN after sendTimeout, and nothing is lost", async () => {
    const stream = closing(new Stream({ sendHighWaterMark: 2, sendTimeout: 0 }))
    const peer = await RawPeer.connect(await bindFresh(stream))
    const [id] = await next(stream)
    peer.socket.pause()
    const chunk = Buffer.alloc(1_000_000, "x")
    let sent = 0
    const fillUp = async () => {
      const before = sent
      try {
        for (;;) {
          await stream.send([id, chunk])
          sent += 1
        }
      } catch (error) {
        expect(error).toMatchObject({ code: "EAGAIN" })
      }
      return sent > before
    }
    while (await fillUp()) await pass(10)
    expect(sent).toBeGreaterThan(1)
    peer.socket.resume()
    await until(() => peer.received.length === sent * chunk.length, "all bytes")
  })

  it("a routing id alone sends nothing, and parts behind the second are ignored", async () => {
    const stream = closing(new Stream())
    const peer = await RawPeer.connect(await bindFresh(stream))
    const [id] = await next(stream)
    const untyped = stream as unknown as { send(message: (Buffer | string)[]): Promise<void> }
    await untyped.send([id])
    await untyped.send([id, "one"])
    await stream.send([id, "two"])
    expect(String(await peer.take(6))).toBe("onetwo")
  })

  it("a routing id given with connect names the peer at once", async () => {
    const server = closing(new Stream({ notify: false }))
    const client = closing(new Stream())
    const endpoint = await bindFresh(server)
    client.connect(endpoint, { routingId: "conn1" })
    await client.send(["conn1", "hi 1"])
    const [id, data] = await next(server)
    expect(id[0]).toBe(0)
    expect(String(data)).toBe("hi 1")
    expect(() => client.connect(endpoint, { routingId: "conn1" })).toThrow(
      expect.objectContaining({ code: "EADDRINUSE" }),
    )
    // The name is for one connect only.
    client.connect(endpoint)
    await client.send(["conn1", "hi 2"])
    expect(String((await next(server, id))[1])).toBe("hi 2")
  })

  it("time limits and heartbeats of ZMTP do not apply", async () => {
    const stream = closing(new Stream({ handshakeInterval: 20, heartbeatInterval: 10 }))
    const peer = await RawPeer.connect(await bindFresh(stream))
    const [id] = await next(stream)
    await pass(60)
    expect(peer.received).toHaveLength(0)
    expect(peer.closed).toBe(false)
    await stream.send([id, "still here"])
    expect(String(await peer.take(10))).toBe("still here")
  })

  it("dials again when the connection is lost", async () => {
    const listener = await RawListener.listen()
    const stream = closing(new Stream({ reconnectInterval: 5 }))
    stream.connect(listener.endpoint)
    const [id] = await next(stream)
    const first = await listener.accept()
    first.socket.destroy()
    expect((await next(stream, id))[1]).toHaveLength(0)
    const second = await listener.accept()
    expect((await next(stream, id))[1]).toHaveLength(0)
    await stream.send([id, "again"])
    expect(String(await second.take(5))).toBe("again")
  })

  it("serves plain clients of Node", async () => {
    const stream = closing(new Stream({ notify: false }))
    const endpoint = await bindFresh(stream)
    const client = net.connect(Number(endpoint.split(":").pop()), "127.0.0.1")
    client.write("ping")
    const [id, data] = await next(stream)
    await stream.send([id, `pong for ${String(data)}`])
    await stream.send([id, ""])
    const answer: Buffer[] = []
    for await (const chunk of client) answer.push(chunk as Buffer)
    expect(Buffer.concat(answer).toString()).toBe("pong for ping")
  })
})
