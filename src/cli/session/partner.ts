/**
 * The other end, before it is there: it is waited for, and whoever waits for long is told.
 * Knows one socket. Does not know what is to be sent.
 */
import type { Socket } from "../../index.js"
import { tell } from "../telling.js"
import { inTime, patienceOf } from "./patience.js"
import { troubleOf } from "./trouble.js"

/** Whoever is started at the same time is there before. */
const PATIENCE_MS = 2000

/** What is said of waiting, and when it ends. */
export interface Waiting {
  readonly connect?: string | undefined
  readonly timeout?: number | undefined
  readonly quiet?: boolean | undefined
  /** The other end is a process of our own, which is being started. */
  readonly isAlone?: boolean | undefined
}

/** Waits until somebody is there. @throws Failure when that takes longer than it may. */
export async function somebody(socket: Socket, waiting: Waiting): Promise<void> {
  const { connect, timeout, quiet = false, isAlone = false } = waiting
  const where = connect ?? socket.lastEndpoint ?? "the other end"
  const connected = inTime(
    socket.connected(patienceOf(timeout)),
    "nobody has connected",
    timeout,
    () => troubleOf(socket),
  )
  const what = (): string => `somebody at ${where}${troubleOf(socket)}`
  await (quiet || isAlone ? connected : tellingOfWaiting(connected, what))
}

/** Says what is waited for, if that is for long. */
export async function tellingOfWaiting<T>(call: Promise<T>, what: () => string): Promise<T> {
  const timer = setTimeout(() => {
    tell(`purezmq: waiting for ${what()}`)
  }, PATIENCE_MS)
  try {
    return await call
  } finally {
    clearTimeout(timer)
  }
}
