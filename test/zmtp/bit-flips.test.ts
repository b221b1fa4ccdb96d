/** A good handshake with any one of its bits turned over, or cut at any byte. */
import { describe, expect, it } from "vitest"
import { ROLES, type Role } from "../helpers/roles.js"
import { Side, textOf } from "../helpers/side.js"
import { cutAt } from "../helpers/cuts.js"

const MESSAGE = [Buffer.from("message"), Buffer.alloc(0), Buffer.from("of three parts")]
const BITS = 8

/** A whole conversation; what the peer says, counted over all of it, goes through `change`. */
function talk(role: Role, change: (bytes: Buffer, from: number) => Buffer[]): Side {
  const side = new Side({ mechanism: role.create(), socketType: "DEALER" })
  const peer = new Side({
    mechanism: role.createPeer(),
    socketType: "ROUTER",
    identity: Buffer.from("peer"),
    greets: [MESSAGE],
  })
  let said = 0
  for (let bytes = peer.said(); bytes.length > 0; bytes = peer.said()) {
    for (const chunk of change(bytes, said)) side.receive(chunk)
    said += bytes.length
    peer.receive(side.said())
  }
  return side
}

/** How many bytes the peer says. */
function length(role: Role): number {
  let all = 0
  const side = talk(role, (bytes) => {
    all += bytes.length
    return [bytes]
  })
  expect(side.messages.map(textOf)).toEqual([textOf(MESSAGE)])
  return all
}

function flipped(bytes: Buffer, from: number, bit: number): Buffer {
  const at = Math.floor(bit / BITS) - from
  if (at < 0 || at >= bytes.length) return bytes
  const changed = Buffer.from(bytes)
  changed[at] ^= 1 << (bit % BITS)
  return changed
}

/** What a user sees of it, as text. */
function seen(side: Side): string {
  return side.events.join("; ")
}

// Thousands of handshakes, with keys.
describe.each(ROLES)("$name: a handshake and a message", { timeout: 90_000 }, (role) => {
  it("with any one bit turned over are taken or refused, the same whole and byte by byte", () => {
    const bits = length(role) * BITS
    let refused = 0
    for (let bit = 0; bit < bits; bit++) {
      const whole = talk(role, (bytes, from) => [flipped(bytes, from, bit)])
      const single = talk(role, (bytes, from) =>
        cutAt(flipped(bytes, from, bit), Array.from(bytes.keys()).slice(1)),
      )
      if (role.isRepeatable) expect(seen(single), `bit ${String(bit)}`).toBe(seen(whole))
      expect(single.error === null).toBe(whole.error === null)
      if (whole.error !== null) refused += 1
      // Who changes one bit cannot have a message taken for another.
      const isWhole = whole.messages.every((message) => textOf(message) === textOf(MESSAGE))
      if (role.isSealed) expect(isWhole, `bit ${String(bit)}`).toBe(true)
    }
    expect(refused).toBeGreaterThan(bits / 10)
  })

  it("cut at any byte are taken", () => {
    const all = length(role)
    for (let at = 1; at < all; at++) {
      const side = talk(role, (bytes, from) => {
        const place = at - from
        return place > 0 && place < bytes.length ? cutAt(bytes, [place]) : [bytes]
      })
      expect(side.messages.map(textOf), `cut at ${String(at)}`).toEqual([textOf(MESSAGE)])
    }
  })

  it("that end early, at any byte, deliver nothing, and nothing is refused", () => {
    const all = length(role)
    for (let end = 0; end < all; end++) {
      const side = talk(role, (bytes, from) => [bytes.subarray(0, Math.max(0, end - from))])
      expect([side.messages.length, side.error], `end at ${String(end)}`).toEqual([0, null])
    }
  })
})
