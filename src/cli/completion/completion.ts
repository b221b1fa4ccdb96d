/**
 * `purezmq completion`: prints the script for a shell.
 */
import type { Command } from "commander"
import type { Shell } from "../commands/completion.js"
import { writeOut } from "../output.js"
import { bashScript } from "./bash.js"
import { fishScript } from "./fish.js"
import { wordsOf, type ProgramWords } from "./words.js"
import { zshScript } from "./zsh.js"

const SCRIPTS: Readonly<Record<Shell, (program: ProgramWords) => string>> = {
  bash: bashScript,
  zsh: zshScript,
  fish: fishScript,
}

/** Prints. */
export async function completion(shell: Shell, program: Command): Promise<void> {
  await writeOut(SCRIPTS[shell](wordsOf(program)))
}
