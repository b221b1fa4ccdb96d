/**
 * `purezmq proxy`: its options and its help.
 */
import { Command, Option } from "commander"
import { EXIT, Failure } from "../exit.js"
import { countOf, oneMore } from "../values.js"
import { addExamples, type Example } from "./examples.js"
import type { EndpointFlags, FlagsOf } from "./options.js"
import {
  addSecurityOptions,
  assertNoSecurity,
  PLAIN_TCP,
  type SecurityFlags,
} from "./security-options.js"
import type { KindName } from "./socket-kinds.js"

/** The sockets of a proxy. */
export type Side = "front" | "back" | "capture"

/** What the command line says. */
export interface ProxyFlags extends FlagsOf<Side, EndpointFlags & SecurityFlags> {
  readonly front: KindName
  readonly back: KindName
  readonly capture: KindName
  readonly hwm?: number
  readonly verbose?: boolean
  readonly quiet?: boolean
}

const TYPES: readonly KindName[] = [
  "router",
  "dealer",
  "xsub",
  "xpub",
  "sub",
  "pub",
  "pull",
  "push",
  "pair",
  "stream",
]
const DESCRIPTION = `Passes messages between two sockets, both ways. With router and dealer it is a broker for requests, with xsub and xpub a forwarder of what is published, with pull and push a streamer of work. What one side receives the other has to be able to send. On a terminal it shows how many messages pass.`

const EXAMPLES: readonly Example[] = [
  {
    title: "A broker between clients and workers",
    lines: [
      "$ purezmq proxy --front-bind tcp://127.0.0.1:5555 --back-bind tcp://127.0.0.1:5556",
      "$ purezmq rep --connect tcp://127.0.0.1:5556 --echo",
      "$ purezmq req --connect tcp://127.0.0.1:5555 hello",
      "hello",
    ],
  },
  {
    title: "A forwarder that publishers and subscribers connect to",
    lines: [
      "$ purezmq proxy --front xsub --front-bind tcp://127.0.0.1:5555 --back xpub --back-bind tcp://127.0.0.1:5556",
      "$ purezmq sub --connect tcp://127.0.0.1:5556 --count 1",
      "news",
      "$ purezmq pub --connect tcp://127.0.0.1:5555 news",
    ],
  },
  {
    title: "Work for many, with a copy of it for whoever listens",
    lines: [
      "$ purezmq proxy --front pull --front-bind tcp://127.0.0.1:5555 --back push --back-bind tcp://127.0.0.1:5556 --capture-bind tcp://127.0.0.1:5557",
      "$ purezmq sub --connect tcp://127.0.0.1:5557 --count 1",
      "work",
      "$ purezmq pull --connect tcp://127.0.0.1:5556 --count 1",
      "work",
      "$ sleep 1; purezmq push --connect tcp://127.0.0.1:5555 work",
    ],
  },
  {
    title: "Encryption for clients that come from outside, and none inside",
    lines: [
      "$ purezmq keygen --file broker && purezmq proxy --front-bind tcp://127.0.0.1:5555 --front-curve-server --front-curve-certificate broker.key_secret --back-bind tcp://127.0.0.1:5556",
      "$ purezmq rep --connect tcp://127.0.0.1:5556 --echo",
      "$ purezmq req --connect tcp://127.0.0.1:5555 --curve-server-key broker.key hello",
      "hello",
    ],
  },
]

/** The command. */
export function proxyCommand(): Command {
  const command = new Command("proxy")
    .summary("pass messages between two sockets")
    .description(DESCRIPTION)
  addSide(command, "front", "Front:", "router")
  addSide(command, "back", "Back:", "dealer")
  command
    .optionsGroup("Capture, a socket that gets a copy of every message:")
    .addOption(
      new Option("--capture <type>", "its type")
        .choices(["pub", "push", "pair", "dealer"])
        .default("pub"),
    )
    .option("--capture-bind <endpoint>", "listen at an endpoint", oneMore)
    .option("--capture-connect <endpoint>", "connect to an endpoint", oneMore)
    .optionsGroup("Options:")
    .option(
      "--hwm <count>",
      "most messages queued for, and of, each peer; 0: no limit (default: 1000)",
      countOf,
    )
    .option("-v, --verbose", "tell on standard error what happens to connections")
    .option("-q, --quiet", "tell nothing")
  for (const side of ["front", "back", "capture"] as const) addSecurityOptions(command, side)
  command.action(async (flags: ProxyFlags) => {
    assertEffective(command, flags)
    const { proxy } = await import("../proxy/proxy.js")
    await proxy(flags)
  })
  return addExamples(command, EXAMPLES)
}

/** @throws Failure for what would be ignored. */
function assertEffective(command: Command, flags: ProxyFlags): void {
  for (const side of ["front", "back"] as const) {
    if (flags[side] === "stream") assertNoSecurity(command, PLAIN_TCP, side)
  }
  if (flags.captureBind !== undefined || flags.captureConnect !== undefined) return
  const needed = "a capture needs --capture-bind or --capture-connect"
  if (command.getOptionValueSource("capture") === "cli") {
    throw new Failure(EXIT.usage, `--capture: ${needed}`)
  }
  assertNoSecurity(command, needed, "capture")
}

function addSide(command: Command, name: "front" | "back", heading: string, type: KindName): void {
  command
    .optionsGroup(heading)
    .addOption(new Option(`--${name} <type>`, "its type").choices(TYPES).default(type))
    .option(
      `--${name}-bind <endpoint>`,
      "listen at an endpoint; may be given several times",
      oneMore,
    )
    .option(
      `--${name}-connect <endpoint>`,
      "connect to an endpoint; may be given several times",
      oneMore,
    )
}
