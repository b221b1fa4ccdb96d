/**
 * Tells `node:diagnostics_channel` what sockets do, so that tracing and monitoring tools need no hook of ours.
 * Costs nothing while nobody listens.
 */
import { channel } from "node:diagnostics_channel"
import type { Event } from "../events.js"

/** Which socket something is about. The same object for all that happens to one socket. */
export interface SocketLabel {
  /** A number of its own within this thread. */
  readonly id: number
  /** The name of its class, such as `Push`. */
  readonly type: string
}

const opened = channel("purezmq.socket.open")
const closed = channel("purezmq.socket.close")
const happened = channel("purezmq.socket.event")

let sockets = 0

/** Labels a new socket. */
export function labelSocket(type: string): SocketLabel {
  sockets += 1
  return { id: sockets, type }
}

/** A socket was made. */
export function publishOpened(socket: SocketLabel): void {
  if (opened.hasSubscribers) opened.publish({ socket })
}

/** A socket is closed and has nothing left to send. */
export function publishClosed(socket: SocketLabel): void {
  if (closed.hasSubscribers) closed.publish({ socket })
}

/** What an Observer of this socket would see. */
export function publishEvent(socket: SocketLabel, event: Event): void {
  if (happened.hasSubscribers) happened.publish({ socket, event })
}
