/**
 * A socket of ours, and what has happened to it.
 */
import * as zmq from "../../../src/index.js"
import type { PeerOptions, PeerSocket, SocketName } from "../../helpers/interop.js"

/** Tells the events apart that a cell waits for or must not see. */
const EVENTS = [
  "accept",
  "connect",
  "connect:retry",
  "disconnect",
  "handshake",
  "handshake:error:protocol",
  "handshake:error:auth",
  "handshake:error:other",
] as const
export type SeenEvent = (typeof EVENTS)[number]

const EVENTS_SHOWN = 12

const LIBRARY = zmq as unknown as Record<SocketName, new (options: PeerOptions) => PeerSocket>

/** One of our sockets; `type` says which of its methods work. */
export class OurSocket {
  readonly socket: PeerSocket
  readonly #seen: string[] = []
  #waiting: (() => void)[] = []

  constructor(
    readonly type: SocketName,
    options: PeerOptions,
  ) {
    // Peers come back at once; a cell that waits for that shall not wait long.
    this.socket = new LIBRARY[type]({ linger: 0, reconnectInterval: 20, ...options })
    for (const each of EVENTS) {
      this.socket.events.on(each, ({ type: name }) => {
        this.#seen.push(name)
        for (const wake of this.#waiting.splice(0)) wake()
      })
    }
  }

  /** All events so far. */
  get seen(): readonly string[] {
    return this.#seen
  }

  /** How often something has happened. */
  times(event: SeenEvent): number {
    return this.#seen.filter((name) => name === event).length
  }

  /** Messages that have not gone to a connection. */
  get unsent(): number {
    return (this.socket as unknown as zmq.Socket).statistics().unsent
  }

  /** What happened last, for a report. */
  toString(): string {
    const last = this.#seen.slice(-EVENTS_SHOWN)
    const more = this.#seen.length > last.length ? "... " : ""
    return `our ${this.type} saw: ${more}${last.join(" ") || "nothing"}`
  }

  /** Resolves when something has happened so often. */
  async until(event: SeenEvent, times = 1): Promise<void> {
    while (this.times(event) < times) {
      await new Promise<void>((resolve) => this.#waiting.push(resolve))
    }
  }

  /** Resolves when any of these has happened. */
  async untilAny(events: readonly SeenEvent[]): Promise<void> {
    await Promise.race(events.map((event) => this.until(event)))
  }
}
