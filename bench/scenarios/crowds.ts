/** One ROUTER with very many DEALERs in one other process: messages, connecting, memory. */
import { freshEndpoint, script } from "../lib/commands.js"
import { descriptorLimit } from "../lib/machine.js"
import {
  atLeast,
  atMost,
  countName,
  rate,
  type Case,
  type Peer,
  type Scenario,
} from "../lib/scenario.js"

const SIZE = 64
const CROWD = 1000
const STORM = 5000
/** File descriptors of one of native's sockets with its connection, in the process that has more of them. */
const DESCRIPTORS_EACH = 3
/** What a process has open besides. */
const DESCRIPTORS_BESIDE = 200
const SETUP_MS = 90_000
/** So many sockets send in bursts: it takes longer until the rate is one. */
const LONGER = 3

export const crowd: Scenario = {
  name: "crowd",
  title: `ROUTER with ${countName(CROWD)} DEALERs over tcp, ${String(SIZE)} B, messages it receives`,
  peers: ["ours", "native"],
  cases: () => [crowdCase("send", "DEALERs send"), crowdCase("echo", "ROUTER answers each")],
}

export const connections: Scenario = {
  name: "connections",
  title:
    "DEALERs that connect to a ROUTER over tcp, until it has heard from each (raw: sockets of node:net)",
  axis: "connections",
  peers: ["ours", "native", "raw callback"],
  cases: () => {
    const most = mostConnections()
    // What cannot be measured stays in the table; fewer connections are better than none.
    const fewer = most < STORM && most > CROWD / 10 && most !== CROWD ? [most] : []
    return [CROWD, STORM, ...fewer].map(connectionsCase)
  },
}

function crowdCase(way: "send" | "echo", label: string): Case {
  return {
    quick: way === "send",
    limitMs: SETUP_MS,
    figures: [{ label, unit: "msg/s", targets: [atLeast(5, "native")], of: rate }],
    processes(peer, seconds) {
      const given = { what: peer, size: SIZE, way, dealers: CROWD }
      return {
        listens: script("crowd-router", {
          ...given,
          seconds: seconds * LONGER,
          bind: freshEndpoint("tcp"),
        }),
        connects: [script("crowd-dealers", given)],
      }
    },
  }
}

function connectionsCase(dealers: number): Case {
  const name = countName(dealers)
  return {
    quick: dealers !== STORM,
    limitMs: SETUP_MS,
    obstacle() {
      if (dealers <= mostConnections()) return null
      const needed = countName(dealers * DESCRIPTORS_EACH + DESCRIPTORS_BESIDE)
      return `it needs ${needed} file descriptors, ulimit -Hn is ${String(descriptorLimit())}`
    },
    figures: [
      {
        label: `${name}, until all are heard`,
        unit: "s",
        curve: { name: "seconds", x: dealers },
        targets: dealers === STORM ? [atMost(1, "native")] : [],
        of: ({ seconds }) => seconds,
      },
      {
        label: `${name}, memory of each at the ROUTER`,
        unit: "KiB",
        curve: { name: "memory", x: dealers },
        targets: [atMost(0.65, "native")],
        of: ({ bytesEach }) => bytesEach / 1024,
      },
    ],
    processes(peer) {
      const given = { what: nameOf(peer), dealers }
      const bind = freshEndpoint("tcp")
      return {
        listens: script("gathering-router", { ...given, bind }, "--expose-gc"),
        connects: [script("gathering-dealers", given)],
      }
    },
  }
}

/** Connections that the limit of file descriptors leaves room for. */
function mostConnections(): number {
  return Math.floor((descriptorLimit() - DESCRIPTORS_BESIDE) / DESCRIPTORS_EACH)
}

function nameOf(peer: Peer): string {
  return peer === "raw callback" ? "raw" : peer
}
