/**
 * How long a REQ waits for its reply.
 * Knows REQ and REP. Does not know where the other end is.
 */
import { Buffer } from "node:buffer"
import type { Socket } from "../../index.js"
import { receiving, sending } from "../session/open.js"
import { inTime, patienceOf } from "../session/patience.js"
import { tellDeparture, untilLeft } from "./departure.js"
import { Times, type Summary } from "./percentiles.js"
import { somebody } from "../session/partner.js"
import { showProgress } from "./progress.js"
import type { Amount } from "./throughput.js"

/** What was measured: round trips, in microseconds. */
export interface Latency extends Summary {
  readonly roundTrips: number
}

/** Round trips before the first that counts: whatever is made on first use has been made. */
const WARM_UP = 50

/** Asks until there is enough, or the other end leaves. */
export async function ask(socket: Socket, amount: Amount): Promise<Latency> {
  const question = Array.from({ length: amount.parts }, () => Buffer.alloc(amount.size, "x"))
  await somebody(socket, amount)
  const times = new Times()
  const hide = showProgress(
    () => `latency: ${String(times.count)} round trips`,
    amount.quiet !== true,
  )
  const asked = untilLeft(socket, async (signal) => {
    const patience = patienceOf(amount.timeout, signal)
    const roundTrip = async (): Promise<void> => {
      await sending(socket).send(question, patience)
      await receiving(socket).receive(patience)
    }
    for (let i = 0; i < WARM_UP; i++) await roundTrip()
    const began = performance.now()
    for (let now = began; isWanted(times.count, now - began, amount);) {
      await roundTrip()
      const after = performance.now()
      times.add(after - now)
      now = after
    }
  }).finally(hide)
  const hasLeft = await inTime(asked, "no reply has come", amount.timeout)
  if (hasLeft) tellDeparture(times.count, "round trips", amount)
  return { roundTrips: times.count, ...times.summary() }
}

/** Answers each request with itself, as long as there are any. */
export async function answer(socket: Socket, { timeout }: Amount): Promise<never> {
  const patience = patienceOf(timeout)
  const answered = async (): Promise<never> => {
    for (;;) await sending(socket).send(await receiving(socket).receive(patience), patience)
  }
  return inTime(answered(), "no request has come", timeout)
}

function isWanted(count: number, ms: number, amount: Amount): boolean {
  return amount.count === undefined ? count === 0 || ms < amount.time : count < amount.count
}
