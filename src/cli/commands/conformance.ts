/**
 * `purezmq conformance`: its options and its help.
 */
import { Command, InvalidArgumentError, Option } from "commander"
import { countOf, oneMore, positiveOf, timeOf } from "../values.js"
import { addExamples } from "./examples.js"

/** What the command line says. */
export interface ConformanceOptions {
  readonly connect?: string
  readonly listen?: string
  readonly exec?: string
  readonly socketType?: string
  readonly mechanism: "null" | "plain" | "curve"
  readonly side?: "server" | "client"
  readonly username?: string
  readonly password?: string
  readonly serverKey?: string
  readonly secretKey?: string
  readonly answers?: boolean
  readonly sends?: boolean
  readonly repeats?: boolean
  readonly subscribes?: boolean
  readonly pings?: boolean
  readonly judges?: boolean
  readonly defers?: boolean
  readonly include?: readonly string[]
  readonly exclude?: readonly string[]
  readonly list?: boolean
  readonly strict?: boolean
  readonly bail?: boolean
  readonly timeout: number
  readonly silence: number
  readonly start: number
  readonly jobs?: number
  readonly seed?: number
  readonly peer?: string
  readonly reporter?: readonly string[]
  readonly output?: string
  readonly baseline?: string
  readonly from?: readonly string[]
}

const SOCKET_TYPES: readonly string[] = [
  ...["req", "rep", "dealer", "router", "pub", "sub", "xpub", "xsub", "push", "pull", "pair"],
]
/** Options that mean nothing without a run. Secrets are not among them: they may come by the environment. */
const OF_A_RUN: readonly (keyof ConformanceOptions)[] = [
  ...(["connect", "listen", "exec", "socketType", "mechanism", "side", "username"] as const),
  ...(["serverKey", "peer", "answers", "sends", "repeats", "subscribes", "pings"] as const),
  ...(["judges", "defers", "include", "exclude", "list", "bail", "timeout", "silence"] as const),
  ...(["start", "jobs", "seed"] as const),
]
const TIMEOUT_MS = 2000
const SILENCE_MS = 200
const START_MS = 10_000

const HELP = `
What the peer does is declared, since the wire cannot tell it; cases that need more are skipped and say so.

  --answers     each message is answered with one that ends in the same parts
  --sends       it sends messages of its own, over and over, whose first parts begin alike; a REQ gives up a request that
                has no reply after a second or so
  --repeats     it sends on what it receives: a REQ as its next request, an XPUB to its subscribers, an XSUB to its publishers
  --subscribes  it has at least one subscription
  --pings       it sends PINGs, the next within --timeout of the last, and gives up who says nothing for that long
  --judges      it lets in nobody but with the credentials that are declared here
  --defers      plain: its ZAP handler says 300 to the user name "later", and 500 to "broken"

Verdicts: pass; fail, timeout and crashed (MUST); non-strict (SHOULD, and what the peers in use rely on; fails with
--strict); informational, unimplemented and skipped. A good client connects after each case: if it is not served, the case
has crashed the peer.

With CURVE: --mechanism curve --server-key <key>; a key is 40 characters of Z85, or the path of a certificate. Earlier
reports side by side: --from libzmq.json --from jeromq.json --reporter html=matrix.html.

Reporters: tree (the usual), json, junit, tap, markdown, html. Each but one needs a file: --reporter html=page.html.
Exit code: 0 nothing failed; 1 something did, or with --baseline something that had not; 2 the peer cannot be reached, or is
not as declared; 64 the command line makes no sense; 130 after Ctrl-C; 143 after SIGTERM.
`

/** The command. */
export function conformanceCommand(): Command {
  const command = reports(habits(subject(new Command("conformance"))))
    .summary("test how a peer follows ZMTP, byte by byte")
    .description(
      "Tests a ZeroMQ peer against the RFCs of ZMTP: connects to it, or lets it connect, and says what good, odd, newer and hostile peers might say.",
    )
    .addHelpText("after", HELP.trimEnd())
    .action(async (options: ConformanceOptions, self: Command) => {
      const { conformance } = await import("../conformance/conformance.js")
      await conformance(options, (name) => self.getOptionValueSource(name) === "cli")
    })
  return addExamples(command, [
    {
      title: "Does a REP shake hands as it should?",
      lines: [
        "$ purezmq rep --bind tcp://127.0.0.1:5555 --echo --quiet",
        "$ purezmq conformance --connect tcp://127.0.0.1:5555 --socket-type rep --answers --include 37/greeting/1 37/greeting/2",
        "...begins with a signature...",
        "...2 passed...",
      ],
    },
    {
      title: "The same for a program that connects: it is run anew for each case",
      lines: [
        "$ purezmq conformance --exec 'purezmq dealer --connect {endpoint} --echo --quiet' --socket-type dealer --answers --include 37/greeting/1",
        "...1 passed...",
      ],
    },
    {
      title: "Keep the report, and let a later run fail only for what is new",
      lines: [
        "$ purezmq rep --bind tcp://127.0.0.1:5555 --echo --quiet",
        "$ purezmq conformance --connect tcp://127.0.0.1:5555 --socket-type rep --answers --include 37/greeting/1 --reporter tree --reporter json=report.json && purezmq conformance --connect tcp://127.0.0.1:5555 --socket-type rep --answers --include 37/greeting/1 --baseline report.json",
        "...1 passed...",
      ],
    },
  ])
}

function subject(command: Command): Command {
  return command
    .addOption(
      new Option("-c, --connect <endpoint>", "the peer is bound: connect to it").conflicts([
        "listen",
        "exec",
      ]),
    )
    .option("-l, --listen <endpoint>", "the peer connects: listen for it (--exec: * for the port)")
    .option("-e, --exec <command>", "run a peer that connects, anew for each case, to {endpoint}")
    .addOption(
      new Option("-t, --socket-type <type>", "what the peer is")
        .choices(SOCKET_TYPES)
        .argParser(socketTypeOf),
    )
    .addOption(
      new Option("-m, --mechanism <name>", "its security mechanism")
        .choices(["null", "plain", "curve"])
        .default("null"),
    )
    .addOption(
      new Option(
        "--side <side>",
        "its side of plain or curve; usually who binds is the server",
      ).choices(["server", "client"]),
    )
    .option("--username <name>", "plain: a user name that lets clients in")
    .addOption(
      new Option("--password <password>", "plain: the password of this user").env(
        "PUREZMQ_PLAIN_PASSWORD",
      ),
    )
    .option("--server-key <key>", "curve: the peer's public key, if it is the server")
    .addOption(
      new Option(
        "--secret-key <key>",
        "curve: the tester's own secret key (default: a new one)",
      ).env("PUREZMQ_CURVE_SECRET_KEY"),
    )
    .option("--peer <name>", "what reports call it")
}

function habits(command: Command): Command {
  return command
    .option("--answers", "the peer answers messages")
    .option("--sends", "the peer sends messages of its own")
    .option("--repeats", "the peer sends on what it receives")
    .option("--subscribes", "the peer has subscriptions")
    .option("--pings", "the peer sends PINGs")
    .option("--judges", "the peer refuses other credentials")
    .option("--defers", "the peer defers some")
}

function reports(command: Command): Command {
  return command
    .option("-i, --include <pattern...>", "only these cases: 37, 37/greeting, 37/greeting/3, 2*")
    .option("-x, --exclude <pattern...>", "not these")
    .option("--list", "list the cases, and try none")
    .option("-s, --strict", "a SHOULD that is not followed fails")
    .option("--bail", "stop at the first failure")
    .addOption(time("--timeout <time>", "how long to wait for what has to come", TIMEOUT_MS, "2s"))
    .addOption(
      time("--silence <time>", "how long to wait for what must not come", SILENCE_MS, "200ms"),
    )
    .addOption(time("--start <time>", "how long a peer may take to be there", START_MS, "10s"))
    .option(
      "-j, --jobs <count>",
      "cases at the same time (default: as many as cannot disturb each other)",
      positiveOf,
    )
    .option("--seed <number>", "for what is left to chance (default: a new one)", countOf)
    .option("-r, --reporter <name[=file]>", "tree, json, junit, tap, markdown or html", oneMore)
    .option("-o, --output <file>", "where the one reporter without a file writes")
    .option("--baseline <file>", "a JSON report: only what did not fail there fails")
    .addOption(
      new Option("--from <file>", "a JSON report to show, with others; nothing is run")
        .argParser(oneMore)
        .conflicts([...OF_A_RUN]),
    )
}

function time(flags: string, description: string, ms: number, text: string): Option {
  return new Option(flags, description).argParser(timeOf).default(ms, text)
}

/** In capital letters, too. */
function socketTypeOf(text: string): string {
  const name = text.toLowerCase()
  if (SOCKET_TYPES.includes(name)) return name
  throw new InvalidArgumentError(`Allowed choices are ${SOCKET_TYPES.join(", ")}.`)
}
