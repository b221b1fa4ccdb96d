/**
 * The commands of socket types, such as `purezmq pub`: their options and their help.
 */
import { Command } from "commander"
import type { Buffer } from "node:buffer"
import { countOf, oneMore, routingIdOf } from "../values.js"
import { addExamples } from "./examples.js"
import {
  addCountOption,
  addEndpointOptions,
  addFormatOption,
  addPaceOptions,
  addSocketOptions,
  addTellingOptions,
  addTimeoutOption,
  type EndpointFlags,
  type FormatFlags,
  type SocketFlags,
  type TellingFlags,
} from "./options.js"
import { addSecurityOptions, type SecurityFlags } from "./security-options.js"
import { SOCKET_KINDS, type Direction, type SocketKind } from "./socket-kinds.js"

/** What the command line says. */
export interface SessionFlags
  extends EndpointFlags, SecurityFlags, SocketFlags, TellingFlags, FormatFlags {
  readonly file?: string
  readonly subscribe?: readonly string[]
  readonly target?: Buffer
  readonly echo?: boolean
  readonly interval?: number
  readonly delay?: number
  readonly count?: number
  readonly timeout?: number
  /** False: a publisher does not wait for a subscription, nor others for a peer. */
  readonly wait: boolean
}

const COUNTS: Readonly<Record<Direction, string>> = {
  sends: "end after so many messages sent",
  receives: "end after so many messages received",
  requests: "end after so many replies",
  replies: "end after so many requests answered",
  both: "end after so many messages received; 0: once all is sent",
}

const FORMATS = `
Formats:
  text    A message a line, its parts separated by tabs, bytes as they are. On a terminal controls are escaped.
  quoted  A message a line, its parts in double quotes with a space between: "one" "t\\x77o\\n". Text in UTF-8 is
          shown, all else escaped. On the command line without the quotes.
  hex     A message a line, its parts as hexadecimal digits with a space between; - is a part of no bytes.
  json    A message a line, as an array of parts: texts, or {"base64":"..."} where a part is not UTF-8.
  raw     Bytes as they are: all of the input is one message, and nothing is printed between parts or messages.
`

const DATA = `
Data:
  The arguments are the parts of one message. Without any, each line of standard input, or of --file, is a message;
  empty lines are skipped.
`

/** All of them. */
export function socketCommands(): Command[] {
  return SOCKET_KINDS.map(socketCommand)
}

function socketCommand(kind: SocketKind): Command {
  const command = new Command(kind.name).summary(kind.summary).description(kind.description)
  const sends = kind.direction !== "receives"
  addEndpointOptions(command)
  command.optionsGroup("Messages:")
  addFormatOption(command)
  if (sends) addDataOptions(command, kind)
  if (kind.subscribes === true) {
    command.option(
      "-s, --subscribe <prefix>",
      "what to subscribe to; may be given several times (default: everything)",
      oneMore,
    )
  }
  addCount(command, kind.direction)
  addTimeoutOption(command)
  addSocketOptions(command)
  if (kind.hasIdentity === true) {
    command.option(
      "--identity <id>",
      "the name by which a ROUTER knows this socket; 0x and digits for bytes",
      routingIdOf,
    )
  }
  if (kind.name !== "stream") addSecurityOptions(command)
  addTellingOptions(command)
  command.addHelpText("after", sends ? `${FORMATS}${DATA}`.trimEnd() : FORMATS.trimEnd())
  addExamples(command, kind.examples)
  return command.action(async (...given: unknown[]) => {
    const data = sends ? (given[0] as readonly string[]) : []
    const { talk } = await import("../session/talk.js")
    await talk(kind, data, command.opts<SessionFlags>())
  })
}

function addDataOptions(command: Command, kind: SocketKind): void {
  command
    .argument("[data...]", "the parts of one message")
    .option("-F, --file <path>", "read messages from a file in place of standard input")
  addPaceOptions(command)
  if (kind.hasId === true)
    command.option("--target <id>", "the peer to send to; 0x and digits for bytes", routingIdOf)
  if (kind.echoes === true) command.option("-e, --echo", "answer each message with itself")
  if (kind.direction !== "replies") {
    const what = kind.name === "pub" || kind.name === "xpub" ? "subscription" : "peer"
    command.option("--no-wait", `do not wait for the first ${what} before the first message`)
  }
}

function addCount(command: Command, direction: Direction): void {
  if (direction === "both") command.option("-n, --count <count>", COUNTS.both, countOf)
  else addCountOption(command, COUNTS[direction])
}
