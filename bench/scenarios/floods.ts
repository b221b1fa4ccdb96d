/** What else goes on beside a flood: the event loop of the one flooded, and other peers. */
import { freshEndpoint, script } from "../lib/commands.js"
import { atMost, type Case, type Figure, type Reading, type Scenario } from "../lib/scenario.js"

const FLOOD_BYTES = 16
const QUIET_PEERS = 9
const MOST_DELAY_MS = 20
const MOST_WAIT_MS = 50
/** Messages of quiet peers that are looked at, for each second of measuring. */
const QUIET_RATE = 1000

export const eventLoop: Scenario = {
  name: "event-loop",
  title: `Event-loop delay at a PULL flooded with ${String(FLOOD_BYTES)} B messages by a bare TCP connection`,
  peers: ["ours", "native"],
  cases: () => [
    {
      quick: true,
      figures: [
        ...delays("delay", MOST_DELAY_MS),
        {
          label: "messages received meanwhile",
          unit: "msg/s",
          targets: [],
          of: (reading) => reading["rate"],
        },
      ],
      processes: (peer, seconds) => ({
        listens: script("delay-receiver", {
          what: peer,
          size: FLOOD_BYTES,
          seconds,
          bind: freshEndpoint("tcp"),
        }),
        connects: [script("flooder", { size: FLOOD_BYTES, socketType: "PUSH" })],
      }),
    },
  ],
}

export const fairness: Scenario = {
  name: "fairness",
  title: `${String(QUIET_PEERS)} quiet peers beside one that floods with ${String(FLOOD_BYTES)} B messages`,
  peers: ["ours", "native"],
  cases: () => [
    fairnessCase("PULL, time to deliver", "PUSH", "fair-receiver", "quiet-pushes"),
    fairnessCase("ROUTER, round trip", "DEALER", "fair-router", "quiet-dealers"),
  ],
}

function fairnessCase(label: string, socketType: string, flooded: string, quiet: string): Case {
  return {
    quick: true,
    limitMs: 60_000,
    figures: delays(label, MOST_WAIT_MS),
    processes(peer, seconds) {
      const given = { what: peer, messages: Math.ceil(seconds * QUIET_RATE), peers: QUIET_PEERS }
      return {
        listens: script(flooded, { ...given, bind: freshEndpoint("tcp") }),
        connects: [script(quiet, given), script("flooder", { size: FLOOD_BYTES, socketType })],
      }
    },
  }
}

function delays(label: string, mostMs: number): Figure[] {
  const figure = (name: string, targets: Figure["targets"]): Figure => ({
    label: `${label}, ${name}`,
    unit: "ms",
    targets,
    of: (reading: Reading) => reading[name],
  })
  return [figure("p50", []), figure("p99", [atMost(mostMs, "limit")]), figure("max", [])]
}
