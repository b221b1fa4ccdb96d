/** PUSH to PULL: over tcp, ipc and inproc, of one part and of several, one message a call or many. */
import { cProgram, freshEndpoint, isRaw, rawWay, script } from "../lib/commands.js"
import {
  atLeast,
  rate,
  PEERS,
  rowKey,
  sizeName,
  type Case,
  type Peer,
  type Processes,
  type Scenario,
  type Target,
} from "../lib/scenario.js"

const SIZES = [16, 128, 1024, 16_384, 262_144, 1_048_576]
const QUICK_SIZES = new Set([16, 1024, 262_144])
const BATCH = 512

export const pushPull: Scenario = {
  name: "push-pull",
  title: "PUSH to PULL over tcp, one message a call",
  axis: "bytes",
  peers: PEERS,
  cases: (sizes) => (sizes ?? SIZES).map((size) => bySize("tcp", size)),
}

export const pushPullIpc: Scenario = {
  name: "push-pull-ipc",
  title: "PUSH to PULL over ipc, one message a call",
  axis: "bytes",
  peers: PEERS,
  cases: (sizes) => (sizes ?? SIZES).map((size) => bySize("ipc", size)),
}

export const multipart: Scenario = {
  name: "multipart",
  title: "PUSH to PULL over tcp, messages of several parts, one message a call",
  axis: "parts",
  peers: ["ours", "native", "libzmq C"],
  without: { "raw callback": "the sketch has frames and no messages of several" },
  cases: () =>
    [16, 1024].flatMap((size) => [1, 2, 10, 100].map((parts) => multipartCase(size, parts))),
}

export const batch: Scenario = {
  name: "batch",
  title: `PUSH to PULL over tcp, sendMany of ${String(BATCH)} messages and receiveMany`,
  axis: "bytes",
  peers: ["ours", "native", "raw callback", "libzmq C"],
  without: { native: "has no batches: this is its one message a call" },
  cases: (sizes) => (sizes ?? [16, 128, 1024]).map(batchCase),
}

export const inproc: Scenario = {
  name: "inproc",
  title: "PUSH to PULL over inproc in one process (C: two threads)",
  peers: ["ours", "native", "libzmq C"],
  cases: () => [
    {
      quick: true,
      figures: [{ label: "16 B", unit: "msg/s", of: rate, targets: [atLeast(10, "native")] }],
      processes(peer, seconds) {
        const given = { size: 16, seconds }
        const alone =
          peer === "libzmq C"
            ? cProgram("throughput", "inproc", given)
            : script("zmq-inproc", { what: peer, ...given })
        return { listens: alone, connects: [] }
      },
    },
  ],
}

export const threads: Scenario = {
  name: "inproc-threads",
  title: "PUSH in a worker thread to PULL in the main thread over inproc",
  peers: ["ours", "native", "libzmq C"],
  cases: () => [16, 1024].map(threadsCase),
}

function bySize(transport: "tcp" | "ipc", size: number): Case {
  return {
    quick: QUICK_SIZES.has(size),
    figures: [
      {
        label: sizeName(size),
        unit: "msg/s",
        curve: { name: "", x: size },
        targets: targetsOf(size),
        of: rate,
      },
    ],
    processes: (peer, seconds) => oneByOne(peer, transport, size, 1, seconds),
  }
}

function targetsOf(size: number): Target[] {
  if (size <= 128) return [atLeast(8, "native"), atLeast(1, "libzmq C"), atLeast(0.7, "raw await")]
  if (size <= 1024) {
    return [atLeast(3, "native"), atLeast(1.5, "libzmq C"), atLeast(0.8, "raw await")]
  }
  return [atLeast(1.2, "native"), atLeast(1, "libzmq C"), atLeast(0.9, "raw await")]
}

function multipartCase(size: number, parts: number): Case {
  const label = (count: number): string => `${String(count)} x ${sizeName(size)}`
  return {
    quick: parts === 10 || (parts === 2 && size === 16),
    figures: [
      {
        label: label(parts),
        unit: "msg/s",
        curve: { name: sizeName(size), x: parts },
        // Linear: ten times the parts take ten times as long, give or take a quarter.
        targets: parts === 100 ? [atLeast(0.08, { row: rowKey("multipart", label(10)) })] : [],
        of: rate,
      },
    ],
    processes: (peer, seconds) => oneByOne(peer, "tcp", size, parts, seconds),
  }
}

function batchCase(size: number): Case {
  return {
    quick: size === 16,
    figures: [
      {
        label: sizeName(size),
        unit: "msg/s",
        curve: { name: "", x: size },
        targets: size === 16 ? [atLeast(15, "native"), atLeast(1.8, "libzmq C")] : [],
        of: rate,
      },
    ],
    processes(peer, seconds) {
      if (peer !== "ours") return oneByOne(peer, "tcp", size, 1, seconds)
      const bind = freshEndpoint("tcp")
      return {
        listens: script("batch-receiver", { what: peer, size, seconds, bind }),
        connects: [script("batch-sender", { what: peer, size, batch: BATCH })],
      }
    },
  }
}

function threadsCase(size: number): Case {
  return {
    quick: size === 16,
    figures: [{ label: sizeName(size), unit: "msg/s", targets: [], of: rate }],
    processes(peer, seconds) {
      const alone =
        peer === "libzmq C"
          ? cProgram("throughput", "inproc", { size, seconds })
          : script("threads-receiver", { what: peer, size, seconds })
      return { listens: alone, connects: [] }
    },
  }
}

function oneByOne(
  peer: Peer,
  transport: "tcp" | "ipc",
  size: number,
  parts: number,
  seconds: number,
): Processes {
  const given = { size, parts, seconds }
  const bind = freshEndpoint(transport)
  if (peer === "libzmq C") {
    return {
      listens: cProgram("throughput", "receiver", { ...given, bind }),
      connects: [cProgram("throughput", "sender", given)],
    }
  }
  const kind = isRaw(peer) ? "raw" : "zmq"
  const what = isRaw(peer) ? rawWay(peer) : peer
  return {
    listens: script(`${kind}-receiver`, { what, ...given, bind }),
    connects: [script(`${kind}-sender`, { what, ...given })],
  }
}
