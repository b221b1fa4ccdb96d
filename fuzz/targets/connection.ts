/**
 * A security mechanism in a whole connection, fed by a peer that says anything: greeting, handshake, traffic.
 * An input: socket type, limits, mode, cuts; then what the peer says.
 */
import { Decoder } from "../../src/zmtp/decoder.js"
import { GREETING_BYTES } from "../../src/zmtp/greeting.js"
import { ACCEPTED, WIRE_TYPES, type Role } from "../../test/helpers/roles.js"
import { recordPeer, Side, type SideOptions } from "../../test/helpers/side.js"
import { cutsOf } from "../lib/cuts.js"
import { ZMTP_WORDS } from "../lib/dictionary.js"
import { demandSame } from "../lib/oracle.js"
import type { Target } from "../lib/target.js"

const HEAD_BYTES = 4
const LIMITS = [Infinity, 200, 2000, 0]
const PARTS = [65_536, 3]
const STATUSES = [200, 200, 300, 400, 500] as const
/** Longer inputs are not also fed byte by byte. */
const SINGLE_BYTES = 400

const MESSAGES = [
  [Buffer.from("one")],
  [Buffer.alloc(0), Buffer.from("two")],
  Array.from("four", (letter) => Buffer.from(letter)),
]
const SUBSCRIPTIONS = [[Buffer.from("\x01topic")], [Buffer.from("\x00topic")]]

/** What the first bytes of an input say. */
function optionsOf(role: Role, input: Buffer): SideOptions {
  const [type, limits, mode] = [...input]
  return {
    mechanism: role.create(),
    socketType: WIRE_TYPES[type % WIRE_TYPES.length],
    identity: Buffer.from((mode & 1) === 0 ? "" : "me"),
    maxMessageBytes: LIMITS[limits % LIMITS.length],
    maxParts: PARTS[(limits >> 2) % PARTS.length],
    greets: [...MESSAGES, ...SUBSCRIPTIONS],
    verdict: {
      status: STATUSES[(mode >> 1) % STATUSES.length],
      userId: "someone",
      metadata: new Map([["x-a", "b"]]),
    },
  }
}

/** Frames of any kind go nowhere. */
const SINK = {
  onMessage: () => true,
  roomForRun: () => 0,
  onRun: () => true,
  onCommand: () => {},
  onSealed: () => {},
}

function feed(role: Role, input: Buffer, chunks: readonly Buffer[], extras: Partial<SideOptions>) {
  const side = new Side({ ...optionsOf(role, input), ...extras })
  const mayKeep = extras.stops === true
  for (const chunk of chunks) {
    side.receive(chunk, mayKeep)
    // Its memory is ours again: nothing that was delivered may show it.
    if (!mayKeep) chunk.fill(0xee)
  }
  const events = [...side.events, `closed ${String(side.connection.state === "closed")}`]
  events.push(...side.messages.map((parts) => parts.map((part) => part.toString("latin1")).join()))
  const said = side.said()
  side.connection.destroy()
  if (role.isRepeatable) events.push(`said ${said.toString("latin1")}`)
  return { events, said }
}

/** The verdict comes some time after it was asked for, and then once more. */
function judgeLate(role: Role, input: Buffer, chunks: readonly Buffer[]): void {
  const options = optionsOf(role, input)
  const side = new Side({ ...options, verdict: null })
  for (const chunk of chunks) {
    side.receive(chunk)
    chunk.fill(0xee)
    const isAsked = side.events.includes("authenticate")
    if (isAsked && (input[2] & 2) === 0) side.judge(options.verdict ?? ACCEPTED)
  }
  side.judge(options.verdict ?? ACCEPTED)
  side.connection.destroy()
}

/** @param role one side of a mechanism; its peer is what is made up. */
export function connectionTarget(role: Role): Target {
  return {
    name: role.name,
    framesFrom: HEAD_BYTES + GREETING_BYTES,
    longest: 10_000,
    words: ZMTP_WORDS,
    get seeds() {
      return WIRE_TYPES.map((own, index) => {
        const greets = ["PUB", "XPUB"].includes(own) ? SUBSCRIPTIONS : MESSAGES
        return Buffer.concat([
          Buffer.from([index, 4 * (index % 2), 0, index]),
          recordPeer(role, own, greets),
        ])
      })
    },
    run(input) {
      if (input.length < HEAD_BYTES) return
      const bytes = input.subarray(HEAD_BYTES)
      const whole = feed(role, input, [Buffer.from(bytes)], {})
      const cut = feed(role, input, cutsOf(bytes, input[3]), { room: 0 })
      demandSame(whole.events, cut.events, "whole and cut differ")
      // Every fourth input byte by byte, if that is not too long.
      const isSingle = input[3] % 4 === 0 && bytes.length <= SINGLE_BYTES
      const pieces = cutsOf(bytes, isSingle ? Array.from(bytes.keys()).slice(1) : input[3] + 1)
      const stopped = feed(role, input, pieces, { stops: true, room: input[3] % 5 })
      demandSame(whole.events, stopped.events, "whole and cut with stops differ")
      if (whole.events.includes("authenticate")) judgeLate(role, input, cutsOf(bytes, input[3]))
      // What we say is well-formed, whatever was said to us.
      const decoder = new Decoder(SINK, Infinity, Infinity)
      decoder.commandsOnly = false
      decoder.receive(whole.said.subarray(GREETING_BYTES))
    },
  }
}
