/**
 * The socket types: their numbers in libzmq, and their names on the wire.
 */
import type { WireSocketType } from "../zmtp/socket-type.js"

/** libzmq's numbers of the socket types. */
export const TYPE = {
  Pair: 0,
  Publisher: 1,
  Subscriber: 2,
  Request: 3,
  Reply: 4,
  Dealer: 5,
  Router: 6,
  Pull: 7,
  Push: 8,
  XPublisher: 9,
  XSubscriber: 10,
  Stream: 11,
} as const

/** The name of a socket's class. */
export type SocketName = keyof typeof TYPE

const NAMES = Object.keys(TYPE) as SocketName[]

const WIRE_TYPES: Readonly<Record<SocketName, WireSocketType | null>> = {
  Pair: "PAIR",
  Publisher: "PUB",
  Subscriber: "SUB",
  Request: "REQ",
  Reply: "REP",
  Dealer: "DEALER",
  Router: "ROUTER",
  Pull: "PULL",
  Push: "PUSH",
  XPublisher: "XPUB",
  XSubscriber: "XSUB",
  Stream: null,
}

/** The class name of a type number; undefined when there is no such type. */
export function nameOfType(type: number): SocketName | undefined {
  return NAMES[type]
}

/** What a socket announces in its handshake; null for STREAM, which has none. */
export function wireTypeOf(name: SocketName): WireSocketType | null {
  return WIRE_TYPES[name]
}
