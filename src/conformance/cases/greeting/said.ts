/** 37/greeting: what a peer says by itself. */
import { Buffer } from "node:buffer"
import type { Bench } from "../../bench.js"
import { greeting } from "../../build.js"
import type { Case } from "../../case.js"
import { shown, type Greeting } from "../../read.js"
import { Deviation, informational } from "../../verdict.js"

const SIGNATURE_BYTES = 10
const MECHANISM_AT = 12
const MECHANISM_BYTES = 20

/** What a peer says by itself. */
export const saidCases: readonly Case[] = [
  {
    id: "37/greeting/1",
    level: "MUST",
    title: "begins with a signature: ff, eight bytes of padding, 7f",
    reason: "The signature tells ZMTP 2 and later from older protocols and from strangers.",
    async run(bench) {
      const { bytes } = await greetingOf(bench)
      if (bytes[0] === 0xff && bytes[9] === 0x7f) return
      throw new Deviation("ff .. 7f", bytes.toString("hex", 0, 10))
    },
  },
  {
    id: "37/greeting/2",
    level: "MUST",
    title: "announces version 3.0 or later",
    reason: "Greetings of 64 bytes are those of ZMTP 3; other versions have others.",
    async run(bench) {
      const { version } = await greetingOf(bench)
      if (version[0] < 3) throw new Deviation("a major version of 3 or more", version.join("."))
    },
  },
  {
    id: "37/greeting/3",
    level: "MUST",
    title: "fills its mechanism's name up with zeros",
    reason: "Both sides compare all twenty bytes, so what stands behind the name counts.",
    async run(bench) {
      const { bytes } = await greetingOf(bench)
      const name = Buffer.alloc(MECHANISM_BYTES)
      name.write(bench.target.mechanism)
      const theirs = bytes.subarray(MECHANISM_AT, MECHANISM_AT + MECHANISM_BYTES)
      if (!theirs.equals(name)) throw new Deviation(shown(name), shown(theirs))
    },
  },
  {
    id: "37/greeting/4",
    level: "MUST",
    title: "is no server of NULL: its as-server byte is 0",
    reason: "NULL has no roles, and the grammar leaves it nothing but 0 to say.",
    applies: { mechanisms: ["NULL"] },
    async run(bench) {
      const { asServer } = await greetingOf(bench)
      if (asServer !== 0) throw new Deviation("as-server 0", String(asServer))
    },
  },
  {
    id: "37/greeting/5",
    level: "SHOULD",
    title: "says in its as-server byte whether it is the server of PLAIN or CURVE",
    reason:
      "The byte tells the roles in mechanisms that have some. Without it two servers or two clients only find out by waiting.",
    applies: { mechanisms: ["PLAIN", "CURVE"] },
    async run(bench) {
      const { asServer } = await greetingOf(bench)
      const expected = bench.target.side === "server" ? 1 : 0
      if (asServer !== expected)
        throw new Deviation(`as-server ${String(expected)}`, String(asServer))
    },
  },
  {
    id: "37/greeting/6",
    level: "MUST",
    title: "ends its greeting with 31 zeros",
    reason: "Later versions may give these bytes a meaning; today's have to leave them empty.",
    async run(bench) {
      const { filler } = await greetingOf(bench)
      if (filler.some((byte) => byte !== 0)) throw new Deviation("31 zeros", filler.toString("hex"))
    },
  },
  {
    id: "37/greeting/7",
    level: "MUST",
    title: "says at least its signature without having heard anything",
    reason: "If each side waited for the other, no connection would ever come about.",
    async run(bench) {
      const wire = await bench.open()
      await wire.receive(10, "a signature of 10 bytes")
    },
  },
  {
    id: "37/greeting/8",
    level: "MUST",
    title: "gives its whole greeting to whoever has sent a whole one",
    reason: "A peer that detects versions byte by byte must not hold back the rest for ever.",
    async run(bench) {
      const wire = await bench.open()
      wire.send(greeting({ mechanism: bench.target.mechanism }))
      await wire.receiveGreeting()
    },
  },
]

/** What it may say as it likes. */
export const openCases: readonly Case[] = [
  {
    id: "37/greeting/29",
    level: "MAY",
    title: "how it fills up its signature",
    reason:
      "The eight bytes mean nothing to ZMTP 3. To a peer of ZMTP 1 they are the size of a frame, which some therefore say as if it were one.",
    async run(bench) {
      const { bytes } = await greetingOf(bench)
      return informational(`says ${bytes.toString("hex", 1, 9)}`)
    },
  },
  {
    id: "37/greeting/30",
    level: "MAY",
    title: "how much it says before it has heard anything",
    reason:
      "The signature has to come by itself; the rest may wait for the other side's. Whoever waits for more than that before saying its own signature may wait for ever.",
    async run(bench) {
      const wire = await bench.open()
      await wire.receive(SIGNATURE_BYTES, "a signature of 10 bytes")
      await wire.closes(wire.patience.quietMs)
      return informational(`says ${String(SIGNATURE_BYTES + wire.waiting)} bytes`)
    },
  },
]

/** What the peer says when we say a good greeting. */
async function greetingOf(bench: Bench): Promise<Greeting> {
  const wire = await bench.open()
  wire.send(greeting({ mechanism: bench.target.mechanism }))
  return wire.receiveGreeting()
}
