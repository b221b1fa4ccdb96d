/**
 * Clients that do not know the password, or the server's key: at our server and at the peer's. They are refused, nothing
 * of what they say gets through, and whoever comes with the right one is served.
 */
import type { BuiltPeer } from "./built-peer.js"
import { keysOf, seriesKeys } from "./exchange.js"
import { Mismatch } from "./mismatch.js"
import type { OurSocket, SeenEvent } from "./our-socket.js"
import { ROWS, type Row } from "./rows.js"
import {
  ourSecurity,
  ourStranger,
  theirSecurity,
  theirStranger,
  type Security,
} from "./security.js"
import type { Series } from "./series.js"
import type { Stage } from "./stage.js"
import { talk } from "./talk.js"

const SERIES: Series = { name: "small", from: 0, count: 10 }
const isOf = (type: string) => (row: Row) => row.type === type && !row.isAside
const PEER_SENDS = ROWS.find(isOf("push"))!
const PEER_RECEIVES = ROWS.find(isOf("pull"))!

/** How our server finds out. */
const REFUSALS: Readonly<Record<string, SeenEvent>> = {
  plain: "handshake:error:auth",
  curve: "handshake:error:protocol",
}

/** Strangers come to our server. */
export async function strangerOfTheirs(
  stage: Stage,
  peer: BuiltPeer,
  security: Security,
): Promise<void> {
  const own = stage.open("Pull", ourSecurity(security))
  const endpoint = await stage.bind(own, stage.endpoint("tcp"))
  const { type, job } = PEER_SENDS
  const told = [...keysOf(PEER_SENDS, false), ...seriesKeys(SERIES)]
  const begin = (keys: string[]) =>
    stage.startAt(peer, type, job, { where: "connect", endpoint, keys: [...told, ...keys] })
  const { program: stranger } = await begin(theirStranger(security))
  const refusal = REFUSALS[security.mechanism]
  stage.awaits(`${refusal} at our server`)
  await own.until(refusal)
  expectNoHandshake(own)
  const { program } = await begin(theirSecurity(security))
  const ends = { stage, row: PEER_SENDS, series: SERIES, own, hasIdentity: false }
  await talk({ ...ends, peer: program })
  await program.endsWell()
  if (own.times("handshake") !== 1) throw new Mismatch("one handshake", String(own))
  await stranger.kill()
}

/** A stranger of ours comes to the peer's server. */
export async function strangerOfOurs(
  stage: Stage,
  peer: BuiltPeer,
  security: Security,
): Promise<void> {
  const { type, job } = PEER_RECEIVES
  const told = [...seriesKeys(SERIES), ...theirSecurity(security)]
  const place = { where: "bind", endpoint: stage.endpoint("tcp"), keys: told } as const
  const { program, endpoint } = await stage.startAt(peer, type, job, place)
  const stranger = stage.open("Push", ourStranger(security))
  stranger.socket.connect(endpoint)
  // What was refused for good has nobody to send to.
  stranger.socket.send("sneaky").catch(() => undefined)
  stage.awaits("the peer to refuse a stranger")
  await stranger.untilAny(["disconnect", "handshake:error:auth", "handshake:error:protocol"])
  expectNoHandshake(stranger)
  const own = stage.open("Push", ourSecurity(security))
  own.socket.connect(endpoint)
  const ends = { stage, row: PEER_RECEIVES, series: SERIES, own, hasIdentity: false }
  await talk({ ...ends, peer: program })
  await program.endsWell()
  expectNoHandshake(stranger)
}

function expectNoHandshake(socket: OurSocket): void {
  if (socket.times("handshake") > 0) throw new Mismatch("no handshake", String(socket))
}
