/**
 * What the user says of the peer that is tested, and what follows from it for whoever plays its partner.
 * Knows words of the RFCs. Does not know connections.
 */
import { Buffer } from "node:buffer"
import type { WireSocketType } from "../zmtp/socket-type.js"

/** The security mechanisms there are cases for. */
export type MechanismName = "NULL" | "PLAIN" | "CURVE"

/** Who the peer is to the network: it accepts connections, or makes them. */
export type Role = "binds" | "connects"

/** Who the peer is to PLAIN or CURVE. Usually the one that binds is the server. */
export type Side = "server" | "client"

/**
 * What the program behind the peer does, which the wire cannot tell.
 * - `answers`: each message is answered with one that ends in the same parts (the first may have something in front);
 * - `sends`: it sends messages of its own, over and over, whose first parts begin alike. A PUB does so whoever
 *   subscribes; a REQ gives a request up that has no reply after a second or so, and sends another;
 * - `repeats`: it sends on what it has received, as it is: a REQ as its next request, an XPUB to its subscribers (01 or 00
 *   and a topic, too, when a subscription begins or ends), an XSUB to its publishers (so that 01 and a topic from one of
 *   them makes it subscribe);
 * - `subscribes`: it has at least one subscription;
 * - `pings`: it sends PINGs, the next within `--timeout` of the last, and gives up who says nothing for that long;
 * - `judges`: it lets in nobody but with the credentials that were declared (a ZAP handler, RFC 27);
 * - `defers`: its ZAP handler says 300 to PLAIN's user name `later`, and 500 to `broken`.
 */
export type Habit = "answers" | "sends" | "repeats" | "subscribes" | "pings" | "judges" | "defers"

/** What lets us in, or what we let in. */
export interface Credentials {
  /** PLAIN: what the client says. */
  readonly username: Buffer
  readonly password: Buffer
  /** CURVE: the public key of the server, whichever side that is. */
  readonly serverKey: Buffer
  /** CURVE: our own secret key: the server's if the peer is the client. */
  readonly secretKey: Buffer
}

/** What decides which cases are for a peer. */
export interface Kind {
  readonly role: Role
  readonly socketType: WireSocketType
  readonly mechanism: MechanismName
  /** Of PLAIN and CURVE; with NULL it means nothing. */
  readonly side: Side
  readonly habits: ReadonlySet<Habit>
}

/** The peer, as it was declared. */
export interface Target extends Kind {
  readonly credentials: Credentials
}

/** What the first good connection showed. */
export interface Observed {
  /** As its greeting says. */
  readonly version: readonly [major: number, minor: number]
  /** It answers PING, whatever version it announces. */
  readonly answersPing: boolean
}

const PARTNERS: Readonly<Record<WireSocketType, WireSocketType>> = {
  PAIR: "PAIR",
  PUB: "SUB",
  SUB: "PUB",
  REQ: "REP",
  REP: "REQ",
  DEALER: "ROUTER",
  ROUTER: "DEALER",
  PULL: "PUSH",
  PUSH: "PULL",
  XPUB: "SUB",
  XSUB: "PUB",
}

/** The socket type we play towards a peer of this type. */
export function partnerOf(socketType: WireSocketType): WireSocketType {
  return PARTNERS[socketType]
}

/** A socket type that may not talk to a peer of this type. */
export function strangerTo(socketType: WireSocketType): WireSocketType {
  return socketType === "PUSH" || socketType === "PULL" ? "PAIR" : "PUSH"
}

/** What goes in front of a message of ours so that the peer's program gets to see the rest: REQ's empty delimiter. */
export function envelopeTo(socketType: WireSocketType): readonly Buffer[] {
  return socketType === "REP" ? [Buffer.alloc(0)] : []
}

/** Whether a reply is what a program that `answers` says to this message. */
export function isAnswer(reply: readonly Buffer[], message: readonly Buffer[]): boolean {
  const tail = reply.slice(-message.length)
  if (tail.length !== message.length) return false
  return message.every((part, i) =>
    i === 0 ? tail[0].subarray(tail[0].length - part.length).equals(part) : tail[i].equals(part),
  )
}
