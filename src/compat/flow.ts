/**
 * What sending and receiving have in common: when messages may move, and where errors go.
 */

/** The state of a socket, as its messages see it. */
export interface Flow {
  /** `pause` was called, and not `resume`. */
  readonly paused: boolean
  /** Closed, or about to be. */
  readonly closed: boolean
  /** A bind or unbind has the socket for itself. */
  readonly blocked: boolean
  /** An error that nobody waits for: an `error` event. */
  report(error: Error): void
}

/** Messages may be asked for, and sent. */
export function moves(flow: Flow): boolean {
  return !flow.paused && !flow.blocked && !flow.closed
}

/** What was thrown, as an error. */
export function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown))
}
