/** The command line of the benchmark. */
import { parseArgs } from "node:util"
import { SCENARIO_NAMES, type ScenarioName } from "./scenarios.js"

const HELP = `npm run bench -- [options]

Compares purezmq with npm zeromq (native), with a bare sketch over node:net, and with libzmq's C API where
zmq.h is installed. Each measurement runs in processes of its own, over loopback; the rounds are interleaved,
and what is printed are medians over the rounds. Ratios are ours by theirs.

  --only <scenario>     ${SCENARIO_NAMES.join(", ")}; may be given several times
  --sizes <a,b,...>     message sizes of push-pull in bytes
  --rounds <n>          rounds of every measurement (default 3)
  --seconds <s>         duration of a measurement; a warm-up of 0.4 of it comes before (default 0.8)
  --json <file>         write all figures to a file, too
  --help                print this`

/** What was asked for. */
export interface BenchOptions {
  readonly only: ReadonlySet<ScenarioName>
  /** Null: those of the scenario. */
  readonly sizes: readonly number[] | null
  readonly rounds: number
  readonly seconds: number
  readonly json: string | null
}

/** Reads the command line. Null: it asked for help, which was printed. */
export function readOptions(): BenchOptions | null {
  const { values } = parseArgs({
    options: {
      only: { type: "string", multiple: true, default: [] },
      sizes: { type: "string" },
      rounds: { type: "string", default: "3" },
      seconds: { type: "string", default: "0.8" },
      json: { type: "string" },
      help: { type: "boolean", default: false },
    },
  })
  if (values.help) {
    console.log(HELP)
    return null
  }
  const only = values.only.length > 0 ? values.only.map(scenarioName) : SCENARIO_NAMES
  return {
    only: new Set(only),
    sizes: values.sizes?.split(",").map((size) => positive("--sizes", size, true)) ?? null,
    rounds: positive("--rounds", values.rounds, true),
    seconds: positive("--seconds", values.seconds, false),
    json: values.json ?? null,
  }
}

function scenarioName(text: string): ScenarioName {
  const name = SCENARIO_NAMES.find((known) => known === text)
  if (name === undefined) throw new UsageError(`--only takes ${SCENARIO_NAMES.join(", ")}`)
  return name
}

function positive(option: string, text: string, whole: boolean): number {
  const value = Number(text)
  if (!(value > 0 && value < Infinity) || (whole && !Number.isInteger(value))) {
    throw new UsageError(`${option} takes positive ${whole ? "whole numbers" : "numbers"}`)
  }
  return value
}

/** The command line makes no sense. */
export class UsageError extends Error {}
