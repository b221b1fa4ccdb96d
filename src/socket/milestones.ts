/**
 * Waiting for a socket to get somewhere: a peer is connected, all is sent, it is gone.
 * Knows the core. Does not know messages or bytes.
 */
import type { Pipe } from "../pipe.js"
import { reasonOf, Waiting, type CallOptions, type Waiter } from "./waiting.js"

/** What is asked of the socket. */
export interface Progress {
  /** Its pipes. */
  pipes(): Iterable<Pipe>
  hasUnsent(): boolean
  /** It is closed and has nothing left to send. */
  readonly isGone: boolean
}

/** Somebody who waits for something. */
class Milestone extends Waiting<unknown> {
  constructor(
    /** What it is, once it is there; null before. */
    readonly find: () => unknown,
    /** It cannot come any more once the socket is closed. */
    readonly needsOpenSocket: boolean,
    ...rest: ConstructorParameters<typeof Waiting>
  ) {
    super(...rest)
  }
}

/** All who wait for one socket. */
export class Milestones implements Waiter {
  readonly #progress: Progress
  readonly #waiting = new Set<Milestone>()
  #whenEmpty: (() => void) | null = null

  constructor(progress: Progress) {
    this.#progress = progress
  }

  /** A peer whose handshake is done, by this endpoint of ours; null: by any. */
  connected(endpoint: string | null, call: CallOptions): Promise<Pipe> {
    const find = (): Pipe | null => {
      for (const pipe of this.#progress.pipes()) {
        if (pipe.connected && (endpoint === null || pipe.endpoint === endpoint)) return pipe
      }
      return null
    }
    return this.#wait(find, true, call)
  }

  /** Nothing waits to be sent. */
  drained(call: CallOptions): Promise<unknown> {
    this.#whenEmpty ??= () => {
      this.check()
    }
    for (const pipe of this.#progress.pipes()) this.watch(pipe)
    return this.#wait(() => !this.#progress.hasUnsent() || null, false, call)
  }

  /** The socket is closed and has nothing left to send. */
  gone(): Promise<unknown> {
    return this.#wait(() => this.#progress.isGone || null, false, {})
  }

  /** A new pipe: somebody may wait for it to run empty. */
  watch(pipe: Pipe): void {
    if (this.#whenEmpty !== null) pipe.outgoing.whenEmpty = this.#whenEmpty
  }

  /** Something has happened: a peer came or left, a queue ran empty, a link ended. */
  check(): void {
    for (const milestone of this.#waiting) {
      const value = milestone.find()
      if (value === null) continue
      this.#waiting.delete(milestone)
      milestone.succeed(value)
    }
  }

  /** The socket is closed. */
  close(): void {
    for (const milestone of this.#waiting) if (milestone.needsOpenSocket) milestone.fail()
  }

  givenUp(waiting: object): void {
    this.#waiting.delete(waiting as Milestone)
  }

  #wait<T>(find: () => T | null, needsOpenSocket: boolean, call: CallOptions): Promise<T> {
    const { signal, timeout = -1 } = call
    if (signal?.aborted) return Promise.reject(reasonOf(signal))
    const milestone = new Milestone(find, needsOpenSocket, this, timeout, signal)
    this.#waiting.add(milestone)
    this.check()
    return milestone.promise as Promise<T>
  }
}
