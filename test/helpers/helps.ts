/**
 * What the command's help says, without a process for each.
 */
import { createProgram } from "../../src/cli/program.js"

/** The help of the program itself. */
export function helpOfProgram(): string {
  return helpOf(createProgram())
}

/** The help of every command, by its name. */
export function helpsOfCommands(): ReadonlyMap<string, string> {
  return new Map(createProgram().commands.map((command) => [command.name(), helpOf(command)]))
}

function helpOf(command: ReturnType<typeof createProgram>): string {
  let text = ""
  command.configureOutput({ writeOut: (more) => (text += more), getOutHelpWidth: () => 80 })
  command.outputHelp()
  return text
}
