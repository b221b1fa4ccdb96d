/**
 * What can stand on the command line, as the shells need to know it: commands, their options and arguments, and what
 * these take.
 * Knows commander's commands. Does not know shells.
 */
import type { Argument, Command, Option } from "commander"
import { again, oneMore } from "../values.js"

/** What an option or an argument takes. */
export interface Value {
  /** What the help calls it. */
  readonly name: string
  /** All there are; empty: anything. */
  readonly choices: readonly string[]
  readonly isFile: boolean
  /** More of the same may follow. */
  readonly isVariadic: boolean
}

/** An option. */
export interface OptionWords {
  readonly short: string | null
  readonly long: string
  readonly description: string
  /** Null: it is there or not. */
  readonly value: Value | null
  /** It may be given several times. */
  readonly isRepeatable: boolean
}

/** A command. */
export interface CommandWords {
  readonly name: string
  readonly summary: string
  readonly options: readonly OptionWords[]
  readonly arguments: readonly Value[]
}

/** The program. */
export interface ProgramWords extends CommandWords {
  readonly commands: readonly CommandWords[]
}

const FILES = /^(path|file)$/
const PLACEHOLDER = /[<[]([\w-]+)/

/** All words of the program. */
export function wordsOf(program: Command): ProgramWords {
  const commands = program.createHelp().visibleCommands(program).map(commandWords)
  const names = commands.map(({ name }) => name)
  return {
    ...commandWords(program),
    commands: commands.map((command) =>
      command.name === "help" ? helping(command, names) : command,
    ),
  }
}

/** `help` takes the name of a command, of which commander's own tree does not know. */
function helping(command: CommandWords, names: readonly string[]): CommandWords {
  const choices = names.filter((name) => name !== "help")
  return { ...command, arguments: [{ name: "command", choices, isFile: false, isVariadic: false }] }
}

function commandWords(command: Command): CommandWords {
  const help = command.createHelp()
  return {
    name: command.name(),
    summary: help.subcommandDescription(command),
    options: help.visibleOptions(command).map(optionWords),
    arguments: help.visibleArguments(command).map(argumentWords),
  }
}

function optionWords(option: Option): OptionWords {
  const { short, long, flags, description, required, optional, variadic, parseArg } = option
  const [, name = ""] = PLACEHOLDER.exec(flags) ?? []
  return {
    short: short ?? null,
    long: long ?? "",
    description,
    value: required || optional ? valueOf(name, option.argChoices, variadic) : null,
    isRepeatable: variadic || parseArg === oneMore || parseArg === again,
  }
}

function argumentWords(argument: Argument): Value {
  return valueOf(argument.name(), argument.argChoices, argument.variadic)
}

function valueOf(name: string, choices: readonly string[] = [], isVariadic: boolean): Value {
  return { name, choices, isFile: FILES.test(name), isVariadic }
}
