/**
 * Whoever is at the other end of a measurement may leave before it is over: then nothing more is to be waited for.
 * Knows one socket with one peer. Does not know what is measured.
 */
import type { Socket } from "../../index.js"
import { EXIT, Failure } from "../exit.js"
import { interrupted } from "../interrupt.js"
import { tell } from "../telling.js"
import type { Amount } from "./throughput.js"

/** Works until it is done, or the peer has left; answers whether that was so. */
export async function untilLeft(
  socket: Socket,
  work: (signal: AbortSignal) => Promise<void>,
): Promise<boolean> {
  const over = new AbortController()
  const stop = (): void => {
    over.abort()
  }
  socket.events.on("disconnect", stop)
  interrupted.addEventListener("abort", stop)
  try {
    await work(over.signal)
    return false
  } catch (error) {
    interrupted.throwIfAborted()
    if (!over.signal.aborted) throw error
    return true
  } finally {
    socket.events.off("disconnect", stop)
    interrupted.removeEventListener("abort", stop)
  }
}

/** Says that the other end has left. @throws Failure when what was done is not what was asked for. */
export function tellDeparture(done: number, what: string, amount: Amount): void {
  const text = `the other end left after ${String(done)} ${what}`
  if (done === 0 || (amount.count ?? 0) > done) throw new Failure(EXIT.error, text)
  if (amount.quiet !== true) tell(`purezmq: ${text}`)
}
