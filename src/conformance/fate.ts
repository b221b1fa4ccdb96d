/**
 * What becomes of a connection, in words: for cases that have no right and wrong.
 * Knows sessions. Does not know what was tried.
 */
import type { Session } from "./session.js"
import type { Observed } from "./target.js"
import { Deviation, Ended, informational, type Information } from "./verdict.js"

/** Whether the peer closes the connection, or goes on to serve it. */
export async function fateOf(session: Session, observed: Observed): Promise<Information> {
  const { wire } = session
  if (await wire.closes(wire.patience.quietMs)) return informational("closes the connection")
  return fateWithin(session.expectServed(observed), "goes on")
}

/** What was seen in place of what is awaited, or these words when that came. */
export async function fateWithin<T>(
  awaited: Promise<T>,
  otherwise: string | ((result: T) => string),
): Promise<Information> {
  try {
    const result = await awaited
    return informational(typeof otherwise === "string" ? otherwise : otherwise(result))
  } catch (error) {
    if (error instanceof Ended) return informational("closes the connection")
    if (error instanceof Deviation) return informational(error.seen)
    throw error
  }
}
