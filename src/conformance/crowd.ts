/**
 * Several connections to one peer at a time: who of them hears something, and how much.
 * Knows sessions. Does not know what they should hear.
 */
import type { Bench } from "./bench.js"
import type { HandshakeOptions } from "./handshake.js"
import type { Session } from "./session.js"
import { Silence } from "./verdict.js"

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

/** What was sent over this connection has been read, as far as can be told. */
export async function reached({ observed }: Bench, session: Session): Promise<void> {
  if (observed.answersPing) await session.ping()
  else await session.wire.closes(session.wire.patience.quietMs)
}
