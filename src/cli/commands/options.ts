/**
 * The options that several commands have, with what the command line then says.
 */
import { Option, type Command } from "commander"
import type { Buffer } from "node:buffer"
import type { FormatName } from "../formats/format.js"
import { again, countOf, oneMore, positiveOf, timeOf } from "../values.js"

/** Where a socket is to be. */
export interface EndpointFlags {
  readonly bind?: readonly string[]
  readonly connect?: readonly string[]
}

/** How a socket behaves. */
export interface SocketFlags {
  readonly hwm?: number
  readonly linger?: number
  readonly identity?: Buffer
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
