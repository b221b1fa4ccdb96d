/**
 * `purezmq completion`: its options and its help.
 */
import { Argument, Command } from "commander"
import { addExamples } from "./examples.js"

/** The shells there is a script for. */
export type Shell = "bash" | "zsh" | "fish"

const SHELLS: readonly Shell[] = ["bash", "zsh", "fish"]
const INSTALL = `
To have it in every shell:
  bash  in ~/.bashrc: source <(purezmq completion bash)
        or in a file: purezmq completion bash > ~/.local/share/bash-completion/completions/purezmq
  zsh   in ~/.zshrc, after compinit: source <(purezmq completion zsh)
        or in a folder of $fpath: purezmq completion zsh > _purezmq
  fish  purezmq completion fish > ~/.config/fish/completions/purezmq.fish
`

/** The command. */
export function completionCommand(): Command {
  const command = new Command("completion")
    .summary("print what a shell needs to complete commands and options")
    .description(
      "Prints a script for a shell, which then completes the names of commands and options, what options can be given, and files.",
    )
    .addArgument(new Argument("<shell>", "which one").choices(SHELLS))
    .addHelpText("after", INSTALL.trimEnd())
    .action(async (shell: Shell) => {
      const { completion } = await import("../completion/completion.js")
      await completion(shell, command.parent ?? command)
    })
  return addExamples(command, [
    {
      title: "Try it in this bash",
      lines: [
        "$ bash -c 'source <(purezmq completion bash); complete -p purezmq'",
        "complete -F _purezmq purezmq",
      ],
    },
  ])
}
