/**
 * Heartbeats: each side asks, and each answers the other.
 */
import type { BuiltPeer } from "./built-peer.js"
import { seriesKeys } from "./exchange.js"
import { Mismatch } from "./mismatch.js"
import { ROWS } from "./rows.js"
import type { Stage } from "./stage.js"
import { talk } from "./talk.js"
import { Tap } from "./tap.js"

const INTERVAL_MS = 50
/** libzmq gives up whoever has not answered after one interval. */
const THEIR_INTERVAL_MS = 1000
const PING = Buffer.from("\x04PING", "latin1")
const PONG = Buffer.from("\x04PONG", "latin1")
const ROW = ROWS.find(({ type }) => type === "pull")!

/** Resolves when all have asked and answered, and messages go as ever. @throws Mismatch. */
export async function heartbeats(
  stage: Stage,
  peer: BuiltPeer,
  where: "bind" | "connect",
): Promise<void> {
  const series = { name: "small", from: 0, count: 10 } as const
  const own = stage.open("Push", { heartbeatInterval: INTERVAL_MS, heartbeatTimeout: 20_000 })
  const keys = [`heartbeat=${THEIR_INTERVAL_MS}`, ...seriesKeys(series)]
  const begin = (endpoint: string) =>
    stage.startAt(peer, ROW.type, ROW.job, { where, endpoint, keys })
  const endpoint = stage.endpoint("tcp")
  let tap: Tap
  let program
  if (where === "bind") {
    const begun = await begin(endpoint)
    program = begun.program
    tap = stage.closing(await Tap.open(begun.endpoint))
    own.socket.connect(tap.endpoint)
  } else {
    tap = stage.closing(await Tap.open(await stage.bind(own, endpoint)))
    program = (await begin(tap.endpoint)).program
  }
  const [theirs, ours] = where === "bind" ? [tap.called, tap.caller] : [tap.caller, tap.called]
  for (const [who, heard] of [["the peer", theirs] as const, ["us", ours] as const]) {
    stage.awaits(`PING of ${who}`)
    await heard.until(PING)
    stage.awaits(`PONG of ${who}`)
    await heard.until(PONG)
  }
  await talk({ stage, row: ROW, series, own, peer: program, hasIdentity: false })
  await program.endsWell()
  if (own.times("handshake") !== 1) throw new Mismatch("one connection", String(own))
}
