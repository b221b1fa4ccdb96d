/**
 * The tree of commands. Each is in a file of `commands`, which says what its options are and what its help tells;
 * what it does is loaded with `import()` when it is called, so that `--help` loads none of it.
 */
import { Command } from "commander"
import { readFileSync } from "node:fs"
import { benchCommand } from "./commands/bench.js"
import { conformanceCommand } from "./commands/conformance.js"
import { decodeCommand } from "./commands/decode.js"
import { keygenCommand } from "./commands/keygen.js"
import { monitorCommand } from "./commands/monitor.js"
import { probeCommand } from "./commands/probe.js"
import { proxyCommand } from "./commands/proxy.js"
import { socketCommands } from "./commands/sockets.js"
import { tapCommand } from "./commands/tap.js"

const DESCRIPTION = "A Swiss army knife for ZeroMQ: talk to any socket, see what is on the wire."

/** All commands, by what they are about, in the order in which the help lists them. */
const COMMANDS: Readonly<Record<string, () => Command[]>> = {
  "Sockets:": socketCommands,
  "Between sockets:": () => [proxyCommand(), benchCommand()],
  "The wire:": () => [probeCommand(), monitorCommand(), tapCommand(), decodeCommand()],
  "Protocol:": () => [conformanceCommand()],
  "Keys:": () => [keygenCommand()],
}

/** The program, with no word of its command line parsed yet. */
export function createProgram(): Command {
  const program = new Command("purezmq")
    .description(DESCRIPTION)
    .version(ownVersion(), "-V, --version", "print the version")
    .helpOption("-h, --help", "print this help; `purezmq <command> --help` has more")
    .showHelpAfterError("(`--help` tells what can be said)")
  for (const [group, create] of Object.entries(COMMANDS)) {
    for (const command of create()) program.addCommand(command.helpGroup(group))
  }
  return program
}

/** The package's, which is two folders up from where this runs, built or not. */
function ownVersion(): string {
  const text = readFileSync(new URL("../../package.json", import.meta.url), "utf8")
  return (JSON.parse(text) as { version: string }).version
}
