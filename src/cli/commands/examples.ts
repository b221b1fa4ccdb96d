/**
 * The examples at the end of a command's help. What follows `$` can be run as it stands, all lines of one example at the
 * same time; what follows such a line is what it prints. The tests do that.
 */
import type { Command } from "commander"

/** One example. */
export interface Example {
  /** What it shows. */
  readonly title: string
  /** Commands, each beginning with `$ `, and what they print. */
  readonly lines: readonly string[]
}

/** Adds examples to a command's help. */
export function addExamples(command: Command, examples: readonly Example[]): Command {
  const texts = examples.map(({ title, lines }) =>
    [`  ${title}:`, ...lines.map((line) => `    ${line}`)].join("\n"),
  )
  return command.addHelpText("after", `\nExamples:\n${texts.join("\n\n")}\n`)
}
