/**
 * `purezmq bench`: its options and its help.
 */
import { Argument, Command, Option } from "commander"
import { countOf, durationOf, positiveOf, timeOf } from "../values.js"
import { addExamples, type Example } from "./examples.js"
import { addSecurityOptions, type SecurityFlags } from "./security-options.js"

/** What is measured. */
export type Measure = "throughput" | "latency"

/** What the command line says. */
export interface BenchFlags extends SecurityFlags {
  readonly bind?: string
  readonly connect?: string
  readonly size: number
  readonly parts: number
  readonly time: number
  readonly count?: number
  readonly hwm?: number
  readonly timeout?: number
  readonly json?: boolean
  readonly quiet?: boolean
  /** Set in here: the other end is a process of our own. */
  readonly isAlone?: boolean
}

const DEFAULT_SIZE = 100
const DEFAULT_MS = 3000
const DESCRIPTION = `Measures how many messages a second go from a PUSH to a PULL (throughput), or how long a REQ waits for a REP (latency). Without an endpoint it measures itself, both, over tcp on this machine, the other end being a second process. With --connect it sends, or asks; with --bind it receives, or answers: the other end is \`purezmq bench\` somewhere else, or what libzmq has for this (local_thr, remote_thr, local_lat, remote_lat), or for latency any REP that answers with what it gets.`

const EXAMPLES: readonly Example[] = [
  {
    title: "How fast is it on this machine?",
    lines: [
      "$ purezmq bench --time 500ms",
      "throughput  ... messages/s  ... MB/s  (... messages of 100 bytes in ... s)",
      "latency     ... us median  90% ... us  99% ... us  99.9% ... us  max ... us  (... round trips of 100 bytes)",
    ],
  },
  {
    title: "Between two machines, 10000 messages of 1 kB",
    lines: [
      "$ purezmq bench throughput --bind tcp://127.0.0.1:5555 --count 10000",
      "throughput  ... messages/s...",
      "$ purezmq bench throughput --connect tcp://127.0.0.1:5555 --size 1000 --count 10000",
      "throughput  ... messages/s...",
    ],
  },
  {
    title: "How long does it take that service to answer?",
    lines: [
      "$ purezmq bench latency --connect tcp://127.0.0.1:5555 --count 100 --json",
      '{"latency":{"roundTrips":100,...',
      "$ purezmq rep --bind tcp://127.0.0.1:5555 --echo --quiet",
    ],
  },
]

/** The command. */
export function benchCommand(): Command {
  const command = new Command("bench")
    .summary("measure throughput and latency")
    .description(DESCRIPTION)
    .addArgument(new Argument("[what]", "what to measure").choices(["throughput", "latency"]))
    .option("-b, --bind <endpoint>", "listen: receive, or answer")
    .option("-c, --connect <endpoint>", "connect: send, or ask")
    .addOption(
      new Option("-s, --size <bytes>", "bytes of each part")
        .argParser(countOf)
        .default(DEFAULT_SIZE),
    )
    .addOption(
      new Option("--parts <count>", "parts of each message").argParser(positiveOf).default(1),
    )
    .addOption(
      new Option("-t, --time <time>", "how long to measure")
        .argParser(durationOf)
        .default(DEFAULT_MS, "3s"),
    )
    .option("-n, --count <count>", "measure so many messages, however long it takes", positiveOf)
    .option(
      "--hwm <count>",
      "most messages queued for, and of, each peer; 0: no limit (default: 1000)",
      countOf,
    )
    .option("--timeout <time>", "give up, with code 2, when nothing happens for so long", timeOf)
    .option("--json", "print one line of JSON")
    .option("-q, --quiet", "show no progress, and no notes")
  addSecurityOptions(command)
  command.action(async (what: Measure | undefined, flags: BenchFlags) => {
    const { bench } = await import("../bench/bench.js")
    await bench(what, flags)
  })
  return addExamples(command, EXAMPLES)
}
