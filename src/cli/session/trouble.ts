/**
 * What last kept the connections of a socket from being made.
 * Knows events. Does not know who wants to be told.
 */
import type { Event, Socket } from "../../index.js"
import { reasonOfEvent } from "./event-text.js"

const troubles = new WeakMap<Socket, string>()

/** Keeps in mind what goes wrong from now on. */
export function watchTrouble(socket: Socket): void {
  for (const type of TROUBLES) {
    socket.events.on(type, (event) => {
      const reason = reasonOfEvent(event)
      if (reason !== null) troubles.set(socket, reason)
    })
  }
  socket.events.on("handshake", () => troubles.delete(socket))
}

/** In words, behind a colon; nothing when all went well since. */
export function troubleOf(socket: Socket): string {
  const trouble = troubles.get(socket)
  return trouble === undefined ? "" : `: ${trouble}`
}

const TROUBLES = [
  "close",
  "handshake:error:protocol",
  "handshake:error:auth",
  "handshake:error:other",
] as const satisfies readonly Event["type"][]
