/**
 * What keeps the process alive. Sockets as such do not; a send or receive that waits does, and so do messages
 * that linger when everything else is done.
 */

/** Timers cannot be set further ahead. */
const LONGEST_TIMER_MS = 0x7fffffff
const POLL_MS = 10
const WARNING_MS = 500

let holds = 0
let timer: NodeJS.Timeout | null = null

/** Keeps the process alive until `release`. */
export function hold(): void {
  holds += 1
  if (holds > 1) return
  timer ??= setInterval(() => {}, LONGEST_TIMER_MS)
  timer.ref()
}

/** Takes one `hold` back. */
export function release(): void {
  holds -= 1
  if (holds === 0) timer?.unref()
}

/** A socket as the end of the process sees it. */
export interface Lingerer {
  /** Milliseconds its unsent messages may keep the process alive; -1: as long as it takes. */
  readonly lingerMs: number
  /** Messages wait to be sent. */
  hasUnsent(): boolean
  /** The process is over: sends what can go without waiting. */
  sendNow(): void
  /** Its context asks for `linger` to be obeyed when a socket was never closed. */
  readonly blocky: boolean
}

const open = new Set<Lingerer>()
let registered = false

/**
 * Lets the unsent messages of a socket be waited for when the process would end. Where it ends without asking, by
 * `process.exit` or an error, what can go at once still goes, as libzmq's I/O thread would have sent it by now.
 */
export function register(socket: Lingerer): void {
  open.add(socket)
  if (registered) return
  registered = true
  process.on("beforeExit", () => {
    if (unsent(0).length > 0) linger()
  })
  process.on("exit", () => {
    for (const socket of open) socket.sendNow()
  })
}

/** The socket is closed and has nothing left to send. */
export function unregister(socket: Lingerer): void {
  open.delete(socket)
}

function unsent(sinceMs: number): Lingerer[] {
  return [...open]
    .filter(({ lingerMs }) => lingerMs === -1 || lingerMs > sinceMs)
    .filter((socket) => socket.hasUnsent())
}

/** Waits until nothing unsent is left, or its time is over; the process ends by itself then. */
function linger(): void {
  const began = Date.now()
  let warned = false
  const poll = setInterval(() => {
    const elapsed = Date.now() - began
    const waiting = unsent(elapsed)
    if (waiting.length === 0) {
      clearInterval(poll)
      for (const socket of open) if (socket.hasUnsent()) open.delete(socket)
    } else if (!warned && elapsed >= WARNING_MS) {
      warned = true
      warn(waiting.some(({ blocky }) => blocky))
    }
  }, POLL_MS)
}

function warn(blocky: boolean): void {
  const remedy = blocky ? " Set 'context.blocky = false' to change this behaviour." : ""
  process.stderr.write(
    `(node:${String(process.pid)}) WARNING: Waiting for queued ZeroMQ messages to be delivered.${remedy}\n`,
  )
}
