/** What it weighs: messages that wait, one very large message, loading the package. */
import { freshEndpoint, script } from "../lib/commands.js"
import { availableMemory } from "../lib/machine.js"
import { atMost, countName, type Case, type Scenario } from "../lib/scenario.js"

const QUEUED_BYTES = 100
const MEGABYTE = 1_000_000
/** What sender, receiver and system need at most at a time, in messages. */
const LARGE_SHARE = 5
const SLOW_MS = 120_000
const STARTS = 15

export const queued: Scenario = {
  name: "queued",
  title: `Memory of queued messages of ${String(QUEUED_BYTES)} B at a PUSH without a peer, no high-water mark`,
  axis: "messages",
  peers: ["ours", "native"],
  cases: () => [100_000, 1_000_000].map(queuedCase),
}

export const large: Scenario = {
  name: "large",
  title: "One very large message from PUSH to PULL over tcp; peak memory in sizes of it",
  axis: "MB",
  peers: ["ours", "native"],
  cases: () => [100, 1000].map(largeCase),
}

export const loading: Scenario = {
  name: "import",
  title: "Loading the package: what it adds to the start of a bare node",
  peers: ["ours", "native"],
  cases: () => [
    {
      quick: true,
      limitMs: SLOW_MS,
      figures: [
        {
          label: "import()",
          unit: "ms",
          targets: [atMost(1, "native")],
          of: ({ importAdds }) => importAdds,
        },
        { label: "require()", unit: "ms", targets: [], of: ({ requireAdds }) => requireAdds },
        { label: "bare node, all of it", unit: "ms", targets: [], of: ({ bare }) => bare },
      ],
      processes: (peer) => ({
        listens: script("import-time", { what: peer, starts: STARTS }),
        connects: [],
      }),
    },
  ],
}

function queuedCase(messages: number): Case {
  const name = countName(messages)
  return {
    quick: messages < MEGABYTE,
    limitMs: SLOW_MS,
    obstacle: () => memoryObstacle(messages * QUEUED_BYTES * LARGE_SHARE * 2),
    figures: [
      {
        label: `${name}, each`,
        unit: "bytes",
        curve: { name: "", x: messages },
        targets: [],
        of: ({ bytesEach }) => bytesEach,
      },
      { label: `${name}, peak each`, unit: "bytes", targets: [], of: ({ peak }) => peak },
    ],
    processes: (peer) => ({
      listens: script("queued-memory", { what: peer, messages, size: QUEUED_BYTES }, "--expose-gc"),
      connects: [],
    }),
  }
}

function largeCase(megabytes: number): Case {
  const size = megabytes * MEGABYTE
  const name = `${countName(megabytes)} MB`
  return {
    quick: megabytes === 100,
    limitMs: SLOW_MS,
    obstacle: () => memoryObstacle(size * LARGE_SHARE),
    figures: [
      {
        label: `${name}, time`,
        unit: "s",
        curve: { name: "seconds", x: megabytes },
        targets: [],
        of: ({ seconds }) => seconds,
      },
      { label: `${name}, sender`, unit: "x", targets: [], of: ({ sender }) => sender },
      { label: `${name}, receiver`, unit: "x", targets: [], of: ({ receiver }) => receiver },
    ],
    processes: (peer) => ({
      listens: script("large-receiver", { what: peer, size, bind: freshEndpoint("tcp") }),
      connects: [script("large-sender", { what: peer, size })],
      results: 2,
    }),
  }
}

function memoryObstacle(needed: number): string | null {
  const available = availableMemory()
  if (available >= needed) return null
  const mb = (bytes: number): string => `${countName(Math.round(bytes / MEGABYTE))} MB`
  return `it needs ${mb(needed)} of memory, there are ${mb(available)}`
}
