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
  const isTold = !quiet && !isAlone
  const timer = setTimeout(() => {
    if (isTold) tell(`purezmq: waiting for somebody at ${where}${troubleOf(socket)}`)
  }, PATIENCE_MS)
  try {
    await inTime(socket.connected(patienceOf(timeout)), "nobody has connected", timeout, () =>
      troubleOf(socket),
    )
  } finally {
    clearTimeout(timer)
  }
}
