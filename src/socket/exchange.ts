/**
 * Sending and receiving: at once when the pattern can, else when it can again or time is up. Keeps loops of
 * sends or receives that never have to wait from starving everything else.
 * Knows the pattern and promises. Does not know peers, endpoints or bytes.
 */
import { ZmqError } from "../errors.js"
import { toMessage, type Message } from "../message.js"
import type { Pattern } from "../patterns/pattern.js"
import type { Pipe } from "../pipe.js"
import type { OptionValues } from "./option-values.js"
import { FIRST_ALLOWANCE, nextTurn, thisTurn, type TurnTaker } from "./turns.js"
import { reasonOf, Waiting, type CallOptions, type Waiter } from "./waiting.js"

const BUSY_WRITING =
  "Socket is busy writing; only one send operation may be in progress at any time"
const BUSY_READING =
  "Socket is busy reading; only one receive operation may be in progress at any time"

/** A send that waits for room. */
class WaitingSend extends Waiting<void> {
  constructor(
    readonly message: Message,
    ...rest: ConstructorParameters<typeof Waiting>
  ) {
    super(...rest)
  }
}

/** A receive that waits for a message. */
class WaitingReceive extends Waiting<Message> {
  /** Whom the message came from. */
  source: Pipe | null = null
}

const SENT = Promise.resolve()

/** The sending and receiving half of a socket. */
export class Exchange implements Waiter, TurnTaker {
  readonly #pattern: Pattern
  readonly #options: OptionValues
  #sender: WaitingSend | null = null
  #receiver: WaitingReceive | null = null
  /** Why `offer` did not take a message. */
  #sendError: ZmqError | null = null
  /** Why `receiveNow` found nothing. */
  #receiveError: ZmqError | null = null
  /** Called when nothing waits any more; null: nobody asks. */
  whenIdle: (() => void) | null = null
  /** Sends and receives that may still complete at once in this turn of the event loop. */
  #left = FIRST_ALLOWANCE
  #awaitsTurn = false
  /** What waits is being tried; more has become possible meanwhile. */
  #retrying = false
  #again = false
  #keepsAlive = true

  constructor(pattern: Pattern, options: OptionValues) {
    this.#pattern = pattern
    this.#options = options
  }

  /** @throws ZmqError EBUSY while another send waits. Rejects with EAGAIN, EFSM, EHOSTUNREACH, ENOTSUP. */
  send(given: unknown, call?: CallOptions): Promise<void> {
    // hot
    const message = this.convert(given)
    if (call?.signal?.aborted) return Promise.reject(reasonOf(call.signal))
    if (!this.offer(message)) return this.waitToSend(message, call)
    // A message beyond the budget is taken all the same; only its promise comes later.
    return this.#left > 0 ? SENT : this.nextTurn()
  }

  /** What a user gave as a message. @throws ZmqError EBUSY while another send waits. */
  convert(given: unknown): Message {
    // hot
    if (this.#sender !== null) throw new ZmqError("EBUSY", BUSY_WRITING)
    return toMessage(given)
  }

  /** Sends a message now. False: it has to wait. */
  offer(message: Message): boolean {
    // hot
    this.#sendError = null
    try {
      if (!this.#pattern.send(message)) return false
    } catch (error) {
      this.#sendError = asZmqError(error)
      return false
    }
    this.#left -= this.#pattern.cost
    if (this.#receiver !== null) this.retry()
    return true
  }

  /** Waits to send what `offer` did not take. */
  waitToSend(message: Message, call: CallOptions | undefined): Promise<void> {
    const timeoutMs = call?.timeout ?? this.#options.sendTimeout
    const error = this.#sendError
    if (timeoutMs === 0 || (error !== null && this.#isFinal(error))) {
      return Promise.reject(error ?? new ZmqError("EAGAIN"))
    }
    const waiting = new WaitingSend(message, this, timeoutMs, call?.signal)
    waiting.error = error
    waiting.keepAlive(this.#keepsAlive)
    this.#sender = waiting
    return waiting.promise
  }

  /** @throws ZmqError EBUSY while another receive waits. Rejects with EAGAIN, EFSM, ENOTSUP. */
  receive(call?: CallOptions): Promise<Message> {
    // hot
    if (call?.signal?.aborted) return Promise.reject(reasonOf(call.signal))
    const message = this.receiveNow(call?.timeout === 0)
    return message === null ? this.waitToReceive(call) : Promise.resolve(message)
  }

  /**
   * A message that is here already, within the budget of this turn unless there is no time to wait for the next.
   * Null: there is none; wait for it.
   */
  receiveNow(noTime = false): Message | null {
    // hot
    if (this.#receiver !== null) throw new ZmqError("EBUSY", BUSY_READING)
    this.#receiveError = null
    if (this.#left <= 0 && !noTime && this.#options.receiveTimeout !== 0) return null
    let message: Message | null
    try {
      message = this.#pattern.receive()
    } catch (error) {
      this.#receiveError = asZmqError(error)
      return null
    }
    if (message === null) return null
    this.#left -= 1
    if (this.#left <= 0) void this.nextTurn()
    if (this.#sender !== null) this.retry()
    return message
  }

  /** Waits for a message, after `receiveNow` found none. */
  waitToReceive(call: CallOptions | undefined): Promise<Message> {
    const waiting = this.#waitToReceive(call)
    return waiting instanceof ZmqError ? Promise.reject(waiting) : waiting.promise
  }

  /** The same, and whom it came from. */
  async waitToReceiveFrom(call: CallOptions): Promise<{ message: Message; source: Pipe | null }> {
    const waiting = this.#waitToReceive(call)
    if (waiting instanceof ZmqError) throw waiting
    const message = await waiting.promise
    return { message, source: waiting.source }
  }

  #waitToReceive(call: CallOptions | undefined): WaitingReceive | ZmqError {
    const timeoutMs = call?.timeout ?? this.#options.receiveTimeout
    const error = this.#receiveError
    if (timeoutMs === 0 || error?.code === "ENOTSUP") return error ?? new ZmqError("EAGAIN")
    const waiting = new WaitingReceive(this, timeoutMs, call?.signal)
    waiting.error = error
    waiting.keepAlive(this.#keepsAlive)
    this.#receiver = waiting
    return waiting
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

  /** What may be done in this turn of the event loop is done. */
  get isSpent(): boolean {
    return this.#left <= 0
  }

  /** A send or a receive waits. */
  get waits(): boolean {
    return this.#sender !== null || this.#receiver !== null
  }

  /** Whether a send or receive that waits keeps the process alive. It does unless told otherwise. */
  set keepsAlive(does: boolean) {
    this.#keepsAlive = does
    this.#sender?.keepAlive(does)
    this.#receiver?.keepAlive(does)
  }

  /** The socket is closed: what waits is rejected. */
  close(): void {
    this.#sender?.fail()
    this.#receiver?.fail()
  }

  /** Time is up for one of the two that may wait. */
  givenUp(waiting: object): void {
    if (waiting === this.#sender) this.#sender = null
    else this.#receiver = null
    this.#rested()
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
      if (this.#isFinal(waiting.error)) waiting.fail()
      return
    }
    this.#sender = null
    waiting.succeed()
    this.#completed(this.#pattern.cost)
  }

  #tryReceive(): void {
    const waiting = this.#receiver
    if (waiting === null || this.#left <= 0) return
    let message: Message | null
    try {
      message = this.#pattern.receive()
    } catch (error) {
      waiting.error = asZmqError(error)
      if (waiting.error.code === "ENOTSUP") waiting.fail()
      return
    }
    waiting.error = null
    if (message === null) return
    this.#receiver = null
    waiting.source = this.#pattern.source()
    waiting.succeed(message)
    this.#completed(1)
  }

  #completed(cost: number): void {
    this.#left -= cost
    if (this.#left <= 0) void this.nextTurn()
    this.#again = true
    this.#rested()
  }

  #rested(): void {
    if (this.whenIdle !== null && !this.waits) queueMicrotask(this.whenIdle)
  }

  /** Resolves when the event loop has turned, and there is a new allowance. */
  nextTurn(): Promise<void> {
    if (this.#awaitsTurn) return thisTurn()
    this.#awaitsTurn = true
    return nextTurn(this)
  }

  begin(allowance: number): void {
    this.#awaitsTurn = false
    this.#left = allowance
  }

  proceed(): void {
    this.retry()
  }
}

/** Patterns refuse with ZmqErrors; anything else is a mistake of ours and goes on up. */
function asZmqError(error: unknown): ZmqError {
  if (error instanceof ZmqError) return error
  throw error
}
