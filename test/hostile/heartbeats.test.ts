/** Peers who ask for signs of life, or pretend to give them. */
import { describe, expect, it } from "vitest"
import { Reply, Request } from "../../src/index.js"
import { nextEvent } from "../helpers/events.js"
import { fence } from "../helpers/peers.js"
import { pass } from "../helpers/quiet.js"
import { bytes, frame } from "../helpers/raw-peer.js"
import { flood, expectGrowth, memoryInUse, router, withstand } from "../helpers/siege.js"
import { bindFresh, closing, until } from "../helpers/sockets.js"

const MIB = 1024 * 1024
const PING = bytes('04 17 04 "PING" 00 00 "sixteen bytes of"')

function ping(ttl: number, context = ""): Buffer {
  const data = Buffer.alloc(2)
  data.writeUInt16BE(ttl)
  return frame(4, Buffer.concat([bytes('04 "PING"'), data, Buffer.from(context)]))
}

describe("RFC 37: PINGs without end", () => {
  it("whose PONGs nobody reads are not read on, and what waits stays small", async () => {
    const target = await router()
    await withstand(target, async (attackers) => {
      const peer = await attackers.admitted("DEALER")
      peer.socket.removeAllListeners("data").pause()
      const before = await memoryInUse()
      const read = () => target.socket.statistics().bytesReceived
      const many = Buffer.concat(Array<Buffer>(20_000).fill(PING))
      // More than all buffers of the system take: at the end our side no longer reads.
      let stalls = 0
      for (let last = -1; stalls < 10; last = read()) {
        if (peer.socket.writableLength < MIB) peer.socket.write(many)
        await pass(5)
        stalls = read() === last && peer.socket.writableLength >= MIB ? stalls + 1 : 0
      }
      await expectGrowth(before, 6 * MIB)
      peer.socket.resume()
      const stalledAt = read()
      await until(() => read() > stalledAt, "it is read again")
    })
  })

  it("are read on however many PONGs wait, where maxPongBytes is 0", async () => {
    const target = await router({ maxPongBytes: 0 })
    await withstand(target, async (attackers) => {
      const peer = await attackers.admitted("DEALER")
      peer.socket.removeAllListeners("data").pause()
      const before = target.socket.statistics().bytesReceived
      // The PONGs are some 16 MB, which is more than all buffers of the system take.
      const [many, times] = [Buffer.concat(Array<Buffer>(20_000).fill(PING)), 35]
      await flood(peer, many, times)
      await until(
        () => target.socket.statistics().bytesReceived === before + times * many.length,
        "all is read",
      )
      peer.socket.resume()
    })
  })

  it("that are read are all answered", async () => {
    const target = await router()
    await withstand(target, async (attackers) => {
      const peer = await attackers.admitted("DEALER")
      let received = 0
      peer.socket.removeAllListeners("data").on("data", (chunk) => (received += chunk.length))
      await flood(peer, Buffer.concat(Array<Buffer>(2000).fill(PING)), 50)
      await until(() => received === 100_000 * (2 + 5 + 16), "100 000 PONGs")
    })
  })

  it("with 64 KiB of context are answered with 16 bytes of it", async () => {
    const target = await router()
    await withstand(target, async (attackers) => {
      const peer = await attackers.admitted("DEALER")
      for (let i = 0; i < 10; i++) peer.write(ping(0, "c".repeat(65_536)))
      expect(await peer.take(10 * 23)).toEqual(
        Buffer.concat(Array<Buffer>(10).fill(bytes('04 15 04 "PONG" "cccccccccccccccc"'))),
      )
    })
  })
})

describe("RFC 37: the TTL of a PING", () => {
  it("of a tenth of a second ends the connection that asked for it, and no other", async () => {
    const target = await router()
    await withstand(target, async (attackers) => {
      const other = await attackers.admitted("DEALER")
      const gone = nextEvent(target.socket, "disconnect")
      const peer = await attackers.admitted("DEALER")
      peer.write(ping(1))
      await gone
      await peer.untilClosed()
      await fence(other)
    })
  })

  it.each([0, 655, 656, 65_535])("of %i tenths of a second ends none soon", async (ttl) => {
    const target = await router()
    await withstand(target, async (attackers) => {
      const peer = await attackers.admitted("DEALER")
      peer.write(ping(ttl))
      expect(await peer.take(7)).toEqual(bytes('04 05 04 "PONG"'))
      await pass(100)
      await fence(peer)
    })
  })
})

it("RFC 28: heartbeats in the middle of a request do not disturb it", async () => {
  const options = { heartbeatInterval: 2, heartbeatTimeout: 5000 }
  const server = closing(new Reply(options))
  const client = closing(new Request(options))
  client.connect(await bindFresh(server))
  for (let i = 0; i < 20; i++) {
    await client.send(String(i))
    const [request] = await server.receive()
    await pass(5)
    await server.send(request)
    expect(String(await client.receive())).toBe(String(i))
  }
})
