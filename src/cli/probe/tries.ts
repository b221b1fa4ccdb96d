/**
 * The socket types a stranger may talk to, one after the other.
 */
import type { Peer, Socket } from "../../index.js"
import { isSocketType, type WireSocketType } from "../../zmtp/socket-type.js"
import type { KindName } from "../commands/socket-kinds.js"
import { EXIT, Failure } from "../exit.js"
import { interrupted } from "../interrupt.js"
import { createSocket } from "../session/open.js"
import { visit, type Visit } from "./visit.js"

/** Each socket type talks to one of these. Those come first that take no message away from whoever is there. */
const TYPES: readonly WireSocketType[] = [
  "SUB",
  "PUSH",
  "PUB",
  "REQ",
  "DEALER",
  "REP",
  "PULL",
  "PAIR",
]

/** The types that the user wants to be said. @throws Failure for what is none. */
export function typesToTry(given: string | undefined): readonly WireSocketType[] {
  if (given === undefined) return TYPES
  return given.split(",").map((name) => {
    const type = name.trim().toUpperCase()
    if (!isSocketType(type)) throw new Failure(EXIT.usage, `there is no socket type ${name}`)
    return type
  })
}

/** A type that was taken. */
export interface Taken {
  readonly tried: WireSocketType
  readonly visit: Visit
}

/** Says one type after the other in the open; null: none was taken. */
export async function tryTypes(
  endpoint: string,
  types: readonly WireSocketType[],
  timeoutMs: number,
): Promise<Taken | null> {
  for (const tried of types) {
    const found = await visit(endpoint, { timeoutMs, mechanism: "NULL", socketType: tried })
    if (found.times.ready !== null) return { tried, visit: found }
  }
  return null
}

/** A peer that a socket has shaken hands with. */
export interface Met {
  readonly tried: WireSocketType
  readonly peer: Peer
  readonly readyMs: number
}

/** Has one socket after the other shake hands, with a mechanism. Answers the refusal of who refuses all. */
export async function trySockets(
  endpoint: string,
  types: readonly WireSocketType[],
  timeoutMs: number,
  security: object,
): Promise<Met | { readonly refusal: string } | null> {
  const waits = { handshakeInterval: timeoutMs, connectTimeout: timeoutMs }
  const options = { ...security, ...waits, linger: 0, reconnectInterval: -1 }
  for (const tried of types) {
    const socket = createSocket(tried.toLowerCase() as KindName, options)
    const began = performance.now()
    const outcome = outcomeOf(socket)
    try {
      socket.connect(endpoint)
      const how = await outcome
      const [peer] = socket.peers
      if (how === "met") return { tried, peer, readyMs: performance.now() - began }
      if (how !== "left") return { refusal: how.refusal }
    } finally {
      socket.close()
    }
  }
  return null
}

/** How the first connection of a socket comes out. */
function outcomeOf({ events }: Socket): Promise<"met" | "left" | { refusal: string }> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      reject(interrupted.reason as Error)
    }
    interrupted.addEventListener("abort", stop, { once: true })
    events.on("handshake", () => resolve("met"))
    events.on("handshake:error:auth", ({ error }) => {
      resolve({ refusal: `${error.message} (${String(error.status)})` })
    })
    for (const type of ["disconnect", "close"] as const) events.on(type, () => resolve("left"))
  })
}
