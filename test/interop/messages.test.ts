/**
 * Messages between us and libzmq: every count of parts, every kind of frame, long runs.
 */
import { describe, expect, it } from "vitest"
import {
  join,
  open,
  other,
  pattern,
  same,
  SIDES,
  WIRE_TRANSPORTS,
  type PeerSocket,
} from "../helpers/interop.js"

const SIZES = [0, 1, 255, 256, 8191, 8192, 8193, 65536]
const MANY = 100_000

for (const from of SIDES)
  for (const transport of WIRE_TRANSPORTS)
    describe(`from ${from} to ${other(from)} over ${transport}`, () => {
      async function pushAndPull(): Promise<[PeerSocket, PeerSocket]> {
        const push = open(from, "Push")
        const pull = open(other(from), "Pull")
        await join(pull, push, transport)
        return [push, pull]
      }

      async function expectToArrive(messages: Buffer[][]): Promise<void> {
        const [push, pull] = await pushAndPull()
        const sending = (async () => {
          for (const message of messages) await push.send(message)
        })()
        for (const message of messages) {
          const received = await pull.receive()
          expect(received.map((part) => part.length)).toEqual(message.map((part) => part.length))
          expect(same(received, message)).toBe(true)
        }
        await sending
      }

      it("RFC 37: messages of 1 to 10 parts keep their parts", async () => {
        const counts = Array.from({ length: 10 }, (_, i) => i + 1)
        await expectToArrive(
          counts.map((count) => Array.from({ length: count }, (_, i) => pattern(i % 4, i))),
        )
      })

      it("RFC 37: empty parts arrive, wherever they stand", async () => {
        const some = pattern(3)
        const none = Buffer.alloc(0)
        await expectToArrive([[none], [none, some], [some, none], [none, none, some, none, none]])
      })

      it.each(SIZES)("RFC 37: parts of %i bytes arrive byte by byte", async (size) => {
        await expectToArrive([
          [pattern(size, 1)],
          [pattern(size, 2), pattern(size, 3)],
          [pattern(1), pattern(size, 4), pattern(0), pattern(size, 5)],
        ])
      })

      it("RFC 37: parts of all these sizes arrive in one message", async () => {
        const parts = SIZES.map((size, i) => pattern(size, i))
        await expectToArrive([parts, [...parts].reverse()])
      })

      it("RFC 37: a part of 10 MB arrives, and what follows it", async () => {
        const large = pattern(10_000_000, 7)
        await expectToArrive([[pattern(5), large, pattern(5)], [pattern(1)]])
      })
    })

async function sendNumbered(socket: PeerSocket, mark: number): Promise<void> {
  for (let i = 0; i < MANY; i++) {
    const body = Buffer.allocUnsafe(8)
    body.writeUInt32LE(i)
    body.writeUInt32LE(mark, 4)
    await socket.send(body)
  }
}

/** How many came in order before the first that did not. */
async function countInOrder(socket: PeerSocket, mark: number): Promise<number> {
  for (let i = 0; i < MANY; i++) {
    const [body] = await socket.receive()
    if (body.readUInt32LE() !== i || body.readUInt32LE(4) !== mark) return i
  }
  return MANY
}

describe.each(WIRE_TRANSPORTS)("100,000 small messages over %s", (transport) => {
  it.each(SIDES)("RFC 30: arrive in order from %s", async (from) => {
    const push = open(from, "Push")
    const pull = open(other(from), "Pull")
    await join(push, pull, transport)
    const [count] = await Promise.all([countInOrder(pull, 1), sendNumbered(push, 1)])
    expect(count).toBe(MANY)
  })

  it.each(SIDES)("RFC 28: arrive in order both ways at once when %s binds", async (binding) => {
    const binder = open(binding, "Dealer")
    const connector = open(other(binding), "Dealer")
    await join(binder, connector, transport)
    const counts = await Promise.all([
      countInOrder(binder, 2),
      countInOrder(connector, 1),
      sendNumbered(binder, 1),
      sendNumbered(connector, 2),
    ])
    expect(counts.slice(0, 2)).toEqual([MANY, MANY])
  })
})
