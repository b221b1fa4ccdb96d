/**
 * Where sockets of one context meet by name. Whoever connects first waits for the one who binds, here or in
 * another thread.
 * Knows names. Does not know what meets: that is the parties' business.
 */
import { ZmqError } from "../errors.js"
import type { OtherThreads, ThreadPlace } from "./other-threads.js"
import type { ThreadPort } from "./thread-port.js"

/** The side that has bound a name. */
export interface Host<Guest> {
  /** A guest has connected. */
  welcome(guest: Guest): void
  /** A guest has connected in another thread. */
  admit(port: ThreadPort): void
}

/** The side that has connected to a name. */
export interface Visitor {
  /** The host is in another thread. */
  cross(port: ThreadPort): void
}

/** All inproc names of one context in one thread. */
export class MeetingPlace<Guest extends Visitor> implements ThreadPlace {
  readonly #hosts = new Map<string, Host<Guest>>()
  readonly #waiting = new Map<string, Guest[]>()
  readonly #threads: OtherThreads | null

  /** @param threads the other threads that share this context; null: none do. */
  constructor(threads: OtherThreads | null) {
    this.#threads = threads
    threads?.serve(this)
  }

  /** Takes a name; those who wait for it are welcomed. @throws ZmqError EADDRINUSE. */
  bind(name: string, host: Host<Guest>): void {
    if (this.#hosts.has(name)) throw new ZmqError("EADDRINUSE")
    this.#hosts.set(name, host)
    const waiting = this.#waiting.get(name) ?? []
    this.#setWaiting(name, [])
    for (const guest of waiting) host.welcome(guest)
    this.#threads?.bound(name)
  }

  /** Gives a name back. */
  unbind(name: string): void {
    this.#hosts.delete(name)
  }

  /** The name has a host in this thread. */
  isBound(name: string): boolean {
    return this.#hosts.has(name)
  }

  /** Meets the host of a name, now or when it binds. */
  connect(name: string, guest: Guest): void {
    const host = this.#hosts.get(name)
    if (host !== undefined) {
      host.welcome(guest)
      return
    }
    const waiting = this.#waiting.get(name)
    if (waiting === undefined) this.#waiting.set(name, [guest])
    else waiting.push(guest)
    this.#threads?.want(name)
  }

  /** A guest that has not met its host yet no longer waits. */
  leave(name: string, guest: Guest): void {
    const waiting = this.#waiting.get(name)
    if (waiting === undefined) return
    this.#setWaiting(
      name,
      waiting.filter((other) => other !== guest),
    )
  }

  // --- from other threads

  onBound(name: string): void {
    const wanted = this.#waiting.get(name)?.length ?? 0
    for (let i = 0; i < wanted; i++) this.#threads?.want(name)
  }

  onWanted(name: string, thread: number): void {
    const host = this.#hosts.get(name)
    if (host !== undefined && this.#threads !== null) host.admit(this.#threads.offer(name, thread))
  }

  /** The first offer is taken; a guest may have met somebody else meanwhile. */
  onOffer(name: string, port: ThreadPort): void {
    const waiting = this.#waiting.get(name) ?? []
    const guest = waiting.at(0)
    this.#setWaiting(name, waiting.slice(1))
    if (guest === undefined) port.destroy()
    else guest.cross(port)
  }

  #setWaiting(name: string, guests: Guest[]): void {
    if (guests.length > 0) this.#waiting.set(name, guests)
    else this.#waiting.delete(name)
    if (this.#waiting.size === 0) this.#threads?.rest()
  }
}
