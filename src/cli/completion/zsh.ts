/**
 * Completion for zsh.
 * Knows zsh and its _arguments. Does not know commander.
 */
import type { CommandWords, OptionWords, ProgramWords, Value } from "./words.js"

/** A script to source, or to put into a folder of `$fpath` as `_purezmq`. */
export function zshScript(program: ProgramWords): string {
  const { name, commands } = program
  const list = commands.map((each) => `    ${quoted(`${each.name}:${each.summary}`)}`)
  const cases = commands.map((each) => {
    return `    ${each.name})\n      _arguments -s ${specsOf(each, "        ")}\n      ;;`
  })
  return `#compdef ${name}
# zsh completion for ${name}
_${name}_commands() {
  local -a commands=(
${list.join("\n")}
  )
  _describe -t commands command commands
}
_${name}() {
  local context state state_descr line
  typeset -A opt_args
  _arguments -C ${optionSpecs(program).join(" ")} '1:command:_${name}_commands' '*::argument:->rest'
  [[ $state == rest ]] || return
  case $line[1] in
${cases.join("\n")}
  esac
}
if [[ $funcstack[1] == _${name} ]]; then
  _${name} "$@"
else
  compdef _${name} ${name}
fi
`
}

function specsOf(command: CommandWords, indent: string): string {
  const places = command.arguments.map((value, i) => {
    const place = value.isVariadic ? "*" : String(i + 1)
    return quoted(`${place}:${actionOf(value)}`)
  })
  return [...optionSpecs(command), ...places].map((spec) => `\\\n${indent}${spec}`).join(" ")
}

function optionSpecs({ options }: CommandWords): string[] {
  return options.map((option) => {
    const { short, long, description, value, isRepeatable } = option
    const takes = value === null ? "" : `:${actionOf(value)}`
    const rest = `[${description.replace(/[[\]\\]/g, "\\$&")}]${takes}`
    const longName = nameOf(long, "=", option)
    if (short === null) return quoted(`${isRepeatable ? "*" : ""}${longName}${rest}`)
    // Braces outside of quotes: zsh makes one spec for each name.
    const others = isRepeatable ? "*" : `(${short} ${long})`
    return `${quoted(others)}{${nameOf(short, "+", option)},${longName}}${quoted(rest)}`
  })
}

/** With what joins a value to the name. */
function nameOf(name: string, joint: string, { value }: OptionWords): string {
  return value === null ? name : `${name}${joint}`
}

function actionOf({ name, choices, isFile }: Value): string {
  if (choices.length > 0) return `${name}:(${choices.join(" ")})`
  return isFile ? `${name}:_files` : `${name}:`
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`
}
