/**
 * `purezmq decode`: its options and its help.
 */
import { Command, Option } from "commander"
import { addExamples } from "./examples.js"

/** What the command line says. */
export interface DecodeFlags {
  readonly file?: string
  readonly raw?: boolean
  readonly client?: string
  readonly server?: string
  readonly summary?: boolean
  readonly json?: boolean
}

const DESCRIPTION = `Says what the bytes of a connection mean, one by one, and what is wrong with them: greeting, handshake, commands, messages of ZMTP 2.0 to 3.1, with NULL, PLAIN and CURVE. Marks violations of the protocol with !, what is unusual with ?. Ends with code 1 when there are violations.`

const INPUT = `
Input:
  Hexadecimal digits, from the arguments, --file or standard input, with or without spaces and 0x; what is between
  double quotes stands for itself, and # begins a comment. Lines that begin with > are of the side that connected,
  those with < of the other; without either, all is of one side.
`

/** The command. */
export function decodeCommand(): Command {
  const command = new Command("decode")
    .summary("say what bytes of a connection mean")
    .description(DESCRIPTION)
    .argument("[hex...]", "hexadecimal digits")
    .option("-F, --file <path>", "read from a file in place of standard input")
    .option("--raw", "the file, or standard input, holds bytes in place of digits")
    .addOption(new Option("--client <path>", "bytes of the side that connected").conflicts("file"))
    .addOption(new Option("--server <path>", "bytes of the other side").conflicts("file"))
    .option("-s, --summary", "a line for each command or frame, and none for its fields")
    .option("--json", "a line of JSON for each command or frame")
    .addHelpText("after", INPUT.trimEnd())
    .action(async (hex: readonly string[], flags: DecodeFlags) => {
      const { decode } = await import("../decode/decode.js")
      await decode(hex, flags)
    })
  return addExamples(command, [
    {
      title: "Say what a greeting and a READY are",
      lines: [
        `$ purezmq decode 'ff0000000000000001 7f 0301 "NULL" ${"00".repeat(16)} 00 ${"00".repeat(31)} 041a 05 "READY" 0b "Socket-Type" 00000004 "PUSH"'`,
        "0000  greeting: ZMTP 3.1, NULL  (64 bytes)",
        "  0000  ff 00 00 00 00 00 00 00 01 7f                    signature: ff, 8 bytes of padding, 7f",
        "  000a  03 01                                            version 3.1",
        "...",
        "0040  READY Socket-Type=PUSH  (28 bytes)",
        "...",
        '  0058  50 55 53 48                                      "PUSH"',
      ],
    },
    {
      title: "See at a glance what a server answers",
      lines: [
        `$ printf 'GET / HTTP/1.0\\r\\n\\r\\n' | purezmq decode --raw --summary || echo 'not what was wanted'`,
        "0000  not ZMTP 2 or 3: it looks like HTTP, a client's request  (18 bytes)",
        "  ! a greeting begins with ff, and the lowest bit of its tenth byte is set",
        "not what was wanted",
      ],
    },
  ])
}
