/**
 * The other end of a measurement, before it is there: it is waited for, and whoever waits for long is told.
 * Knows one socket. Does not know what is measured.
 */
import type { Socket } from "../../index.js"
import { inTime, patienceOf } from "../session/patience.js"
import { tell } from "../telling.js"

/** Whoever is started at the same time is there before. */
const PATIENCE_MS = 1000

/** What is said of waiting, and when it ends. */
export interface Waiting {
  readonly connect?: string
  readonly timeout?: number
  readonly quiet?: boolean
}

/** Waits until somebody is there. @throws Failure when that takes longer than it may. */
export async function somebody(socket: Socket, waiting: Waiting): Promise<void> {
  const { connect, timeout, quiet = false } = waiting
  const where = connect ?? socket.lastEndpoint ?? "the other end"
  const timer = quiet
    ? null
    : setTimeout(() => {
        tell(`purezmq: waiting for somebody at ${where}`)
      }, PATIENCE_MS)
  try {
    await inTime(socket.connected(patienceOf(timeout)), "nobody has connected", timeout)
  } finally {
    if (timer !== null) clearTimeout(timer)
  }
}
