/**
 * `purezmq keygen`: its options and its help.
 */
import { Command, Option } from "commander"
import { addExamples } from "./examples.js"

/** What the command line says. */
export interface KeygenOptions {
  readonly file?: string
  readonly json?: boolean
}

/** The command. */
export function keygenCommand(): Command {
  const command = new Command("keygen")
    .summary("make a CURVE key pair")
    .description(
      "Makes a CURVE key pair: two lines of Z85, or certificates as CZMQ and pyzmq read them.",
    )
    .option(
      "-f, --file <name>",
      "write <name>.key, which everybody may have, and <name>.key_secret",
    )
    .addOption(new Option("--json", "print one line of JSON").conflicts("file"))
    .action(async (options: KeygenOptions) => {
      const { keygen } = await import("../keygen/keygen.js")
      keygen(options)
    })
  return addExamples(command, [
    {
      title: "Print a pair",
      lines: ["$ purezmq keygen", "public-key ...", "secret-key ..."],
    },
    {
      title:
        "Encrypt a connection: the server has its certificate, the client the server's public half",
      lines: [
        "$ purezmq keygen --file server && purezmq pull --bind tcp://127.0.0.1:5555 --count 1 --curve-server --curve-certificate server.key_secret",
        "server.key",
        "server.key_secret",
        "hello",
        "$ until test -e server.key; do sleep 0.1; done; purezmq push --connect tcp://127.0.0.1:5555 --curve-server-key server.key hello",
      ],
    },
  ])
}
