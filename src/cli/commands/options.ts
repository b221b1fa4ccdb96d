/**
 * The options that several commands have, with what the command line then says.
 */
import { Option, type Command } from "commander"
import type { FormatName } from "../formats/format.js"
import { again, countOf, oneMore, positiveOf, timeOf } from "../values.js"

/** Where a socket is to be. */
export interface EndpointFlags {
  readonly bind?: readonly string[]
  readonly connect?: readonly string[]
}

/** How a connection is protected. */
export interface SecurityFlags {
  readonly curveServer?: boolean
  readonly curveServerKey?: string
  readonly curvePublicKey?: string
  readonly curveSecretKey?: string
  readonly curveCertificate?: string
  readonly plainServer?: boolean
  readonly plainUsername?: string
  readonly plainPassword?: string
}

/** How a socket behaves. */
export interface SocketFlags {
  readonly hwm?: number
  readonly linger?: number
  readonly identity?: string
}

/** What is told on standard error. */
export interface TellingFlags {
  readonly verbose?: number
  readonly frames?: boolean
  readonly quiet?: boolean
}

/** What messages look like. */
export interface FormatFlags {
  readonly format: FormatName
}

/** The flags of one of a command's sockets: `bind` of the one called front is `frontBind`. */
export type FlagsOf<Side extends string, Flags> = {
  readonly [Name in keyof Flags & string as `${Side}${Capitalize<Name>}`]?: Flags[Name]
}

const KEYS = "(a key is 40 characters of Z85, or the path of a certificate)"
const FORMATS: readonly FormatName[] = ["text", "quoted", "hex", "json", "raw"]

/** `--bind`, `--connect`. */
export function addEndpointOptions(command: Command): Command {
  return command
    .optionsGroup("Endpoints, at least one:")
    .option("-b, --bind <endpoint>", "listen at an endpoint; may be given several times", oneMore)
    .option(
      "-c, --connect <endpoint>",
      "connect to an endpoint; may be given several times",
      oneMore,
    )
}

/** `--format`. */
export function addFormatOption(command: Command): Command {
  const option = new Option("-f, --format <format>", "how messages are read and printed, see below")
  return command.addOption(option.choices(FORMATS).default("text"))
}

/** `--hwm`, `--linger`. */
export function addSocketOptions(command: Command): Command {
  return command
    .optionsGroup("Socket:")
    .option(
      "--hwm <count>",
      "most messages queued for, and of, each peer; 0: no limit (default: 1000)",
      countOf,
    )
    .option(
      "--linger <time>",
      "how long to wait at the end until all is sent (default: as long as it takes)",
      timeOf,
    )
}

/** Those of CURVE and PLAIN, for either side. `of`: the socket they are for, if the command has several. */
export function addSecurityOptions(command: Command, of?: string): Command {
  const prefix = of === undefined ? "" : `${of}-`
  command
    .optionsGroup(securityHeading(of))
    .option(`--${prefix}curve-server`, "be a CURVE server; needs a secret key")
    .option(`--${prefix}plain-server`, "be a PLAIN server, for this user name and password")
  return addClientSecurityOptions(command, of)
}

/** Those of CURVE and PLAIN that a client needs. */
export function addClientSecurityOptions(command: Command, of?: string): Command {
  const prefix = of === undefined ? "" : `${of}-`
  return command
    .optionsGroup(securityHeading(of))
    .option(`--${prefix}curve-server-key <key>`, "be a CURVE client: the server's public key")
    .option(
      `--${prefix}curve-certificate <path>`,
      "our certificate with both keys, as `purezmq keygen --file` makes one",
    )
    .option(`--${prefix}curve-public-key <key>`, "our public key (default: that of the secret key)")
    .addOption(
      new Option(
        `--${prefix}curve-secret-key <key>`,
        "our secret key (default, for a client: a new one)",
      ).env("PUREZMQ_CURVE_SECRET_KEY"),
    )
    .option(`--${prefix}plain-username <name>`, "user name for PLAIN, which is not encrypted")
    .addOption(
      new Option(`--${prefix}plain-password <password>`, "password for PLAIN").env(
        "PUREZMQ_PLAIN_PASSWORD",
      ),
    )
}

function securityHeading(of: string | undefined): string {
  return of === undefined ? `Security ${KEYS}:` : `Security of ${of} ${KEYS}:`
}

/** `--verbose`, `--frames`, `--quiet`. */
export function addTellingOptions(command: Command): Command {
  return command
    .optionsGroup("What is told:")
    .option(
      "-v, --verbose",
      "tell on standard error what happens to connections; twice: frames, too",
      again,
    )
    .option("--frames", "tell on standard error what is said on the wire, frame by frame")
    .option("-q, --quiet", "print no message that is received, and no notes")
}

/** `--interval` and its like. */
export function addPaceOptions(command: Command): Command {
  return command
    .option(
      "-i, --interval <time>",
      "time between two messages; data of arguments is sent again and again",
      timeOf,
    )
    .option("-d, --delay <time>", "time to wait before the first message", timeOf)
}

/** `--count`. */
export function addCountOption(command: Command, what: string): Command {
  return command.option("-n, --count <count>", what, positiveOf)
}

/** `--timeout`. */
export function addTimeoutOption(command: Command): Command {
  return command.option(
    "-t, --timeout <time>",
    "give up, with code 2, when nothing happens for so long",
    timeOf,
  )
}
