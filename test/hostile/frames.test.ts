/** Frames that claim much, come in drops, or never come to an end. */
import { describe, expect, it } from "vitest"
import { nextEvent } from "../helpers/events.js"
import { bytes, frame } from "../helpers/raw-peer.js"
import {
  flood,
  expectGrowth,
  memoryInUse,
  publisher,
  pull,
  router,
  withstand,
} from "../helpers/siege.js"
import { Publisher } from "../../src/index.js"
import { fence } from "../helpers/peers.js"
import { until } from "../helpers/sockets.js"

describe("RFC 37: a frame's size", () => {
  it.each([
    ["2^64-1, with data behind it", `02 FF FF FF FF FF FF FF FF "${"A".repeat(1024)}"`],
    ["2^64-2", `02 FF FF FF FF FF FF FF FE "${"A".repeat(1024)}"`],
    ["2^63", `02 80 00 00 00 00 00 00 00 "${"A".repeat(1024)}"`],
    ["2^63-1", `02 7F FF FF FF FF FF FF FF "${"A".repeat(1024)}"`],
    ["2^53+1", "02 00 20 00 00 00 00 00 01"],
    ["2^53", "02 00 20 00 00 00 00 00 00"],
    ["256 GiB", "02 00 00 00 3F FF FF FF FF"],
    ["2^64-1 of a command", "06 FF FF FF FF FF FF FF FF"],
    ["2^64-1 of a part that is not the last", "03 FF FF FF FF FF FF FF FF"],
  ])("of %s ends the connection; another of the same socket goes on", async (_what, data) => {
    const target = await router()
    await withstand(target, async (attackers) => {
      const other = await attackers.admitted("DEALER")
      const failed = nextEvent(target.socket, "handshake:error:protocol")
      const peer = await attackers.admitted("DEALER")
      peer.write(bytes(data))
      expect((await failed).error.code).toBe("ERR_ZMTP_MALFORMED_COMMAND_MESSAGE")
      await peer.untilClosed()
      other.write(frame(0, "good"))
      expect(await other.take(6)).toEqual(bytes('00 04 "good"'))
      expect(target.heard).toEqual([])
    })
  })

  it("of a gigabyte on 500 connections, and 1000 bytes of each, sets aside no more than 64 KiB each", async () => {
    const target = await router()
    await withstand(target, async (attackers) => {
      const peers = await Promise.all(
        Array.from({ length: 500 }, () => attackers.admitted("DEALER")),
      )
      const before = await memoryInUse()
      for (const peer of peers) peer.write(bytes("02 00 00 00 00 40 00 00 00"), Buffer.alloc(1000))
      const read = () => target.socket.statistics().bytesReceived
      await until(() => read() > 500 * 1009, "all is read")
      await expectGrowth(before, 500 * 72 * 1024)
    })
  })
})

describe("a message that never ends", () => {
  it.each([
    ["parts of one byte", bytes('01 01 "a"')],
    ["empty parts", bytes("01 00")],
    ["long empty parts", bytes("03 00 00 00 00 00 00 00 00")],
  ])("of %s ends its connection at 65536 parts; none is seen", async (_what, part) => {
    const target = await router()
    await withstand(target, async (attackers) => {
      const failed = nextEvent(target.socket, "handshake:error:protocol")
      const peer = await attackers.admitted("DEALER")
      await flood(peer, Buffer.concat(Array<Buffer>(4096).fill(part)), 32)
      expect(String((await failed).error.cause)).toContain("more than 65536 parts")
      await peer.untilClosed()
      expect(target.heard).toEqual([])
    })
  })

  it("maxMessageParts decides how many there may be, and 0 that there is no limit", async () => {
    const target = await pull({ maxMessageParts: 3 })
    await withstand(target, async (attackers) => {
      const failed = nextEvent(target.socket, "handshake:error:protocol")
      const peer = await attackers.admitted("PUSH")
      peer.write(bytes("01 00 01 00 00 00"))
      await until(() => target.heard.length === 1, "three parts")
      expect(target.heard[0]).toHaveLength(3)
      peer.write(bytes("01 00 01 00 01 00"))
      await failed
      await peer.untilClosed()
    })
    const unlimited = await pull({ maxMessageParts: 0 })
    await withstand(unlimited, async (attackers) => {
      const peer = await attackers.admitted("PUSH")
      await flood(peer, Buffer.concat(Array<Buffer>(7000).fill(bytes("01 00"))), 10)
      peer.write(bytes("00 00"))
      await until(() => unlimited.heard.length === 1, "one message")
      expect(unlimited.heard[0]).toHaveLength(70_001)
    })
  })

  it("maxMultipartSize decides how many bytes they may have together, by their headers", async () => {
    const target = await pull({ maxMultipartSize: 1000 })
    await withstand(target, async (attackers) => {
      const failed = nextEvent(target.socket, "handshake:error:protocol")
      const peer = await attackers.admitted("PUSH")
      peer.write(frame(1, Buffer.alloc(999)), frame(0, "b"))
      await until(() => target.heard.length === 1, "a thousand bytes")
      peer.write(frame(1, Buffer.alloc(999)), bytes("02 00 00 00 00 00 00 00 02"))
      expect(String((await failed).error.cause)).toContain("message of 1001 bytes or more")
      await peer.untilClosed()
    })
  })

  it("and that its peer leaves in the middle of, 1000 times, leaves nothing", async () => {
    const begun = Buffer.concat([
      frame(1, Buffer.alloc(2000)),
      bytes('03 00 00 00 00 00 01 00 00 "half"'),
    ])
    const target = await router()
    await withstand(
      target,
      async (attackers) => {
        for (let i = 0; i < 50; i++) {
          const peers = await Promise.all(
            Array.from({ length: 20 }, () => attackers.admitted("DEALER")),
          )
          const before = target.socket.statistics().bytesReceived
          for (const peer of peers) peer.write(begun)
          await until(
            () => target.socket.statistics().bytesReceived === before + 20 * begun.length,
            "all is read",
          )
          for (const peer of peers) peer.socket.resetAndDestroy()
          await until(() => target.socket.peers.length === 0, "all are gone")
        }
        expect(target.heard).toEqual([])
      },
      { mayKeepMiB: 4 },
    )
  })
})

it("RFC 29: messages a PUB has no use for are dropped, a million of them", async () => {
  const target = await publisher(new Publisher())
  await withstand(target, async (attackers) => {
    const peer = await attackers.admitted("SUB")
    await flood(peer, Buffer.concat(Array<Buffer>(20_000).fill(bytes('00 01 "A"'))), 50)
    await fence(peer)
  })
})
