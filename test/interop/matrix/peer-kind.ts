/**
 * What the matrix has to know of a ZeroMQ stack to run its program. `test/interop/peers/README.md` says what that program
 * is told and prints.
 */
import type { Scenario } from "./scenario.js"

/** Socket types a peer can have, in its program's words. */
export type PeerType =
  "push" | "pull" | "pub" | "sub" | "req" | "rep" | "dealer" | "router" | "pair"

/** What protects a connection, in the program's words. */
export type PeerMechanism = "null" | "plain" | "curve"

/** Streams between processes. */
export type PeerTransport = "tcp" | "ipc"

/** All of them, in the order in which tables have them. */
export const PEER_TYPES: readonly PeerType[] = [
  ...(["push", "pull", "pub", "sub", "req", "rep", "dealer", "router", "pair"] as const),
]
export const MECHANISMS: readonly PeerMechanism[] = ["null", "plain", "curve"]
export const TRANSPORTS: readonly PeerTransport[] = ["tcp", "ipc"]

/** What a peer's program is told to do. */
export type PeerJob = "send" | "receive" | "ask" | "answer"

/** One ZeroMQ stack. */
export interface PeerKind {
  /** The folder's name. */
  readonly name: string
  /** As in a table: `pebbe/zmq4 (libzmq)`. */
  readonly title: string
  readonly language: string
  /** The one command that brings what it needs onto a Debian machine. */
  readonly install: string
  readonly types: readonly PeerType[]
  readonly transports: readonly PeerTransport[]
  readonly mechanisms: readonly PeerMechanism[]
  /** It can be a proxy. */
  readonly proxy: boolean
  /**
   * Why something is not offered, or not as it should be: by type, transport, mechanism, job, series or key, as `curve` or `dealer`.
   * Several words, as `pair restart`, stand for what has all of them: those of a cell are in `npm run interop -- --list`.
   */
  readonly lacks?: Readonly<Record<string, string>>
  /**
   * Why we do not speak with it, as `it speaks ZMTP 2.0`. Then what is tried is that each connection to it is refused and
   * nobody else is disturbed.
   */
  readonly refused?: string
  /** What else is tried with it, that the program of the others has not. */
  readonly scenarios?: readonly Scenario[]
  /** Why it cannot run here; null when it can. Looks for tools, and builds nothing. */
  missing(): string | null
  /**
   * Makes the program, if it has to be made; takes what it needs from registries. Not again when sources have not changed.
   * @param folder where it may put things, outside of the sources; it is kept.
   * @throws Error with what the tools said.
   */
  build(folder: string): Promise<void>
  /** The program, and the arguments that come before the peer's own. */
  command(folder: string): readonly [string, ...string[]]
}
