/** Peers who want to be somebody else. */
import { describe, expect, it } from "vitest"
import { RoutingTable } from "../../src/patterns/routing-table.js"
import { fakePipe } from "../helpers/fake-peer.js"
import { fence } from "../helpers/peers.js"
import { bytes, frame } from "../helpers/raw-peer.js"
import { router, withstand } from "../helpers/siege.js"
import { until } from "../helpers/sockets.js"

describe("RFC 28: two peers with one Identity", () => {
  it("the first keeps it: what is sent to it never goes to the second, who is not heard", async () => {
    const target = await router()
    await withstand(target, async (attackers) => {
      const first = await attackers.admitted("DEALER", { Identity: "me" })
      const second = await attackers.admitted("DEALER", { Identity: "me" })
      second.write(frame(0, "it is me"))
      for (let i = 0; i < 10; i++) await target.socket.send(["me", String(i)])
      const all = Buffer.concat(Array.from({ length: 10 }, (_, i) => frame(0, String(i))))
      expect(await first.take(all.length)).toEqual(all)
      first.write(frame(0, "I am"))
      await until(() => target.heard.length === 1, "the first is heard")
      await fence(second)
      expect(second.received).toHaveLength(0)
      expect(target.heard.map((message) => message.map(String))).toEqual([["me", "I am"]])
    })
  })

  it("with handover the second has it from one message to the next, and the first is closed", async () => {
    const target = await router({ handover: true })
    await withstand(target, async (attackers) => {
      const first = await attackers.admitted("DEALER", { Identity: "me" })
      await target.socket.send(["me", "to the first"])
      expect(await first.take(14)).toEqual(bytes('00 0C "to the first"'))
      const second = await attackers.admitted("DEALER", { Identity: "me" })
      await target.socket.send(["me", "to the second"])
      expect(await second.take(15)).toEqual(bytes('00 0D "to the second"'))
      await first.untilClosed()
      expect(first.received).toHaveLength(0)
    })
  })
})

describe("RFC 28: ids that are made up", () => {
  it("are not those of peers that have left: a late answer reaches nobody else", async () => {
    const target = await router()
    await withstand(target, async (attackers) => {
      const left = await attackers.admitted("DEALER")
      left.write(frame(0, "question"))
      await until(() => target.heard.length === 1, "a question")
      const [id] = target.heard[0]
      left.socket.destroy()
      await until(() => target.socket.peers.length === 0, "it has left")
      const others = await Promise.all(
        Array.from({ length: 50 }, () => attackers.admitted("DEALER")),
      )
      await target.socket.send([id, "answer"])
      for (const other of others) {
        await fence(other)
        expect(other.received).toHaveLength(0)
      }
    })
  })

  it("are passed over where they are taken, and come round at 2^32", () => {
    const table = new RoutingTable(2 ** 32 - 2)
    const ids = Array.from({ length: 4 }, () => {
      const pipe = fakePipe()
      const id = table.generate()
      table.add(pipe, id)
      return id.toString("hex")
    })
    expect(ids).toEqual(["00fffffffe", "00ffffffff", "0000000000", "0000000001"])
    const again = new RoutingTable(7)
    again.add(fakePipe(), Buffer.from("0000000007", "hex"))
    expect(again.generate().toString("hex")).toBe("0000000008")
  })
})
