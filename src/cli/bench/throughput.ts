/**
 * How many messages a second one end sends, or the other receives.
 * Knows PUSH and PULL. Does not know where the other end is.
 */
import { Buffer } from "node:buffer"
import type { Socket } from "../../index.js"
import { interrupted } from "../interrupt.js"
import { receiving, sending } from "../session/open.js"
import { inTime, isTimeout, patienceOf } from "../session/patience.js"
import { assertEnough, tellDeparture, untilLeft } from "./departure.js"
import { somebody, type Waiting } from "../session/partner.js"
import { showProgress } from "./progress.js"

/** What is to be measured. */
export interface Amount extends Waiting {
  readonly size: number
  readonly parts: number
  readonly time: number
  readonly count?: number
}

/** What was. */
export interface Throughput {
  readonly messages: number
  readonly bytes: number
  readonly seconds: number
  readonly messagesPerSecond: number
  readonly bytesPerSecond: number
}

const BATCH = 256
/** So long nothing comes, then the other end has said its last. */
const SILENCE_MS = 1000

/** Sends until there is enough, or the other end leaves; what counts is what the operating system has taken. */
export async function sendMessages(socket: Socket, amount: Amount): Promise<Throughput> {
  const message = Array.from({ length: amount.parts }, () => Buffer.alloc(amount.size, "x"))
  const batch = Array.from({ length: BATCH }, () => message)
  await somebody(socket, amount)
  const began = performance.now()
  let messages = 0
  const hide = showProgress(() => progressOf(messages, began), amount.quiet !== true)
  const sent = untilLeft(socket, async (signal) => {
    const patience = patienceOf(amount.timeout, signal)
    while (isWanted(messages, began, amount)) {
      const left = (amount.count ?? Infinity) - messages
      await sending(socket).sendMany(left < BATCH ? batch.slice(0, left) : batch, patience)
      messages += Math.min(BATCH, left)
    }
    await socket.drained(patience)
  }).finally(hide)
  const hasLeft = await inTime(sent, "nobody has taken a message", amount.timeout)
  const ms = performance.now() - began
  if (hasLeft) {
    const { messagesSent, unsent } = socket.statistics()
    messages = messagesSent - unsent
    tellDeparture(messages, "messages", amount)
  }
  return result(messages, messages * amount.parts * amount.size, ms)
}

/** Receives until there is enough, or no more comes. The first message starts the clock, and does not count. */
export async function receiveMessages(socket: Socket, amount: Amount): Promise<Throughput> {
  await somebody(socket, amount)
  const first = receiving(socket).receive(patienceOf(amount.timeout))
  await inTime(first, "no message has come", amount.timeout)
  const began = performance.now()
  let last = began
  let messages = 0
  let bytes = 0
  const hide = showProgress(() => progressOf(messages, began), amount.quiet !== true)
  const limited = { ...amount, ...(amount.count !== undefined && { count: amount.count - 1 }) }
  try {
    while (isWanted(messages, began, limited)) {
      const received = await receiving(socket).receiveMany({
        most: (limited.count ?? Infinity) - messages,
        signal: interrupted,
        timeout: SILENCE_MS,
      })
      messages += received.length
      for (const message of received) for (const part of message) bytes += part.length
      last = performance.now()
    }
  } catch (error) {
    if (!isTimeout(error)) throw error
    assertEnough(socket, messages + 1, amount)
  } finally {
    hide()
  }
  return result(messages, bytes, last - began)
}

function isWanted(messages: number, began: number, { count, time }: Amount): boolean {
  return count === undefined ? performance.now() - began < time : messages < count
}

function result(messages: number, bytes: number, ms: number): Throughput {
  const seconds = Math.max(ms, 0.001) / 1000
  return {
    messages,
    bytes,
    seconds,
    messagesPerSecond: messages / seconds,
    bytesPerSecond: bytes / seconds,
  }
}

function progressOf(messages: number, began: number): string {
  const seconds = (performance.now() - began) / 1000
  return `throughput: ${String(Math.round(messages / seconds))} messages/s, ${seconds.toFixed(1)} s`
}
