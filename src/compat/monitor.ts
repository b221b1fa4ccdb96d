/**
 * What happens to a v5 socket's connections: today's events under the names of then.
 */
import { Observer } from "../api/observer.js"
import type { Socket } from "../api/socket.js"
import type { Event, EventType } from "../events.js"

/** Today's events that had a name in v5; there are none of handshakes. */
const NAMES: Readonly<Partial<Record<EventType, string>>> = {
  connect: "connect",
  "connect:delay": "connect_delay",
  "connect:retry": "connect_retry",
  bind: "listen",
  "bind:error": "bind_error",
  accept: "accept",
  "accept:error": "accept_error",
  close: "close",
  "close:error": "close_error",
  disconnect: "disconnect",
}

/** Takes a v5 event: the interval or the error's number, the endpoint, and the error. */
export type MonitorListener = (
  name: string,
  value: number | undefined,
  endpoint: string | undefined,
  error: Error | undefined,
) => void

/** Observes a socket, in place of who did so before. Close the observer to end it. @throws ZmqError ENOTSOCK. */
export function observe(socket: Socket, listener: MonitorListener): Observer {
  const observer = new Observer(socket)
  for (const type of Object.keys(NAMES) as EventType[]) {
    const name = NAMES[type] ?? type
    observer.on(type, (event) => {
      tell(name, event, listener)
    })
  }
  return observer
}

function tell(name: string, event: Event, listener: MonitorListener): void {
  const error = "error" in event ? event.error : undefined
  const endpoint = "address" in event ? event.address : undefined
  listener(name, "interval" in event ? event.interval : errnoOf(error), endpoint, error)
}

function errnoOf(error: Error | undefined): number | undefined {
  if (error === undefined) return undefined
  return "errno" in error && typeof error.errno === "number" ? error.errno : 0
}
