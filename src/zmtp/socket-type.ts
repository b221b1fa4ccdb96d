/**
 * The names of socket types on the wire, and who may talk to whom (RFC 28 to 31).
 */

/** A `Socket-Type` this library announces. */
export type WireSocketType =
  "PAIR" | "PUB" | "SUB" | "REQ" | "REP" | "DEALER" | "ROUTER" | "PULL" | "PUSH" | "XPUB" | "XSUB"

const PEERS: Readonly<Record<WireSocketType, readonly string[]>> = {
  PAIR: ["PAIR"],
  PUB: ["SUB", "XSUB"],
  SUB: ["PUB", "XPUB"],
  REQ: ["REP", "ROUTER"],
  REP: ["REQ", "DEALER"],
  DEALER: ["REP", "DEALER", "ROUTER"],
  ROUTER: ["REQ", "DEALER", "ROUTER"],
  PULL: ["PUSH"],
  PUSH: ["PULL"],
  XPUB: ["SUB", "XSUB"],
  XSUB: ["PUB", "XPUB"],
}

/** Whether this is the name of a socket type. */
export function isSocketType(name: string): name is WireSocketType {
  return Object.hasOwn(PEERS, name)
}

/** Whether a socket of type `own` may talk to a peer that calls itself `peer`. */
export function isCompatible(own: WireSocketType, peer: string): boolean {
  return PEERS[own].includes(peer)
}

/** Whether READY carries an `Identity` for this type (RFC 37: REQ, DEALER and ROUTER only). */
export function announcesIdentity(own: WireSocketType): boolean {
  return own === "REQ" || own === "DEALER" || own === "ROUTER"
}

/** Whether this type sends subscriptions. */
export function subscribes(own: WireSocketType): boolean {
  return own === "SUB" || own === "XSUB"
}

/** Whether this type takes subscriptions. */
export function publishes(own: WireSocketType): boolean {
  return own === "PUB" || own === "XPUB"
}
