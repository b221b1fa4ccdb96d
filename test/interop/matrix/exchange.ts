/**
 * The plainest of cells: a series goes between a peer and us, unharmed and in order, over one connection that both let
 * go of in the end.
 */
import type { PeerOptions } from "../../helpers/interop.js"
import type { BuiltPeer } from "./built-peer.js"
import { IDENTITY, PREFIX } from "./envelope.js"
import { Mismatch } from "./mismatch.js"
import type { OurSocket, SeenEvent } from "./our-socket.js"
import type { PeerTransport } from "./peer-kind.js"
import type { Row } from "./rows.js"
import { ourSecurity, theirSecurity, type Security } from "./security.js"
import type { Series } from "./series.js"
import type { Stage } from "./stage.js"
import { talk } from "./talk.js"

/** What an exchange is made of. */
export interface Exchange {
  readonly row: Row
  /** What the peer does. */
  readonly where: "bind" | "connect"
  readonly transport: PeerTransport
  readonly security: Security
  readonly series: Series
  /** Whether the peer is told its routing id. */
  readonly hasIdentity: boolean
  /** What else it is told. */
  readonly keys?: readonly string[]
  /** Options of our socket, besides. */
  readonly options?: PeerOptions
}

/** Resolves when all went over and the peer has gone. @throws Mismatch. */
export async function exchange(stage: Stage, peer: BuiltPeer, how: Exchange): Promise<void> {
  const { row, where, transport, security, series, hasIdentity, keys = [], options = {} } = how
  const own = stage.open(row.ours, { ...ourSecurity(security), ...options })
  const told = [...keysOf(row, hasIdentity), ...seriesKeys(series), ...theirSecurity(security)]
  const begin = (endpoint: string) =>
    stage.startAt(peer, row.type, row.job, { where, endpoint, keys: [...told, ...keys] })
  const endpoint = stage.endpoint(transport)
  const { program, endpoint: bound } = await begin(
    where === "bind" ? endpoint : await stage.bind(own, endpoint),
  )
  if (where === "bind") own.socket.connect(bound)
  // A ROUTER knows nobody before the handshake.
  if (row.ours === "Router" && row.job === "answer") {
    stage.awaits("the peer's handshake")
    await own.until("handshake")
  }
  await talk({ stage, row, series, own, peer: program, hasIdentity })
  await sawOneConnection(stage, own)
  stage.awaits("the peer to end")
  await program.endsWell()
}

/** What a peer's program has to be told for this row. */
export function keysOf({ type }: Row, hasIdentity: boolean): string[] {
  const isPublishing = type === "pub" || type === "sub"
  return [
    ...(isPublishing ? [`prefix=${PREFIX}`] : []),
    ...(hasIdentity ? [`identity=${IDENTITY}`] : []),
  ]
}

/** How a peer's program is told of a series. */
export function seriesKeys({ name, from, count }: Series): string[] {
  return [`series=${name}`, `from=${from}`, `count=${count}`]
}

/** Our end has seen the peer come once and go, and nothing else go wrong. */
async function sawOneConnection(stage: Stage, own: OurSocket): Promise<void> {
  stage.awaits("our socket to see the peer go")
  await own.until("disconnect")
  const wrong = own.seen.filter((event) => event.startsWith("handshake:"))
  if (own.times("handshake" satisfies SeenEvent) !== 1 || wrong.length > 0) {
    throw new Mismatch("one connection, with one handshake", own.seen.join(" "))
  }
}
