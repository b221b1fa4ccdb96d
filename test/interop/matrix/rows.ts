/**
 * Who talks with whom: a peer's socket and job, and our socket at the other end.
 */
import type { SocketName } from "../../helpers/interop.js"
import type { PeerJob, PeerType } from "./peer-kind.js"

/** The patterns, as `--pattern` has them. */
export const PATTERNS = ["push-pull", "pub-sub", "req-rep", "dealer-router", "pair"] as const
export type Pattern = (typeof PATTERNS)[number]

/** One row of a peer's table. */
export interface Row {
  readonly pattern: Pattern
  readonly type: PeerType
  readonly job: PeerJob
  readonly ours: SocketName
  /** Who is at the other end is unusual: once over tcp, without security, is enough. */
  readonly isAside?: true
}

/** Both directions of every pattern. */
export const ROWS: readonly Row[] = [
  { pattern: "push-pull", type: "push", job: "send", ours: "Pull" },
  { pattern: "push-pull", type: "pull", job: "receive", ours: "Push" },
  { pattern: "pub-sub", type: "pub", job: "send", ours: "Subscriber" },
  { pattern: "pub-sub", type: "sub", job: "receive", ours: "Publisher" },
  { pattern: "pub-sub", type: "pub", job: "send", ours: "XSubscriber", isAside: true },
  { pattern: "pub-sub", type: "sub", job: "receive", ours: "XPublisher", isAside: true },
  { pattern: "req-rep", type: "req", job: "ask", ours: "Reply" },
  { pattern: "req-rep", type: "rep", job: "answer", ours: "Request" },
  { pattern: "req-rep", type: "req", job: "ask", ours: "Router", isAside: true },
  { pattern: "req-rep", type: "rep", job: "answer", ours: "Dealer", isAside: true },
  { pattern: "dealer-router", type: "dealer", job: "send", ours: "Router" },
  { pattern: "dealer-router", type: "router", job: "receive", ours: "Dealer" },
  { pattern: "dealer-router", type: "dealer", job: "ask", ours: "Router" },
  { pattern: "dealer-router", type: "router", job: "answer", ours: "Dealer" },
  { pattern: "dealer-router", type: "dealer", job: "answer", ours: "Router" },
  { pattern: "dealer-router", type: "dealer", job: "ask", ours: "Dealer", isAside: true },
  { pattern: "dealer-router", type: "dealer", job: "answer", ours: "Dealer", isAside: true },
  { pattern: "pair", type: "pair", job: "send", ours: "Pair" },
  { pattern: "pair", type: "pair", job: "receive", ours: "Pair" },
  { pattern: "pair", type: "pair", job: "ask", ours: "Pair" },
  { pattern: "pair", type: "pair", job: "answer", ours: "Pair" },
]

/** As in a cell's name: `push.send`, `req.ask.router`. */
export function nameOfRow({ type, job, ours, isAside }: Row): string {
  return [type, job, ...(isAside ? [ours.toLowerCase()] : [])].join(".")
}
