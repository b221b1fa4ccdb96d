/**
 * Waiting for a socket's events.
 */
import type { Event, EventOfType, EventType, Socket } from "../../src/index.js"

/** The next event of this type. Call it before what causes the event. */
export function nextEvent<E extends EventType>(socket: Socket, type: E): Promise<EventOfType<E>> {
  return new Promise((resolve) => {
    const listener = (event: EventOfType<E>) => {
      socket.events.off(type, listener)
      resolve(event)
    }
    socket.events.on(type, listener)
  })
}

/** All types of events that libzmq has. */
export const EVENT_TYPES: readonly EventType[] = [
  "accept",
  "accept:error",
  "bind",
  "bind:error",
  "connect",
  "connect:delay",
  "connect:retry",
  "close",
  "close:error",
  "disconnect",
  "end",
  "handshake",
  "handshake:error:protocol",
  "handshake:error:auth",
  "handshake:error:other",
]

/** All events from now on, in order, as they come in. */
export function recordEvents(socket: Socket): Event[] {
  const seen: Event[] = []
  for (const type of EVENT_TYPES) socket.events.on(type, (event) => seen.push(event))
  return seen
}
