/**
 * Completion for bash, from version 3.2 on.
 * Knows bash. Does not know commander.
 */
import type { CommandWords, OptionWords, ProgramWords } from "./words.js"

const INDENT = "    "

/** A script to source. */
export function bashScript(program: ProgramWords): string {
  const { name, commands } = program
  const values = commands.flatMap((command) => valuePatterns(command))
  return `# bash completion for ${name}
_${name}() {
  local current=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD-1]} command= words= i
  # To bash --option=value is three words.
  if [[ $current == = ]]; then
    current=
  elif [[ $previous == = ]]; then
    previous=\${COMP_WORDS[COMP_CWORD-2]}
  fi
  for ((i = 1; i < COMP_CWORD; i++)); do
    if [[ \${COMP_WORDS[i]} != -* ]]; then
      command=\${COMP_WORDS[i]}
      break
    fi
  done
  COMPREPLY=()
  case "$command $previous" in
${values.join("\n")}
  esac
  case $command in
${[program, ...commands].map((each) => commandPattern(each, program)).join("\n")}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
_${name}_files() {
  local IFS=$'\\n'
  compopt -o filenames 2> /dev/null
  COMPREPLY=($(compgen -f -- "$1"))
}
complete -F _${name} ${name}
`
}

/** What stands behind an option that takes something. */
function valuePatterns(command: CommandWords): string[] {
  const free: OptionWords[] = []
  const files: OptionWords[] = []
  const lines: string[] = []
  for (const option of command.options) {
    const { value } = option
    if (value === null) continue
    if (value.choices.length > 0) {
      const words = `COMPREPLY=($(compgen -W "${value.choices.join(" ")}" -- "$current"))`
      lines.push(`${INDENT}${patternOf(command, [option])}) ${words}; return ;;`)
    } else (value.isFile ? files : free).push(option)
  }
  const name = "_purezmq_files"
  if (files.length > 0) {
    lines.push(`${INDENT}${patternOf(command, files)}) ${name} "$current"; return ;;`)
  }
  if (free.length > 0) lines.push(`${INDENT}${patternOf(command, free)}) return ;;`)
  return lines
}

function patternOf({ name }: CommandWords, options: readonly OptionWords[]): string {
  return options
    .flatMap(namesOf)
    .map((option) => `"${name} ${option}"`)
    .join(" | ")
}

function namesOf({ short, long }: OptionWords): string[] {
  return short === null ? [long] : [short, long]
}

/** Options where a `-` stands, else what the arguments can be; where that is anything, options, to be seen. */
function commandPattern(command: CommandWords, program: ProgramWords): string {
  const options = command.options.map(({ long }) => long).join(" ")
  const isProgram = command === program
  const names = program.commands.map(({ name }) => name)
  const choices = isProgram ? names : command.arguments.flatMap((value) => value.choices)
  const others = choices.length > 0 ? choices.join(" ") : options
  const pattern = isProgram ? '""' : command.name
  return `${INDENT}${pattern}) if [[ $current == -* ]]; then words="${options}"; else words="${others}"; fi ;;`
}
