/**
 * Several connections to one peer at a time: who of them hears something, and how much.
 * Knows sessions. Does not know what they should hear.
 */
import type { Bench } from "./bench.js"
import type { HandshakeOptions } from "./handshake.js"
import type { Session } from "./session.js"
import { Deviation, Silence } from "./verdict.js"

/** So many connections, each with a handshake. */
export async function crowdOf(
  bench: Bench,
  count: number,
  options: HandshakeOptions = {},
): Promise<Session[]> {
  const sessions: Session[] = []
  for (let i = 0; i < count; i++) sessions.push(await bench.handshake(options))
  return sessions
}

/** The one that has bytes to be received first. @throws Silence when none has any in time. */
export async function firstHeard(sessions: readonly Session[], what: string): Promise<Session> {
  const { timeoutMs } = sessions[0].wire.patience
  await Promise.race(sessions.map(({ wire }) => wire.hears(timeoutMs)))
  const first = sessions.find(({ wire }) => wire.waiting > 0)
  if (first !== undefined) return first
  throw new Silence(what, `nothing within ${String(timeoutMs)} ms`)
}

/** All that comes for it, until there is nothing for a little while; given up after the timeout. */
export async function drained(session: Session, what: string): Promise<number> {
  const { timeoutMs, quietMs } = session.wire.patience
  const deadline = performance.now() + timeoutMs
  let count = 0
  while (await session.wire.hears(quietMs)) {
    await session.receive()
    count += 1
    if (performance.now() > deadline) throw new Deviation(what, "it goes on and on")
  }
  return count
}
