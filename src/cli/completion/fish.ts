/**
 * Completion for fish.
 * Knows fish. Does not know commander.
 */
import type { CommandWords, OptionWords, ProgramWords, Value } from "./words.js"

/** A script to source, or to put into a folder of completions as `purezmq.fish`. */
export function fishScript(program: ProgramWords): string {
  const { name, commands } = program
  const start = `complete -c ${name}`
  const atStart = `${start} -n __fish_use_subcommand`
  const lines = [`# fish completion for ${name}`, `${start} -f`]
  for (const option of program.options) lines.push(`${atStart} ${optionOf(option)}`)
  for (const each of commands) lines.push(`${atStart} -a ${each.name} -d ${quoted(each.summary)}`)
  for (const each of commands) lines.push(...linesOf(each, start))
  return `${lines.join("\n")}\n`
}

function linesOf(command: CommandWords, start: string): string[] {
  const inside = `${start} -n ${quoted(`__fish_seen_subcommand_from ${command.name}`)}`
  const choices = command.arguments.flatMap((value) => value.choices)
  return [
    ...command.options.map((option) => `${inside} ${optionOf(option)}`),
    ...(choices.length > 0 ? [`${inside} -a ${quoted(choices.join(" "))}`] : []),
  ]
}

function optionOf({ short, long, description, value }: OptionWords): string {
  const names = `${short === null ? "" : `-s ${short.slice(1)} `}-l ${long.slice(2)}`
  return [names, ...(value === null ? [] : [takes(value)]), `-d ${quoted(description)}`].join(" ")
}

/** `-x`: something that is no file has to follow; `-r -F`: a file. */
function takes({ choices, isFile }: Value): string {
  if (choices.length > 0) return `-x -a ${quoted(choices.join(" "))}`
  return isFile ? "-r -F" : "-x"
}

function quoted(text: string): string {
  return `'${text.replace(/[\\']/g, "\\$&")}'`
}
