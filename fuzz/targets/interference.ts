/**
 * Two honest sides, and somebody between them who changes what one says: bits, bytes, frames left out, repeated or
 * held back. Reaches what made-up bytes cannot, since both sides know their keys.
 * An input: socket type, mode; then one change after another, for one piece of what is said each.
 */
import { PEER_TYPES, WIRE_TYPES, type Role } from "../../test/helpers/roles.js"
import { converse, Side, textOf } from "../../test/helpers/side.js"
import { ByteSource } from "../lib/byte-source.js"
import { COMMAND_WORDS } from "../lib/dictionary.js"
import { cutIntoFrames } from "../lib/frame-mutations.js"
import { demand, demandSame } from "../lib/oracle.js"
import type { Target } from "../lib/target.js"

const MESSAGES = [
  [Buffer.from("first")],
  [Buffer.alloc(0), Buffer.from("second"), Buffer.alloc(300, 2)],
  [Buffer.from("\x01third")],
]
const PASS = 0

/** Changes one piece, as the input says. `past`: the pieces before it. */
function change(piece: Buffer, source: ByteSource, past: Buffer[]): Buffer {
  const changed = Buffer.from(piece)
  const at = (source.byte() | (source.byte() << 8)) % piece.length
  switch (source.below(10)) {
    case 1:
      changed[at] ^= 1 << source.below(8)
      return changed
    case 2:
      changed[at] = source.byte()
      return changed
    case 3:
      return Buffer.concat([piece.subarray(0, at), source.chunk(), piece.subarray(at)])
    case 4:
      return Buffer.concat([piece.subarray(0, at), piece.subarray(at + 1 + source.byte())])
    case 5:
      return piece.subarray(0, at)
    case 6:
      return Buffer.concat([piece, source.pick([piece, ...past])])
    case 7:
      return Buffer.concat(cutIntoFrames(piece).reverse())
    case 8:
      return Buffer.concat(cutIntoFrames(piece).filter(() => source.flag()))
    case 9:
      return source.pick([piece, ...past])
    default:
      return piece
  }
}

/** @param role the side that is tested. */
export function interferenceTarget(role: Role): Target {
  return {
    name: `${role.name}-interference`,
    framesFrom: null,
    longest: 400,
    words: COMMAND_WORDS,
    get seeds() {
      return WIRE_TYPES.flatMap((_own, index) =>
        [PASS, 1, 5, 7, 9].map((kind) => Buffer.from([index, 0, 1, 3, 0, kind, 1, 1, 3, 0, kind])),
      )
    },
    run(input) {
      const source = new ByteSource(input)
      const socketType = source.pick(WIRE_TYPES)
      const both = source.flag()
      const side = new Side({ mechanism: role.create(), socketType })
      const peer = new Side({
        mechanism: role.createPeer(),
        socketType: PEER_TYPES[socketType],
        greets: MESSAGES,
      })
      const past: Buffer[] = []
      const changes = { any: false }
      converse(side, peer, (bytes) => {
        const changed =
          source.done || !(both || source.flag()) ? bytes : change(bytes, source, past)
        past.push(bytes)
        changes.any ||= !changed.equals(bytes)
        return changed
      })
      const received = side.messages.map(textOf)
      if (!changes.any) demandSame(MESSAGES.map(textOf), received, "sent and received differ")
      if (role.isSealed) {
        // RFC 26 has nonces increase, by however much: what goes missing is not noticed, anything else is.
        const parts = side.messages.flat().map(String)
        demand(isWithin(parts, MESSAGES.flat().map(String)), `nobody sent: ${received.join()}`)
      }
      side.connection.destroy()
      peer.connection.destroy()
    },
  }
}

/** Whether these are some of those, in the same order. */
function isWithin(some: readonly string[], all: readonly string[]): boolean {
  let at = 0
  for (const one of some) {
    at = all.indexOf(one, at) + 1
    if (at === 0) return false
  }
  return true
}
