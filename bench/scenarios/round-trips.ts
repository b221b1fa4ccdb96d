/** There and back again: REQ with REP and DEALER with ROUTER, one message at a time or many under way. */
import { cProgram, freshEndpoint, isRaw, script } from "../lib/commands.js"
import {
  atMost,
  microseconds,
  rate,
  sizeName,
  type Case,
  type Figure,
  type Peer,
  type Processes,
  type Scenario,
} from "../lib/scenario.js"

const SIZES = [16, 1024]
const UNDER_WAY = 100
const TARGETS = [atMost(0.65, "native"), atMost(1.2, "libzmq C"), atMost(1.15, "raw callback")]
const ECHO_PEERS = ["ours", "native", "raw callback", "libzmq C"] as const
const WITHOUT = { "raw await": "raw is an echo over node:net: there is nothing to await" }

export const reqRep: Scenario = {
  name: "req-rep",
  title: "REQ to REP and back over tcp, one at a time (raw: an echo)",
  axis: "bytes",
  peers: ECHO_PEERS,
  without: WITHOUT,
  cases: () => SIZES.map((size) => sequential("req", size)),
}

export const dealerRouter: Scenario = {
  name: "dealer-router",
  title: "DEALER to ROUTER and back over tcp, one at a time (raw: an echo)",
  axis: "bytes",
  peers: ECHO_PEERS,
  without: WITHOUT,
  cases: () => SIZES.map((size) => sequential("dealer", size)),
}

export const pipelined: Scenario = {
  name: "pipelined",
  title: `DEALER to ROUTER and back over tcp, ${String(UNDER_WAY)} under way at a time (raw: an echo)`,
  axis: "bytes",
  peers: ECHO_PEERS,
  without: WITHOUT,
  cases: () => SIZES.map(pipelinedCase),
}

function sequential(kind: "req" | "dealer", size: number): Case {
  return {
    quick: size === 16,
    figures: [{ ...point(size), unit: "us", targets: TARGETS, of: microseconds }],
    processes: (peer, seconds) => echo(peer, kind, size, 1, seconds),
  }
}

function pipelinedCase(size: number): Case {
  return {
    quick: size === 16,
    figures: [{ ...point(size), unit: "msg/s", targets: [], of: rate }],
    processes: (peer, seconds) => echo(peer, "dealer", size, UNDER_WAY, seconds),
  }
}

/** A row of the table, a point of its curve. */
function point(size: number): Pick<Figure, "label" | "curve"> {
  return { label: sizeName(size), curve: { name: "", x: size } }
}

function echo(
  peer: Peer,
  kind: "req" | "dealer",
  size: number,
  window: number,
  seconds: number,
): Processes {
  const bind = freshEndpoint("tcp")
  const given = { size, window, seconds }
  if (peer === "libzmq C") {
    return {
      listens: cProgram("latency", kind === "req" ? "rep" : "router", { bind }),
      connects: [cProgram("latency", kind, given)],
    }
  }
  if (isRaw(peer)) {
    return { listens: script("raw-replier", { bind }), connects: [script("raw-requester", given)] }
  }
  const what = { what: peer }
  const [replier, requester] =
    kind === "req" ? ["zmq-replier", "zmq-requester"] : ["zmq-router", "zmq-dealer"]
  return {
    listens: script(replier, { ...what, bind }),
    connects: [script(requester, { ...what, ...given })],
  }
}
