/**
 * `purezmq probe`: its options and its help.
 */
import { Command, Option } from "commander"
import { timeOf } from "../values.js"
import { addExamples } from "./examples.js"
import { addClientSecurityOptions, type SecurityFlags } from "./security-options.js"

/** What the command line says. */
export interface ProbeFlags extends SecurityFlags {
  readonly json?: boolean
  readonly timeout: number
  readonly try?: string
}

const DEFAULT_TIMEOUT_MS = 3000
const DESCRIPTION = `Tells what is at an endpoint: version, mechanism, socket type and properties, and how long each step took. Of something else than ZMTP it tells what that says. It takes no message away from a peer that says its socket type first, as libzmq does; to one that waits to hear ours it says one socket type after the other, until one is taken. With a mechanism it needs what a client needs, see below; without, it tells what can be seen from outside.`

/** The command. */
export function probeCommand(): Command {
  const command = new Command("probe")
    .summary("tell what is at an endpoint")
    .description(DESCRIPTION)
    .argument("<endpoint>", "such as tcp://127.0.0.1:5555")
    .addOption(
      new Option("-t, --timeout <time>", "how long to wait for each answer")
        .argParser(timeOf)
        .default(DEFAULT_TIMEOUT_MS, "3s"),
    )
    .option(
      "--try <types>",
      "which socket types to say, such as SUB,PUSH (default: all, those first that take nothing away)",
    )
    .option("--json", "print one line of JSON")
  addClientSecurityOptions(command)
  command.action(async (endpoint: string, flags: ProbeFlags) => {
    const { probe } = await import("../probe/probe.js")
    await probe(endpoint, flags)
  })
  return addExamples(command, [
    {
      title: "What is there?",
      lines: [
        "$ purezmq router --bind tcp://127.0.0.1:5555 --identity broker",
        "$ purezmq probe tcp://127.0.0.1:5555",
        "tcp://127.0.0.1:5555 speaks ZMTP 3.1",
        "  mechanism    NULL",
        "  socket type  ROUTER",
        '  identity     "broker"',
        "...",
      ],
    },
  ])
}
