/**
 * `purezmq monitor`: its options and its help.
 */
import { Command, Option } from "commander"
import { addExamples } from "./examples.js"
import {
  addCountOption,
  addEndpointOptions,
  addTimeoutOption,
  type EndpointFlags,
} from "./options.js"
import {
  addSecurityOptions,
  assertNoSecurity,
  PLAIN_TCP,
  type SecurityFlags,
} from "./security-options.js"
import type { KindName } from "./socket-kinds.js"

/** What the command line says. */
export interface MonitorFlags extends EndpointFlags, SecurityFlags {
  readonly type: KindName
  readonly json?: boolean
  readonly count?: number
  readonly timeout?: number
}

const TYPES: readonly KindName[] = [
  "pub",
  "sub",
  "req",
  "rep",
  "push",
  "pull",
  "dealer",
  "router",
  "pair",
  "xpub",
  "xsub",
  "stream",
]
const DESCRIPTION = `Opens a socket that does nothing but listen or connect, and prints every event of it with its time: listening, accepted, connected, handshake done, with who the peer is, refused and why, disconnected, tried again. Choose a type that peers talk to; what it receives is not read.`

/** The command. */
export function monitorCommand(): Command {
  const command = new Command("monitor")
    .summary("print what happens to connections")
    .description(DESCRIPTION)
  addEndpointOptions(command)
  command.optionsGroup("Options:")
  command.addOption(
    new Option("--type <type>", "the type of the socket").choices(TYPES).default("dealer"),
  )
  addCountOption(command, "end after so many events")
  addTimeoutOption(command)
  command.option("--json", "a line of JSON for each event")
  addSecurityOptions(command)
  command.action(async (flags: MonitorFlags) => {
    if (flags.type === "stream") assertNoSecurity(command, PLAIN_TCP)
    const { monitor } = await import("../monitor/monitor.js")
    await monitor(flags)
  })
  return addExamples(command, [
    {
      title: "Who comes, and what do they want?",
      lines: [
        "$ purezmq monitor --bind tcp://127.0.0.1:5555 --type router --count 4",
        "... bind tcp://127.0.0.1:5555",
        "... accept tcp://127.0.0.1:5555",
        '... handshake tcp://127.0.0.1:5555: DEALER, identity "ann", tcp://127.0.0.1:...',
        "... disconnect tcp://127.0.0.1:5555",
        "$ purezmq dealer --connect tcp://127.0.0.1:5555 --identity ann --count 0 hello",
      ],
    },
  ])
}
