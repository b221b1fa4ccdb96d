/**
 * Turns of the event loop, and how much each socket of a thread may do in one. Without a limit
 * `while (true) await socket.send(x)` would never let a byte be read or a timer fire; with one that is each
 * socket's own, a thousand such loops would still hold up everything else for a second.
 * Knows counts. Does not know what is done.
 */

/** Whoever is waiting for the next turn. */
export interface TurnTaker {
  /** A new turn: so many sends and receives may complete at once in it. */
  begin(allowance: number): void
  /** All have been told; what waits can go on. */
  proceed(): void
}

/** Most completions of one socket in a turn. */
const MOST_OF_ONE = 512
/** About as many as all sockets of a thread may have together. */
const MOST_OF_ALL = 4096
/** Even among very many sockets each gets on a little: what they send in a turn goes out in one write for each. */
const LEAST_OF_ONE = 32

/** Completions of a new socket before it waits for its first turn. */
export const FIRST_ALLOWANCE = 16

let takers: TurnTaker[] = []
let turn: Promise<void> | null = null

/** Resolves when the event loop has turned. The taker must wait for one turn at a time. */
export function nextTurn(taker: TurnTaker): Promise<void> {
  takers.push(taker)
  return thisTurn()
}

/** The turn that somebody waits for already, or the next. */
export function thisTurn(): Promise<void> {
  turn ??= new Promise((resolve) => {
    setImmediate(() => {
      const now = takers
      takers = []
      turn = null
      const share = Math.floor(MOST_OF_ALL / Math.max(now.length, 1))
      const allowance = Math.max(Math.min(share, MOST_OF_ONE), LEAST_OF_ONE)
      for (const taker of now) taker.begin(allowance)
      resolve()
      for (const taker of now) taker.proceed()
    })
  })
  return turn
}
