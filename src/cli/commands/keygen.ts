/**
 * `purezmq keygen`: its options and its help.
 */
import { Command } from "commander"

/** What the command line says. */
export interface KeygenOptions {
  readonly file?: string
  readonly json?: boolean
}

/** The command. */
export function keygenCommand(): Command {
  return new Command("keygen")
    .summary("make a CURVE key pair")
    .description(
      "Makes a CURVE key pair: two lines of Z85, or certificates as CZMQ and pyzmq read them.",
    )
    .option(
      "-f, --file <name>",
      "write <name>.key, which everybody may have, and <name>.key_secret",
    )
    .option("--json", "print one line of JSON")
    .action(async (options: KeygenOptions) => {
      const { keygen } = await import("../keygen/keygen.js")
      keygen(options)
    })
}
