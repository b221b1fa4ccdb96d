/**
 * The tree of commands. Each is in a file of `commands`, which says what its options are and what its help tells;
 * what it does is loaded with `import()` when it is called, so that `--help` loads none of it.
 */
import { Command } from "commander"
import { readFileSync } from "node:fs"
import { benchCommand } from "./commands/bench.js"
import { completionCommand } from "./commands/completion.js"
import { conformanceCommand } from "./commands/conformance.js"
import { decodeCommand } from "./commands/decode.js"
import { addExamples, type Example } from "./commands/examples.js"
import { keygenCommand } from "./commands/keygen.js"
import { monitorCommand } from "./commands/monitor.js"
import { probeCommand } from "./commands/probe.js"
import { proxyCommand } from "./commands/proxy.js"
import { socketCommands } from "./commands/sockets.js"
import { tapCommand } from "./commands/tap.js"

const EPILOGUE = `
Endpoints:
  tcp://127.0.0.1:5555  an address and a port; a name does, too: tcp://example.org:5555
  tcp://*:5555          to listen at every address; tcp://127.0.0.1:* takes a port that is free, and tells which
  ipc:///tmp/news.sock  a socket in the file system; ipc://@news is an abstract one, on Linux

Exit codes: 0 all went well; 1 something did not; 2 what was waited for did not come in time; 64 the command line makes no
sense; 130 after Ctrl-C; 143 after SIGTERM.

Environment: PUREZMQ_CURVE_SECRET_KEY and PUREZMQ_PLAIN_PASSWORD stand for the options of these names, which others on the
same machine could see; for conformance, for --secret-key and --password.
`
const DESCRIPTION = "A Swiss army knife for ZeroMQ: talk to any socket, see what is on the wire."

const EXAMPLES: readonly Example[] = [
  {
    title: "Each line in a terminal of its own: one prints a message, the other sends it",
    lines: [
      "$ purezmq pull --bind tcp://127.0.0.1:5555 --count 1",
      "hello",
      "$ purezmq push --connect tcp://127.0.0.1:5555 hello",
    ],
  },
]

/** All commands, by what they are about, in the order in which the help lists them. */
const COMMANDS: Readonly<Record<string, () => Command[]>> = {
  "Sockets:": socketCommands,
  "Between sockets:": () => [proxyCommand(), benchCommand()],
  "The wire:": () => [probeCommand(), monitorCommand(), tapCommand(), decodeCommand()],
  "Protocol:": () => [conformanceCommand()],
  "Keys:": () => [keygenCommand()],
  "The shell:": () => [completionCommand()],
}

/** The program, with no word of its command line parsed yet. */
export function createProgram(): Command {
  const program = new Command("purezmq")
    .description(DESCRIPTION)
    .version(ownVersion(), "-V, --version", "print the version")
    .helpOption("-h, --help", "print this help; `purezmq <command> --help` has more")
    .showHelpAfterError("(`--help` tells what can be said)")
    .addHelpText("after", EPILOGUE.trimEnd())
  addExamples(program, EXAMPLES)
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
