/** The command line of the benchmark. */
import { parseArgs } from "node:util"
import { SCENARIOS } from "../scenarios/all.js"

const NAMES = SCENARIOS.map(({ name }) => name)

const HELP = `npm run bench -- [options]

Compares purezmq with npm zeromq (native), with bare sketches over node:net (raw), and with libzmq's C API where
zmq.h is installed. Each measurement runs in processes of its own, over loopback; the rounds are interleaved,
and what is printed are medians over the rounds. Ratios are ours by theirs: for msg/s above 1 is better, for times
and memory (marked "less") below 1. Behind each row are its targets, for a quiet machine; bench/README.md says more.

  --only <scenario>     may be given several times: ${wrap(NAMES)}
  --sizes <a,b,...>     message sizes of push-pull, push-pull-ipc and batch in bytes
  --rounds <n>          rounds of every measurement (default 3)
  --seconds <s>         duration of a measurement; a warm-up of 0.4 of it comes before (default 0.8)
  --quick               something of every scenario, 1 round of 0.2 s unless said: about 3 minutes
  --json <file>         write all figures to a file, too
  --report              write bench/figures.json, bench/REPORT.md and bench/charts, too
  --report-from <file>  write the report and the charts of saved figures, measure nothing
  --list                print the scenarios and their rows, measure nothing
  --help                print this`

/** What was asked for. */
export interface BenchOptions {
  readonly only: ReadonlySet<string>
  /** Null: those of the scenario. */
  readonly sizes: readonly number[] | null
  readonly rounds: number
  readonly seconds: number
  readonly quick: boolean
  readonly json: string | null
  readonly report: boolean
  readonly reportFrom: string | null
  readonly list: boolean
}

/** Reads the command line. Null: it asked for help, which was printed. */
export function readOptions(): BenchOptions | null {
  const { values } = parseArgs({
    options: {
      only: { type: "string", multiple: true, default: [] },
      sizes: { type: "string" },
      rounds: { type: "string" },
      seconds: { type: "string" },
      quick: { type: "boolean", default: false },
      json: { type: "string" },
      report: { type: "boolean", default: false },
      "report-from": { type: "string" },
      list: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  })
  if (values.help) {
    console.log(HELP)
    return null
  }
  const { quick, report, list } = values
  const only = values.only.length > 0 ? values.only.map(scenarioName) : NAMES
  return {
    only: new Set(only),
    sizes: values.sizes?.split(",").map((size) => positive("--sizes", size, true)) ?? null,
    rounds: positive("--rounds", values.rounds ?? (quick ? "1" : "3"), true),
    seconds: positive("--seconds", values.seconds ?? (quick ? "0.2" : "0.8"), false),
    quick,
    json: values.json ?? null,
    report,
    reportFrom: values["report-from"] ?? null,
    list,
  }
}

function scenarioName(text: string): string {
  if (NAMES.includes(text)) return text
  throw new UsageError(`--only takes ${NAMES.join(", ")}`)
}

function positive(option: string, text: string, whole: boolean): number {
  const value = Number(text)
  if (!(value > 0 && value < Infinity) || (whole && !Number.isInteger(value))) {
    throw new UsageError(`${option} takes positive ${whole ? "whole numbers" : "numbers"}`)
  }
  return value
}

function wrap(names: readonly string[]): string {
  const lines = [""]
  for (const name of names) {
    if (lines[lines.length - 1].length + name.length > 80) lines.push("")
    lines[lines.length - 1] += `${name}, `
  }
  return ["", ...lines].join("\n" + " ".repeat(24)).replace(/, $/, "")
}

/** The command line makes no sense. */
export class UsageError extends Error {}
