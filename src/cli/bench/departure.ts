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

/**
 * Whoever has sent so many messages has said nothing for a while. Having measured for as long as it was told it ends, too,
 * and that is as it should be.
 * @throws Failure when more was asked for, or there is nothing to measure: the first message only starts the clock.
 */
export function assertEnough(socket: Socket, messages: number, { count = 2 }: Amount): void {
  if (messages >= count) return
  const why = socket.peers.length === 0 ? "the other end left" : "nothing more came"
  throw new Failure(EXIT.error, `${why} after ${String(messages)} messages`)
}

/** Says that the other end has left. @throws Failure when what was done is not what was asked for. */
export function tellDeparture(done: number, what: string, amount: Amount): void {
  const text = `the other end left after ${String(done)} ${what}`
  if (done === 0 || (amount.count ?? 0) > done) throw new Failure(EXIT.error, text)
  if (amount.quiet !== true) tell(`purezmq: ${text}`)
}
