/**
 * How a socket explains itself in `console.log` and `util.inspect`.
 */
import type { InspectOptions } from "node:util"
import type { Peer } from "../socket/peers.js"

/** What is shown of a socket. */
export interface Inspected {
  readonly bound: readonly string[]
  readonly connected: readonly string[]
  readonly peers: readonly unknown[]
  readonly unsent: number
  readonly unread: number
}

/** A peer in short: what it is and where, and who, if it said so. */
export function inspectedPeer({ socketType, endpoint, routingId }: Peer): object {
  const named = routingId.length > 0 ? { routingId: routingId.toString() } : {}
  return { socketType, endpoint, ...named }
}

/** The name of the method that `util.inspect` looks for. */
export const INSPECT: unique symbol = Symbol.for("nodejs.util.inspect.custom")

/** What `util.inspect` hands to that method. */
export type Inspector = (value: unknown, options: InspectOptions) => string

/** The text for a socket of a class; null: it is closed. */
export function inspected(
  name: string,
  socket: Inspected | null,
  depth: number,
  options: InspectOptions,
  inspector: Inspector,
): string {
  if (depth < 0) return `[${name}]`
  if (socket === null) return `${name} { closed: true }`
  // The fields of a peer are part of the socket's explanation, however deep the socket lies.
  return `${name} ${inspector(socket, { ...options, depth: Math.max(depth, 1) + 1 })}`
}
