/** The command line of the fuzzer. */
import { parseArgs } from "node:util"

const HELP = `npm run fuzz -- [options]

Feeds made-up input to the code that reads what peers and users give it. What takes a new branch is kept and changed
further. Ends with status 1 when something was found; what was found is in fuzz/crashes.

  --seconds <s>       how long, all targets together (default 60)
  --target <a,b,...>  only these targets
  --seed <n>          where chance begins; a run prints its own
  --reproduce <file>  run one input of fuzz/crashes or fuzz/corpus, as it is
  --save              put what takes new branches into fuzz/corpus
  --list              print the targets
  --help              print this`

/** Something is wrong with the command line. */
export class UsageError extends Error {}

/** What was asked for. */
export interface Arguments {
  readonly seconds: number
  readonly targets: readonly string[]
  readonly seed: number
  readonly reproduce: string | null
  readonly save: boolean
  readonly list: boolean
}

/** Reads the command line. Null: it asked for help, which was printed. */
export function readArguments(names: readonly string[]): Arguments | null {
  const { values } = parseArgs({
    options: {
      seconds: { type: "string", default: "60" },
      target: { type: "string", multiple: true, default: [] },
      seed: { type: "string" },
      reproduce: { type: "string" },
      save: { type: "boolean", default: false },
      list: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  })
  if (values.help) {
    console.log(HELP)
    return null
  }
  const targets = values.target.flatMap((list) => list.split(","))
  for (const name of targets) {
    if (!names.includes(name)) throw new UsageError(`--target: there is no ${name}, see --list`)
  }
  return {
    seconds: number("--seconds", values.seconds),
    targets: targets.length === 0 ? names : targets,
    seed: values.seed === undefined ? Date.now() % 2 ** 31 : number("--seed", values.seed),
    reproduce: values.reproduce ?? null,
    save: values.save,
    list: values.list,
  }
}

function number(name: string, text: string): number {
  const value = Number(text)
  if (Number.isFinite(value) && value >= 0) return value
  throw new UsageError(`${name} takes a number, not ${text}`)
}
