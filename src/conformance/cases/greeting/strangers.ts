/** 37/greeting: what becomes of peers that speak something else, or nothing. */
import { Buffer } from "node:buffer"
import type { Bench } from "../../bench.js"
import { greeting, hex, message } from "../../build.js"
import type { Case } from "../../case.js"
import { informational, type Information } from "../../verdict.js"

/** Peers that speak something else, or nothing. */
export const strangerCases: readonly Case[] = [
  {
    id: "37/greeting/23",
    level: "MAY",
    title: "what it does with a peer of ZMTP 2.0",
    reason: "It may come down to version 2, and has to close if it cannot.",
    applies: { mechanisms: ["NULL"] },
    run: (bench) => fateOfBytes(bench, hex("ff 00 00 00 00 00 00 00 01 7f 01 05"), 12),
  },
  {
    id: "37/greeting/24",
    level: "MUST",
    title: "closes at a peer of ZMTP 2.0 when it has a mechanism",
    reason: "ZMTP 2 has no security: coming down to it would give all of it away.",
    applies: { mechanisms: ["PLAIN", "CURVE"] },
    run: (bench) =>
      closesAt(bench, hex("ff 00 00 00 00 00 00 00 01 7f 01 05 00 00"), "ZMTP 2 has no security"),
  },
  {
    id: "37/greeting/25",
    level: "MUST",
    title: "closes at a peer of ZMTP 1.0 when it has a mechanism",
    reason: "ZMTP 1 has no security: coming down to it would give all of it away.",
    applies: { mechanisms: ["PLAIN", "CURVE"] },
    run: (bench) => closesAt(bench, hex("01 00 06 00 68 65 6c 6c 6f"), "ZMTP 1 has no security"),
  },
  {
    id: "37/greeting/26",
    level: "MAY",
    title: "what it does with text of another protocol",
    reason:
      "Ports get scanned. What does not begin with ff can only be ZMTP 1, and may be closed at once.",
    run: (bench) =>
      fateOfBytes(bench, Buffer.from("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"), 10),
  },
  {
    id: "37/greeting/27",
    level: "SHOULD",
    title: "serves others while some say nothing",
    reason: "Who has not shown who he is must not keep anybody from being served.",
    applies: { roles: ["binds"] },
    alone: true,
    async run(bench) {
      for (let i = 0; i < 20; i++) {
        const wire = await bench.open()
        if (i % 2 === 1) wire.send(greeting({ mechanism: bench.target.mechanism }))
      }
      await bench.accepts({})
    },
  },
  {
    id: "37/greeting/28",
    level: "SHOULD",
    title: "serves others after some went away in the middle of their greeting",
    reason: "Connections break at any byte.",
    applies: { roles: ["binds"] },
    async run(bench) {
      const whole = greeting({ mechanism: bench.target.mechanism })
      for (let size = 0; size <= whole.length; size += 4) {
        const wire = await bench.open()
        wire.send(whole.subarray(0, size))
        await wire.sent()
        wire.destroy()
      }
      await bench.accepts({})
    },
  },
]

/** What follows on bytes that are no greeting of ZMTP 3. @param own bytes it may say before it knows. */
async function fateOfBytes(bench: Bench, bytes: Buffer, own: number): Promise<Information> {
  const wire = await bench.open()
  wire.send(bytes)
  if (await wire.closes(wire.patience.quietMs)) return informational("closes at once")
  const said =
    wire.waiting > own ? `says ${String(wire.waiting)} bytes and waits` : "waits for more"
  return informational(said)
}

async function closesAt(bench: Bench, bytes: Buffer, why: string): Promise<void> {
  const wire = await bench.open()
  wire.send(bytes, message("hello"))
  await wire.expectClosed(why)
}
