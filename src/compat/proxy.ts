/**
 * The proxy of versions 4 and 5: what one socket emits, the other sends.
 */
import type { MessageLike } from "../api/messaging.js"
import type { CompatSocket } from "./socket.js"

/** Front end and back end that go together, and how many parts of an answer the capture socket is spared. */
const ENVELOPE_PARTS: Readonly<Partial<Record<string, number>>> = {
  "push/pull": 0,
  "pull/push": 0,
  "xpub/xsub": 0,
  "router/dealer": 2,
  "xrep/xreq": 2,
}

/**
 * Forwards messages both ways; those from the back end go to the capture socket, too, without their envelope.
 * @throws Error for types that do not go together, or not this way round.
 */
export function proxy(frontEnd: CompatSocket, backEnd: CompatSocket, capture?: CompatSocket): void {
  const envelope = ENVELOPE_PARTS[`${frontEnd.type}/${backEnd.type}`]
  if (envelope === undefined) {
    throw new Error("This socket type order is not supported in compatibility mode")
  }
  frontEnd.on("message", (...parts: MessageLike[]) => {
    backEnd.send(parts)
  })
  backEnd.on("message", (...parts: MessageLike[]) => {
    frontEnd.send(parts)
    capture?.send(parts.slice(envelope))
  })
}
