/**
 * Sending and receiving: at once when the pattern can, else when it can again or time is up. Keeps loops of
 * sends or receives that never have to wait from starving everything else.
 * Knows the pattern and promises. Does not know peers, endpoints or bytes.
 */
import { ZmqError } from "../errors.js"
import { toMessage, type Message } from "../message.js"
import type { Pattern } from "../patterns/pattern.js"
import { hold, release } from "./liveness.js"
import type { OptionValues } from "./options.js"

/**
 * Sends and receives that complete at once between two turns of the event loop. Without a limit
 * `while (true) await socket.send(x)` would never let a byte be read or a timer fire.
 */
const COMPLETIONS_PER_TURN = 512

const BUSY_WRITING =
  "Socket is busy writing; only one send operation may be in progress at any time"
const BUSY_READING =
  "Socket is busy reading; only one receive operation may be in progress at any time"

/** An operation that waits. */
interface Waiting<T> {
  readonly resolve: (value: T) => void
  readonly reject: (error: Error) => void
  readonly timer: NodeJS.Timeout | null
  /** Why it could not be done when it was last tried; null: it only has to wait. */
  error: ZmqError | null
}

interface WaitingSend extends Waiting<void> {
  readonly message: Message
}

const SENT = Promise.resolve()

/** The sending and receiving half of a socket. */
export class Exchange {
  readonly #pattern: Pattern
  readonly #options: OptionValues
  #sender: WaitingSend | null = null
  #receiver: Waiting<Message> | null = null
  /** Why `receiveNow` found nothing. */
  #receiveError: ZmqError | null = null
  #left = COMPLETIONS_PER_TURN
  /** Resolves when the event loop has turned. */
  #turn: Promise<void> | null = null
  /** What waits is being tried; more has become possible meanwhile. */
  #retrying = false
  #again = false

  constructor(pattern: Pattern, options: OptionValues) {
    this.#pattern = pattern
    this.#options = options
  }

  /** @throws ZmqError EBUSY while another send waits. Rejects with EAGAIN, EFSM, EHOSTUNREACH, ENOTSUP. */
  send(given: unknown): Promise<void> {
    // hot
    if (this.#sender !== null) throw new ZmqError("EBUSY", BUSY_WRITING)
    const message = toMessage(given)
    try {
      if (!this.#pattern.send(message)) return this.#waitToSend(message, null)
    } catch (error) {
      return this.#waitToSend(message, asZmqError(error))
    }
    if (this.#receiver !== null) this.retry()
    this.#left -= 1
    // A message beyond the budget is taken all the same; only its promise comes later.
    return this.#left > 0 ? SENT : this.#nextTurn()
  }

  /** @throws ZmqError EBUSY while another receive waits. Rejects with EAGAIN, EFSM, ENOTSUP. */
  receive(): Promise<Message> {
    // hot
    const message = this.receiveNow()
    return message === null ? this.waitToReceive() : Promise.resolve(message)
  }

  /** A message that is here already, within the budget of this turn. Null: there is none; wait for it. */
  receiveNow(): Message | null {
    // hot
    if (this.#receiver !== null) throw new ZmqError("EBUSY", BUSY_READING)
    this.#receiveError = null
    if (this.#left <= 0 && this.#options.receiveTimeout !== 0) return null
    let message: Message | null
    try {
      message = this.#pattern.receive()
    } catch (error) {
      this.#receiveError = asZmqError(error)
      return null
    }
    if (message === null) return null
    this.#left -= 1
    if (this.#left <= 0) void this.#nextTurn()
    if (this.#sender !== null) this.retry()
    return message
  }

  /** Waits for a message, after `receiveNow` found none. */
  waitToReceive(): Promise<Message> {
    const timeoutMs = this.#options.receiveTimeout
    const error = this.#receiveError
    if (timeoutMs === 0 || error?.code === "ENOTSUP") {
      return Promise.reject(error ?? new ZmqError("EAGAIN"))
    }
    return new Promise((resolve, reject) => {
      hold()
      const timer = timerOf(timeoutMs, () => {
        failed(this.#endReceive())
      })
      this.#receiver = { resolve, reject, timer, error }
    })
  }

  /**
   * Something may have become possible: input came, or room was made. A socket in this process may cause that
   * while what waits is being tried; each must be done once only.
   */
  retry(): void {
    // hot
    if (this.#receiver === null && this.#sender === null) return
    this.#again = true
    if (this.#retrying) return
    this.#retrying = true
    while (this.#again) {
      this.#again = false
      if (this.#receiver !== null) this.#tryReceive()
      if (this.#sender !== null) this.#trySend()
    }
    this.#retrying = false
  }

  /** The socket is closed: what waits is rejected. */
  close(): void {
    failed(this.#endSend())
    failed(this.#endReceive())
  }

  #waitToSend(message: Message, error: ZmqError | null): Promise<void> {
    const timeoutMs = this.#options.sendTimeout
    if (timeoutMs === 0 || (error !== null && this.#isFinal(error))) {
      return Promise.reject(error ?? new ZmqError("EAGAIN"))
    }
    return new Promise((resolve, reject) => {
      hold()
      const timer = timerOf(timeoutMs, () => {
        failed(this.#endSend())
      })
      this.#sender = { message, resolve, reject, timer, error }
    })
  }

  /** As with poll and try in libzmq: an error counts when the socket was ready for sending. */
  #isFinal(error: ZmqError): boolean {
    return error.code === "ENOTSUP" || this.#pattern.canSend()
  }

  #trySend(): void {
    const waiting = this.#sender
    if (waiting === null || this.#left <= 0) return
    try {
      if (!this.#pattern.send(waiting.message)) return
    } catch (error) {
      waiting.error = asZmqError(error)
      if (this.#isFinal(waiting.error)) failed(this.#endSend())
      return
    }
    this.#endSend()?.resolve()
    this.#left -= 1
    if (this.#left <= 0) void this.#nextTurn()
    this.#again = true
  }

  #tryReceive(): void {
    const waiting = this.#receiver
    if (waiting === null || this.#left <= 0) return
    let message: Message | null
    try {
      message = this.#pattern.receive()
    } catch (error) {
      waiting.error = asZmqError(error)
      if (waiting.error.code === "ENOTSUP") failed(this.#endReceive())
      return
    }
    waiting.error = null
    if (message === null) return
    this.#endReceive()?.resolve(message)
    this.#left -= 1
    if (this.#left <= 0) void this.#nextTurn()
    this.#again = true
  }

  #endSend(): WaitingSend | null {
    const waiting = this.#sender
    this.#sender = null
    settle(waiting)
    return waiting
  }

  #endReceive(): Waiting<Message> | null {
    const waiting = this.#receiver
    this.#receiver = null
    settle(waiting)
    return waiting
  }

  #nextTurn(): Promise<void> {
    this.#turn ??= new Promise((resolve) => {
      setImmediate(() => {
        this.#turn = null
        this.#left = COMPLETIONS_PER_TURN
        resolve()
        this.retry()
      })
    })
    return this.#turn
  }
}

function timerOf(timeoutMs: number, expired: () => void): NodeJS.Timeout | null {
  return timeoutMs > 0 ? setTimeout(expired, timeoutMs) : null
}

function settle(waiting: { readonly timer: NodeJS.Timeout | null } | null): void {
  if (waiting === null) return
  if (waiting.timer !== null) clearTimeout(waiting.timer)
  release()
}

function failed(
  waiting: { readonly error: ZmqError | null; readonly reject: (error: Error) => void } | null,
): void {
  waiting?.reject(waiting.error ?? new ZmqError("EAGAIN"))
}

/** Patterns refuse with ZmqErrors; anything else is a mistake of ours and goes on up. */
function asZmqError(error: unknown): ZmqError {
  if (error instanceof ZmqError) return error
  throw error
}
