/**
 * What the command line asks for.
 */
import { parseArgs } from "node:util"
import { GROUPS, type Group } from "./cell.js"

/** What is to be run, and how. */
export interface Arguments {
  /** None: all. */
  readonly peers: readonly string[]
  readonly groups: readonly Group[]
  /** A cell, or all that have this beginning of their name in common. */
  readonly cell: string | null
  /** Of each peer one cell of so many, the same ones each time; 1: all of them. */
  readonly sample: number
  readonly jobs: number
  /** How long a cell may take. */
  readonly patienceMs: number
  readonly list: boolean
  /** Only has the peers built, and plays nothing. */
  readonly build: boolean
  /** Where the results go as JSON; `-` is standard output, null nowhere. */
  readonly json: string | null
  /** Where programs are built. */
  readonly cache: string
}

/** The command line is wrong. */
export class UsageError extends Error {}

const HELP = `npm run interop -- [--peer NAME,...] [--pattern NAME,...] [--cell NAME] [--sample N] [--jobs N] [--json [FILE]] [--list] [--build]

Our sockets against other implementations of ZeroMQ (test/interop/peers).

  --peer     only with these
  --pattern  only these: ${GROUPS.join(", ")}
  --cell     one cell, as pyzmq/pull.receive/bind/tcp/null, or all whose names begin so
  --sample   of each peer one cell of N only, the same ones each time; what divides 12 leaves mechanisms out
  --jobs     how many cells at a time; 2
  --patience how many seconds a cell may take; 30
  --json     the results as JSON, into a file or in place of the matrix
  --list     the cells, and what each needs of its peer; nothing is run
  --build    the peers are built, for later; nothing is run
  --cache    where peers are built; node_modules/.cache/interop`

/** @throws UsageError; TypeError from parseArgs. Answers null when help was asked for. */
export function readArguments(
  given: readonly string[],
  known: readonly string[],
): Arguments | null {
  const { values } = parseArgs({
    // The file may be left out.
    args: given.flatMap((word, i) =>
      word === "--json" && (given[i + 1] ?? "-").startsWith("-") ? ["--json", "-"] : [word],
    ),
    options: {
      peer: { type: "string", multiple: true },
      pattern: { type: "string", multiple: true },
      cell: { type: "string" },
      sample: { type: "string", default: "1" },
      jobs: { type: "string", default: "2" },
      patience: { type: "string", default: "30" },
      json: { type: "string" },
      list: { type: "boolean", default: false },
      build: { type: "boolean", default: false },
      cache: { type: "string", default: "node_modules/.cache/interop" },
      help: { type: "boolean", short: "h", default: false },
    },
  })
  if (values.help) {
    console.log(HELP)
    return null
  }
  return {
    peers: choose("--peer", values.peer, [...known, "mixed"]),
    groups: choose("--pattern", values.pattern, GROUPS),
    cell: values.cell ?? null,
    sample: count("--sample", values.sample),
    jobs: count("--jobs", values.jobs),
    patienceMs: 1000 * count("--patience", values.patience),
    list: values.list,
    build: values.build,
    json: values.json ?? null,
    cache: values.cache,
  }
}

function count(option: string, given: string): number {
  const number = Number(given)
  if (Number.isInteger(number) && number >= 1) return number
  throw new UsageError(`${option} ${given}: no number`)
}

function choose<T extends string>(
  option: string,
  given: readonly string[] | undefined,
  known: readonly T[],
): readonly T[] {
  const names = (given ?? []).flatMap((list) => list.split(","))
  const unknown = names.filter((name) => !known.some((each) => each === name))
  if (unknown.length === 0) return known.filter((each) => names.includes(each))
  throw new UsageError(`${option}: ${unknown.join(", ")} is none of ${known.join(", ")}`)
}
