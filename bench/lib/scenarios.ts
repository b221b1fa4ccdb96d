/**
 * What is measured, for which sizes, by which processes, and what is expected.
 */
import { fileURLToPath } from "node:url"
import type { Command, Pair } from "./children.js"
import { program } from "./libzmq.js"
import type { Reading } from "./meter.js"

/** Who is measured. */
export const PEERS = ["ours", "native", "raw callback", "raw await", "libzmq C"] as const
export type Peer = (typeof PEERS)[number]
export type Other = Exclude<Peer, "ours">

export const SCENARIO_NAMES = ["push-pull", "req-rep", "inproc"] as const
export type ScenarioName = (typeof SCENARIO_NAMES)[number]

/** What a ratio to native must be, once measured on a quiet machine. */
export interface Bar {
  readonly sign: ">=" | "<="
  readonly ratio: number
}

/** One table. */
export interface Scenario {
  readonly name: ScenarioName
  readonly title: string
  readonly unit: "msg/s" | "us"
  readonly peers: readonly Peer[]
  readonly sizes: readonly number[]
  /** Whether `--sizes` chooses among the sizes. */
  readonly anySize: boolean
  pair(peer: Peer, size: number, seconds: number): Pair
  bar(size: number): Bar
}

/** All tables, in order. */
export const SCENARIOS: readonly Scenario[] = [
  {
    name: "push-pull",
    title: "PUSH to PULL over tcp, one message a call; messages per second, more is better",
    unit: "msg/s",
    peers: PEERS,
    sizes: [16, 128, 1024, 16_384, 262_144, 1_048_576],
    anySize: true,
    pair: throughputPair,
    bar: throughputBar,
  },
  {
    name: "req-rep",
    title: "REQ to REP and back over tcp, one at a time; microseconds, less is better",
    unit: "us",
    peers: ["ours", "native", "raw callback", "libzmq C"],
    sizes: [16, 1024],
    anySize: false,
    pair: roundTripPair,
    bar: () => ({ sign: "<=", ratio: 0.8 }),
  },
  {
    name: "inproc",
    title: "PUSH to PULL over inproc in one process; messages per second, more is better",
    unit: "msg/s",
    peers: ["ours", "native"],
    sizes: [16],
    anySize: false,
    pair: inprocPair,
    bar: throughputBar,
  },
]

/** A reading in the scenario's unit. */
export function figure(scenario: Scenario, { count, seconds }: Reading): number {
  return scenario.unit === "us" ? (seconds / count) * 1e6 : count / seconds
}

/** Whether a ratio meets its bar. */
export function meets(bar: Bar, ratio: number): boolean {
  return bar.sign === ">=" ? ratio >= bar.ratio : ratio <= bar.ratio
}

function throughputBar(size: number): Bar {
  return { sign: ">=", ratio: size <= 128 ? 4 : size <= 1024 ? 2 : 1 }
}

function throughputPair(peer: Peer, size: number, seconds: number): Pair {
  if (peer === "libzmq C") return programs("throughput", "receiver", "sender", size, seconds)
  const kind = runnerOf(peer)
  return {
    listens: script(`${kind.files}-receiver`, kind.what, size, seconds),
    connects: script(`${kind.files}-sender`, kind.what, size, seconds),
  }
}

function roundTripPair(peer: Peer, size: number, seconds: number): Pair {
  if (peer === "libzmq C") return programs("latency", "replier", "requester", size, seconds)
  const kind = runnerOf(peer)
  return {
    listens: script(`${kind.files}-replier`, kind.what, size, seconds),
    connects: script(`${kind.files}-requester`, kind.what, size, seconds),
  }
}

function inprocPair(peer: Peer, size: number, seconds: number): Pair {
  return { listens: script("zmq-inproc", peer, size, seconds), connects: null }
}

function runnerOf(peer: Exclude<Peer, "libzmq C">): { files: "zmq" | "raw"; what: string } {
  if (peer === "raw callback") return { files: "raw", what: "callback" }
  if (peer === "raw await") return { files: "raw", what: "await" }
  return { files: "zmq", what: peer }
}

function script(name: string, what: string, size: number, seconds: number): Command {
  const path = fileURLToPath(new URL(`../runners/${name}.ts`, import.meta.url))
  return [process.execPath, "--import", "tsx/esm", path, what, String(size), String(seconds)]
}

function programs(
  name: "throughput" | "latency",
  listens: string,
  connects: string,
  size: number,
  seconds: number,
): Pair {
  const rest = [String(size), String(seconds)]
  return {
    listens: [program(name), listens, ...rest],
    connects: [program(name), connects, ...rest],
  }
}
