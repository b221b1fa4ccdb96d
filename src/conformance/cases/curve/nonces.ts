/**
 * The nonces of what follows CURVE's handshake: they go up, and nothing comes twice or from elsewhere.
 */
import { Buffer } from "node:buffer"
import { COMMAND, commandBody } from "../../build.js"
import type { Applies, Case } from "../../case.js"
import type { CurveTraffic } from "../../curve.js"
import type { Session } from "../../session.js"
import { variations } from "../../vary.js"

const CURVE: Applies = { mechanisms: ["CURVE"] }
const BOUND: Applies = { ...CURVE, roles: ["binds"] }

const LAST_COUNTER = 2n ** 64n - 1n

export const nonceCases: readonly Case[] = [
  {
    id: "26/curve/63",
    level: "MUST",
    title: "closes at a MESSAGE that comes a second time",
    reason: "Its nonce has been used, so it is a replay.",
    applies: CURVE,
    async run(bench) {
      const session = await bench.handshake()
      await session.expectServed(bench.observed)
      const bytes = session.packCommand("PONG")
      session.wire.send(bytes, bytes)
      await session.wire.expectClosed("a MESSAGE twice")
    },
  },
  {
    id: "26/curve/64",
    level: "MUST",
    title: "closes at two MESSAGEs that have changed places",
    reason: "Messages arrive in the order in which they were sent, or somebody has been at them.",
    applies: CURVE,
    run: (bench) =>
      bench.refusesAfterHandshake("the second before the first", (session) => {
        const first = session.packCommand("PONG")
        return Buffer.concat([session.packCommand("PONG"), first])
      }),
  },
  {
    id: "26/curve/65",
    level: "MUST",
    title: "closes at a MESSAGE with a nonce that the handshake has used",
    reason: "One counter goes through the handshake and all that follows.",
    applies: CURVE,
    async run(bench) {
      const session = await bench.handshake()
      const { counter } = trafficOf(session)
      session.wire.send(session.pack(0, "x", { counter: counter.last }))
      await session.wire.expectClosed(`counter ${String(counter.last)} once more`)
    },
  },
  {
    id: "26/curve/66",
    level: "MUST",
    title: "closes at a nonce of 0",
    reason: "It is not more than the one before.",
    applies: CURVE,
    run: (bench) =>
      bench.refusesAfterHandshake("counter 0", (session) => session.pack(0, "x", { counter: 0n })),
  },
  {
    id: "26/curve/67",
    level: "SHOULD",
    title: "takes nonces that leave numbers out",
    reason: "They have to go up and must not come twice; that they go up by one is not said.",
    applies: CURVE,
    async run(bench) {
      const session = await bench.handshake()
      for (const gap of [1n, 1000n]) {
        const { counter } = trafficOf(session)
        counter.skipTo(counter.last + gap)
        session.sendCommand("PONG")
        await session.expectServed(bench.observed)
      }
    },
  },
  {
    id: "26/curve/68",
    level: "SHOULD",
    title: "takes nonces of 64 bits",
    reason: "The counter has eight bytes. Languages whose numbers are smaller lose count.",
    applies: CURVE,
    async run(bench) {
      const session = await bench.handshake()
      for (const edge of [2n ** 31n, 2n ** 32n, 2n ** 53n, 2n ** 63n, LAST_COUNTER - 4n]) {
        trafficOf(session).counter.skipTo(edge - 2n)
        for (let i = 0; i < 4; i++) session.sendCommand("PONG")
        await session.expectServed(bench.observed)
      }
    },
  },
  {
    id: "26/curve/69",
    level: "MUST",
    title: "closes at a nonce that goes back, however large",
    reason: "The counter has eight bytes, none of which is a sign, and it does not begin anew.",
    applies: CURVE,
    async run(bench) {
      const steps = [
        [10n, 9n],
        [2n ** 32n, 2n ** 32n - 1n],
        [2n ** 32n + 5n, 5n],
        [2n ** 53n + 1n, 2n ** 53n],
        [2n ** 63n, 2n ** 63n - 1n],
        [2n ** 63n, 5n],
        [LAST_COUNTER, LAST_COUNTER],
        [LAST_COUNTER, 0n],
      ] as const
      for (const [first, second] of variations(bench, steps)) {
        await bench.refusesAfterHandshake(`${String(first)}, then ${String(second)}`, (session) =>
          Buffer.concat([
            session.pack(COMMAND, commandBody("PONG"), { counter: first }),
            session.pack(COMMAND, commandBody("PONG"), { counter: second }),
          ]),
        )
      }
    },
  },
  {
    id: "26/curve/70",
    level: "MUST",
    title: "closes at a MESSAGE that it could have sent itself",
    reason:
      "Both directions have the same key; the nonces' prefixes are there so that nothing can be sent back to whom it came from.",
    applies: CURVE,
    run: (bench) =>
      bench.refusesAfterHandshake("a MESSAGE of its own direction", (session) =>
        session.pack(0, "x", { prefix: trafficOf(session).theirPrefix }),
      ),
  },
  {
    id: "26/curve/71",
    level: "MUST",
    title: "closes at a MESSAGE of another connection",
    reason: "Each connection has keys of its own.",
    applies: BOUND,
    async run(bench) {
      const other = await bench.handshake()
      const counter = 1000n
      const bytes = other.pack(0, "x", { counter })
      await bench.refusesAfterHandshake("a MESSAGE of another connection", () => bytes)
    },
  },
]

export function trafficOf({ traffic }: Session): CurveTraffic {
  if (traffic === null) throw new Error("this case is for CURVE only")
  return traffic
}
