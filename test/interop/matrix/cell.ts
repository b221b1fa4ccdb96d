/**
 * One thing to try: a cell of the matrix.
 */
import type { BuiltPeer } from "./built-peer.js"
import { MECHANISMS, PEER_TYPES, TRANSPORTS, type PeerKind } from "./peer-kind.js"
import type { Stage } from "./stage.js"

/** What can be asked for with `--pattern`. */
export const GROUPS = [
  "push-pull",
  "pub-sub",
  "req-rep",
  "dealer-router",
  "pair",
  "restart",
  "heartbeat",
  "strangers",
  "proxy",
  "refused",
  "scenario",
  "mixed",
] as const
export type Group = (typeof GROUPS)[number]

/** A cell of one peer, as it is planned: nothing has to be built for that. */
export interface Cell {
  /** `pyzmq/pull.receive/bind/tcp/curve-server`: what the peer is, in the order in which it is told. */
  readonly id: string
  readonly group: Group
  /** Whose programs it starts. */
  readonly peers: readonly string[]
  /** Where it is in the peer's table: row, and column by column. Those that have no place in it are listed below. */
  readonly place: readonly [row: string, column: string, where: string] | null
  /** What the peer has to offer for it. */
  readonly needs: readonly string[]
  /** Why the peer does not offer it; null when it does. */
  readonly notOffered: string | null
  run(stage: Stage, peers: readonly BuiltPeer[]): Promise<void>
}

/** A cell before it is known whether the peer offers it. */
export type Wish = Omit<Cell, "notOffered">

/** Says of each whether the peer offers it. */
export function cellsOf(kind: PeerKind, wishes: readonly Wish[]): Cell[] {
  return wishes.map((wish) => ({ ...wish, notOffered: whyNot(kind, wish.needs) }))
}

/** Why a peer does not offer what has these words; null when it does. */
export function whyNot(kind: PeerKind, words: readonly string[]): string | null {
  const { lacks = {} } = kind
  for (const [key, reason] of Object.entries(lacks)) {
    if (key.split(/[\s.]+/).every((word) => words.includes(word))) return reason
  }
  const types: readonly string[] = kind.types
  const offered: readonly string[] = [...types, ...kind.transports, ...kind.mechanisms]
  if (words.includes("proxy") && !kind.proxy) return "it has no proxy"
  const absent = words.find((word) => CHECKED.includes(word) && !offered.includes(word))
  return absent === undefined ? null : `it has no ${absent}`
}

/** Words that a peer says it has, rather than that it has not. */
const CHECKED: readonly string[] = [...PEER_TYPES, ...TRANSPORTS, ...MECHANISMS]
