/**
 * `purezmq monitor`: prints the events of a socket.
 */
import type { Event, Observer, Peer } from "../../index.js"
import { quoted } from "../../inspect/quote.js"
import { shownText } from "../../inspect/shown.js"
import type { MonitorFlags } from "../commands/monitor.js"
import { EXIT, Failure } from "../exit.js"
import { interrupted } from "../interrupt.js"
import { writeOut } from "../output.js"
import { reasonOfEvent, textOfEvent } from "../session/event-text.js"
import { assertEndpoints, createSocket, openEndpoints } from "../session/open.js"
import { securityOptions } from "../session/security.js"
import { clock } from "../telling.js"
import { Acquaintances } from "./acquaintances.js"

const MS = 1000

/** Prints events until enough have come, none comes any more, or Ctrl-C. */
export async function monitor(flags: MonitorFlags): Promise<void> {
  assertEndpoints(flags)
  const socket = createSocket(flags.type, { linger: 0, ...securityOptions(flags) })
  // From now on there are events; binding makes some.
  const events = new Events(socket.events, flags.timeout)
  const known = new Acquaintances()
  await openEndpoints(socket, flags)
  for (let left = flags.count ?? Infinity; left > 0; left--) {
    const event = await events.next()
    const peer = event.type === "handshake" ? known.meet(socket.peers) : null
    if (event.type === "disconnect") known.forget(socket.peers)
    await writeOut(`${flags.json === true ? jsonOf(event, peer) : lineOf(event, peer)}\n`)
  }
  socket.close()
}

/** Events one by one, with a limit to waiting. */
class Events {
  readonly #events: Observer
  readonly #timeout: number | undefined

  constructor(events: Observer, timeout: number | undefined) {
    this.#events = events
    this.#timeout = timeout
  }

  next(): Promise<Event> {
    return new Promise((resolve, reject) => {
      const timeout = this.#timeout
      const timer = timeout === undefined ? null : setTimeout(late, timeout)
      interrupted.addEventListener("abort", stop, { once: true })
      this.#events.receive().then(resolve, reject).finally(done)

      function late(): void {
        reject(
          new Failure(EXIT.timeout, `nothing has happened for ${String((timeout ?? 0) / MS)} s`),
        )
      }
      function stop(): void {
        reject(interrupted.reason as Error)
      }
      function done(): void {
        if (timer !== null) clearTimeout(timer)
        interrupted.removeEventListener("abort", stop)
      }
    })
  }
}

function lineOf(event: Event, peer: Peer | null): string {
  const text = `${clock()} ${textOfEvent(event)}`
  return peer === null ? text : `${text}: ${textOfPeer(peer)}`
}

function textOfPeer({ socketType, routingId, endpoint, userId, properties }: Peer): string {
  const words = [shownText(socketType ?? "a peer")]
  if (routingId.length > 0) words.push(`identity ${quoted(routingId)}`)
  if (userId !== null) words.push(`user ${quoted(Buffer.from(userId))}`)
  for (const [name, value] of properties) {
    if (name.startsWith("x-")) words.push(`${shownText(name)} ${quoted(Buffer.from(value))}`)
  }
  return [...words, endpoint].filter((word) => word !== "").join(", ")
}

function jsonOf(event: Event, peer: Peer | null): string {
  const reason = reasonOfEvent(event)
  return JSON.stringify({
    time: new Date().toISOString(),
    ...event,
    error: undefined,
    cause: undefined,
    ...(reason !== null && { error: reason }),
    ...(peer !== null && {
      peer: {
        socketType: peer.socketType,
        routingId: peer.routingId.toString("hex"),
        endpoint: peer.endpoint,
        userId: peer.userId,
        properties: Object.fromEntries(peer.properties),
      },
    }),
  })
}
