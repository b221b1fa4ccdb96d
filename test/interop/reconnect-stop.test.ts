/**
 * RECONNECT_STOP by libzmq's number: what our sockets and libzmq's tell of an endpoint that is given up.
 */
import net from "node:net"
import { describe, expect, it, onTestFinished } from "vitest"
import { open, SIDES, sleep, untilSeen, type PeerSocket } from "../helpers/interop.js"
import { byNumber, numbered, OPTION } from "../helpers/numbers.js"
import { RawListener } from "../helpers/raw-peer.js"

const REFUSED = 1
const HANDSHAKE_FAILED = 2
const AFTER_DISCONNECT = 4

const TYPES = [
  "connect:delay",
  "connect",
  "close",
  "connect:retry",
  "handshake:error:other",
  "disconnect",
]

/** All that the socket tells of its connections. */
function watch(socket: PeerSocket): string[] {
  const seen: string[] = []
  for (const type of TYPES) socket.events.on(type, (event) => seen.push(event.type))
  return seen
}

/** A port that nobody listens on. */
async function freePort(): Promise<number> {
  const server = net.createServer()
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const { port } = server.address() as net.AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

/** A peer that hangs up at once. */
async function hangsUp(): Promise<string> {
  const server = net.createServer((socket) => socket.on("error", () => {}).end())
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  onTestFinished(() => {
    server.close()
  })
  return `tcp://127.0.0.1:${String((server.address() as net.AddressInfo).port)}`
}

function dealer(side: (typeof SIDES)[number], stop: number, options = {}): PeerSocket {
  const socket = open(side, "Dealer", { reconnectInterval: 5, ...options })
  return numbered(socket, { [OPTION.reconnectStop]: stop })
}

describe.each(SIDES)("a DEALER that is %s", (side) => {
  it("1 gives up when the connection is refused, and forgets the endpoint", async () => {
    const socket = dealer(side, REFUSED)
    const seen = watch(socket)
    const endpoint = `tcp://127.0.0.1:${String(await freePort())}`
    socket.connect(endpoint)
    await untilSeen(seen, "close")
    await sleep(30)
    expect(seen).toEqual(["connect:delay", "close"])
    expect(() => {
      socket.disconnect(endpoint)
    }).toThrow(expect.objectContaining({ code: "ENOENT" }))
  })

  it.each([0, HANDSHAKE_FAILED, AFTER_DISCONNECT])("%i tries again when refused", async (stop) => {
    const socket = dealer(side, stop)
    const seen = watch(socket)
    socket.connect(`tcp://127.0.0.1:${String(await freePort())}`)
    await untilSeen(seen, "close", 2)
    expect(seen.slice(0, 5)).toEqual([
      "connect:delay",
      "close",
      "connect:retry",
      "connect:delay",
      "close",
    ])
  })

  it("2 gives up when the peer hangs up before the handshake is done", async () => {
    const socket = dealer(side, HANDSHAKE_FAILED)
    const seen = watch(socket)
    socket.connect(await hangsUp())
    await untilSeen(seen, "disconnect")
    await sleep(30)
    expect(seen).toEqual(["connect:delay", "connect", "handshake:error:other", "disconnect"])
  })

  it("2 gives up when the handshake takes too long", async () => {
    const socket = dealer(side, HANDSHAKE_FAILED, { handshakeInterval: 20 })
    const seen = watch(socket)
    const silent = await RawListener.listen()
    socket.connect(silent.endpoint)
    await untilSeen(seen, "disconnect")
    await sleep(30)
    expect(seen).toEqual(["connect:delay", "connect", "handshake:error:other", "disconnect"])
  })

  it.each([0, REFUSED])("%i tries again when the handshake fails", async (stop) => {
    const socket = dealer(side, stop)
    const seen = watch(socket)
    socket.connect(await hangsUp())
    await untilSeen(seen, "disconnect", 2)
    expect(seen.slice(0, 6)).toEqual([
      "connect:delay",
      "connect",
      "handshake:error:other",
      "disconnect",
      "connect:retry",
      "connect:delay",
    ])
  })

  it("2 does not give up a peer whose handshake succeeded before it left", async () => {
    const router = open(side, "Router")
    await router.bind("tcp://127.0.0.1:*")
    const socket = dealer(side, HANDSHAKE_FAILED)
    const seen = watch(socket)
    const shaken: string[] = []
    socket.events.on("handshake", ({ type }) => shaken.push(type))
    socket.connect(router.lastEndpoint!)
    await untilSeen(shaken, "handshake")
    router.close()
    await untilSeen(seen, "connect:retry")
    expect(seen.slice(0, 4)).toEqual(["connect:delay", "connect", "disconnect", "connect:retry"])
  })

  it("the bits are given back as they were set", () => {
    const socket = dealer(side, 0)
    for (const bits of [5, 7, 8, -1, 0]) {
      byNumber(socket).setInt32Option(OPTION.reconnectStop, bits)
      expect(byNumber(socket).getInt32Option(OPTION.reconnectStop)).toBe(bits)
    }
  })
})
