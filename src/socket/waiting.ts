/**
 * An operation that waits: a promise that keeps the process alive, and is given up when its time is over or a
 * signal aborts it. Knows time. Does not know what it waits for.
 */
import { ZmqError } from "../errors.js"
import { hold, release } from "./liveness.js"

/** What every call that may wait takes: when to give up. */
export interface CallOptions {
  /** Gives the call up: it rejects with the signal's reason, and what it was to do has not been done. */
  signal?: AbortSignal | undefined
  /** Milliseconds after which it rejects with EAGAIN; -1: never. In place of the socket's own timeout. */
  timeout?: number | undefined
}

const LONGEST_TIMER_MS = 0x7fffffff

/** Why a signal aborts, as something to reject with. Users may give any value; it is handed on as it is. */
export function reasonOf(signal: AbortSignal): Error {
  return signal.reason as Error
}

/** Who began an operation hears when it was given up. */
export interface Waiter {
  givenUp(waiting: object): void
}

/** One operation that waits. */
export class Waiting<T> {
  readonly promise: Promise<T>
  /** Why it could not be done when it was last tried; null: it only has to wait. */
  error: ZmqError | null = null
  #resolve!: (value: T) => void
  #reject!: (reason: unknown) => void
  #timer: NodeJS.Timeout | null = null
  readonly #signal: AbortSignal | undefined
  readonly #waiter: Waiter
  #settled = false
  #holds = true

  /** @param timeoutMs -1: no limit. */
  constructor(waiter: Waiter, timeoutMs: number, signal: AbortSignal | undefined) {
    this.#waiter = waiter
    this.#signal = signal
    this.promise = new Promise((resolve, reject) => {
      this.#resolve = resolve
      this.#reject = reject
    })
    hold()
    if (timeoutMs >= 0 && timeoutMs <= LONGEST_TIMER_MS) {
      this.#timer = setTimeout(() => {
        this.fail()
      }, timeoutMs)
    }
    if (signal === undefined) return
    signal.addEventListener("abort", this)
    if (signal.aborted) this.handleEvent()
  }

  /** Whether the process is kept alive meanwhile. It is unless told otherwise. */
  keepAlive(does: boolean): void {
    if (this.#settled || does === this.#holds) return
    this.#holds = does
    if (does) hold()
    else release()
  }

  /** It is done. */
  succeed(value: T): void {
    if (this.#settle()) this.#resolve(value)
  }

  /** It will not be done: for the reason there is, or because time is up. */
  fail(reason: unknown = this.error ?? new ZmqError("EAGAIN")): void {
    if (!this.#settle()) return
    this.#waiter.givenUp(this)
    this.#reject(reason)
  }

  /** The signal aborts. */
  handleEvent(): void {
    this.fail(this.#signal?.reason)
  }

  #settle(): boolean {
    if (this.#settled) return false
    this.#settled = true
    if (this.#holds) release()
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#signal?.removeEventListener("abort", this)
    return true
  }
}

/**
 * Checks what a caller gave. @throws TypeError for wrong kinds, ZmqError EINVAL for a timeout below -1.
 */
export function assertCallOptions(call: CallOptions): void {
  const given: unknown = call
  if (typeof given !== "object" || given === null) throw new TypeError("Options must be an object")
  const { signal, timeout } = call
  if (signal !== undefined && !(signal instanceof AbortSignal)) {
    throw new TypeError("Signal must be an AbortSignal")
  }
  if (timeout === undefined) return
  if (typeof timeout !== "number") throw new TypeError("Timeout must be a number")
  if (!(timeout >= -1)) throw new ZmqError("EINVAL")
}

/** A promise that may be given up; what it comes to after that is discarded. */
export function limited<T>(
  promise: Promise<T>,
  { timeout = -1, signal }: CallOptions,
  discard: (late: T) => void,
): Promise<T> {
  const waiter = {
    // Nobody asks any more why it failed, if it does.
    givenUp: () => void promise.then(discard, () => {}),
  }
  const waiting = new Waiting<T>(waiter, timeout, signal)
  promise.then(
    (value) => waiting.succeed(value),
    (error: unknown) => waiting.fail(error),
  )
  return waiting.promise
}

/** Time for a call of several steps. */
export class Deadline {
  readonly signal: AbortSignal | undefined
  readonly #atMs: number

  constructor({ signal, timeout = -1 }: CallOptions) {
    this.signal = signal
    this.#atMs = timeout < 0 ? Infinity : Date.now() + timeout
  }

  /** What is left for the next step. @throws the signal's reason when it has aborted. */
  rest(): CallOptions {
    this.signal?.throwIfAborted()
    if (this.#atMs === Infinity) return { signal: this.signal }
    return { signal: this.signal, timeout: Math.max(this.#atMs - Date.now(), 0) }
  }
}
