/**
 * Where sockets of one context meet by name. Whoever connects first waits for the one who binds.
 * Knows names. Does not know what meets: that is the parties' business.
 */
import { ZmqError } from "../errors.js"

/** The side that has bound a name. */
export interface Host<Guest> {
  /** A guest has connected. */
  welcome(guest: Guest): void
}

/** All inproc names of one context. */
export class MeetingPlace<Guest> {
  readonly #hosts = new Map<string, Host<Guest>>()
  readonly #waiting = new Map<string, Guest[]>()

  /** Takes a name; those who wait for it are welcomed. @throws ZmqError EADDRINUSE. */
  bind(name: string, host: Host<Guest>): void {
    if (this.#hosts.has(name)) throw new ZmqError("EADDRINUSE")
    this.#hosts.set(name, host)
    const waiting = this.#waiting.get(name) ?? []
    this.#waiting.delete(name)
    for (const guest of waiting) host.welcome(guest)
  }

  /** Gives a name back. */
  unbind(name: string): void {
    this.#hosts.delete(name)
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
  }

  /** A guest that has not met its host yet no longer waits. */
  leave(name: string, guest: Guest): void {
    const waiting = this.#waiting.get(name)?.filter((other) => other !== guest) ?? []
    if (waiting.length === 0) this.#waiting.delete(name)
    else this.#waiting.set(name, waiting)
  }
}
