/**
 * What is tried once with each peer: strangers, heartbeats, sends that do not wait, and what it brings of its own.
 */
import { exchange } from "./exchange.js"
import type { Wish } from "./cell.js"
import { heartbeats } from "./heartbeat.js"
import type { PeerKind } from "./peer-kind.js"
import { refuse } from "./refused.js"
import { ROWS } from "./rows.js"
import { strangerOfOurs, strangerOfTheirs } from "./stranger.js"

const WHERE = ["bind", "connect"] as const

/** Passwords and keys that are wrong. */
export function strangerCells({ name }: PeerKind): Wish[] {
  return (["plain", "curve"] as const).flatMap((mechanism) => {
    const cell = { group: "strangers", peers: [name], place: null } as const
    return [
      {
        ...cell,
        id: `${name}/strangers/${mechanism}-client`,
        needs: ["push", "send", "connect", "tcp", mechanism, "client", "stranger"],
        run: (stage, [peer]) => strangerOfTheirs(stage, peer, { mechanism, serves: false }),
      },
      {
        ...cell,
        id: `${name}/strangers/${mechanism}-server`,
        needs: ["pull", "receive", "bind", "tcp", mechanism, "server", "stranger"],
        run: (stage, [peer]) => strangerOfOurs(stage, peer, { mechanism, serves: true }),
      },
    ] satisfies Wish[]
  })
}

/** PING and PONG. */
export function heartbeatCells({ name }: PeerKind): Wish[] {
  return WHERE.map((where) => ({
    id: `${name}/heartbeat/${where}`,
    group: "heartbeat",
    peers: [name],
    place: null,
    needs: ["pull", "receive", where, "tcp", "null", "heartbeat"],
    run: (stage, [peer]) => heartbeats(stage, peer, where),
  }))
}

/** Sends that do not wait, with room for one message. */
export function nonblockingCells({ name }: PeerKind): Wish[] {
  const row = ROWS.find(({ type }) => type === "push")!
  const security = { mechanism: "null", serves: false } as const
  const series = { name: "mixed", from: 0, count: 100 } as const
  const how = { row, transport: "tcp", security, series, hasIdentity: false } as const
  return WHERE.map((where) => ({
    id: `${name}/push.send.nonblocking/${where}/tcp/null`,
    group: row.pattern,
    peers: [name],
    place: null,
    needs: ["push", "send", where, "tcp", "null", "nonblocking", "hwm"],
    run: (stage, [peer]) =>
      exchange(stage, peer, {
        ...how,
        where,
        keys: ["nonblocking=1", "hwm=1"],
        options: { receiveHighWaterMark: 1 },
      }),
  }))
}

/** A peer that we do not speak with. */
export function refusedCells({ name, refused }: PeerKind): Wish[] {
  if (refused === undefined) return []
  return WHERE.map((where) => ({
    id: `${name}/refused/${where}`,
    group: "refused",
    peers: [name],
    place: null,
    needs: ["push", "send", where, "tcp", "null"],
    run: (stage, [peer]) => refuse(stage, peer, where),
  }))
}

/** What it brings of its own. */
export function scenarioCells({ name, scenarios = [] }: PeerKind): Wish[] {
  return scenarios.map((scenario) => ({
    id: `${name}/scenario/${scenario.name}`,
    group: "scenario",
    peers: [name],
    place: null,
    needs: [],
    run: (stage, [peer]) => scenario.run(stage, peer),
  }))
}
