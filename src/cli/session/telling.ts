/**
 * What is told of a socket on standard error: what happens to its connections, and why one cannot be.
 */
import type { Event, Socket } from "../../index.js"
import type { EndpointFlags, TellingFlags } from "../commands/options.js"
import { EXIT, Failure } from "../exit.js"
import { endWith } from "../interrupt.js"
import { clock, tell } from "../telling.js"
import { textOfEvent } from "./event-text.js"

/** Tells of a socket from now on. */
export function tellOf(socket: Socket, flags: TellingFlags & EndpointFlags): void {
  const { verbose = 0, quiet = false } = flags
  const left = new Set(flags.connect ?? [])
  const hasBinds = (flags.bind ?? []).length > 0
  let isOver = false
  socket.events.on("handshake:error:protocol", (event) => {
    if (isForGood(event)) giveUp(event.address, textOfEvent(event))
  })
  socket.events.on("handshake:error:auth", (event) => {
    giveUp(event.address, textOfEvent(event))
  })
  for (const type of EVENTS) {
    socket.events.on(type, (event) => {
      if (verbose > 0) tell(`${clock()} ${textOfEvent(event)}`)
      else if (!quiet && !isOver && TROUBLE.has(type)) tell(`purezmq: ${textOfEvent(event)}`)
    })
  }

  /** Nobody dials there again: without another endpoint nothing will ever happen. */
  function giveUp(address: string, why: string): void {
    if (!left.delete(address) || left.size > 0 || hasBinds) return
    // The command ends with these words.
    isOver = true
    endWith(new Failure(EXIT.error, why))
  }
}

const EVENTS = [
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
  "handshake",
  "handshake:error:protocol",
  "handshake:error:auth",
  "handshake:error:other",
  "unknown",
] as const satisfies readonly Event["type"][]
/** What is told even if nobody asks: it hardly ever is what was wanted. */
const TROUBLE: ReadonlySet<string> = new Set(["handshake:error:protocol", "handshake:error:auth"])

/** RFC 37 forbids to try the same again, or it would be of no use. */
function isForGood({ error }: { readonly error: Error }): boolean {
  const { cause } = error
  return cause instanceof Error && "remedy" in cause && cause.remedy === "give up"
}
