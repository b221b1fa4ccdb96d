/**
 * Tells `node:diagnostics_channel` what sockets do, so that tracing and monitoring tools need no hook of ours.
 * Costs nothing while nobody listens.
 */
import type { Buffer } from "node:buffer"
import { channel } from "node:diagnostics_channel"
import type { Event } from "../events.js"
import type { Witness } from "../link/watched-stream.js"

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
const said = channel("purezmq.connection.bytes")

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

/** The two ends of a stream. */
interface Ends {
  readonly localEndpoint: string
  readonly remoteEndpoint: string
}

/** Who is shown the bytes of a connection that begins; null: nobody listens. */
export function witnessOf(socket: SocketLabel, stream: Ends): Witness | null {
  if (!said.hasSubscribers) return null
  const { localEndpoint, remoteEndpoint } = stream
  // The same object for all that is said on one connection.
  const connection = { localEndpoint, remoteEndpoint }
  const tell = (direction: "sent" | "received", bytes: Buffer): void => {
    said.publish({ socket, connection, direction, bytes })
  }
  return {
    sent: (bytes) => {
      tell("sent", bytes)
    },
    received: (bytes) => {
      tell("received", bytes)
    },
  }
}
