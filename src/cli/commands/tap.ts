/**
 * `purezmq tap`: its options and its help.
 */
import { Command } from "commander"
import { positiveOf } from "../values.js"
import { addExamples } from "./examples.js"

/** What the command line says. */
export interface TapFlags {
  readonly bind: string
  readonly connect: string
  readonly fields?: boolean
  readonly json?: boolean
  readonly pcap?: string
  readonly connections?: number
}

const DESCRIPTION = `Stands between two sockets: listens at one endpoint, passes every byte on to another, and tells what is said, frame by frame. > is of the side that connected to it, < of the other. Of CURVE it tells the handshake and sizes: it has no keys. Passwords of PLAIN are not shown, but they are in a --pcap file.`

/** The command. */
export function tapCommand(): Command {
  const command = new Command("tap")
    .summary("stand between two sockets, and tell what they say")
    .description(DESCRIPTION)
    .requiredOption("-b, --bind <endpoint>", "where to listen: connect one socket to it")
    .requiredOption("-c, --connect <endpoint>", "where the other socket is bound")
    .option("--fields", "tell of every byte what it means, as `purezmq decode` does")
    .option("--json", "a line of JSON for each command or frame")
    .option(
      "--pcap <path>",
      "write a file for Wireshark; - for standard output, in place of what is told",
    )
    .option("-n, --connections <count>", "end when so many connections have ended", positiveOf)
    .action(async (flags: TapFlags) => {
      const { tap } = await import("../tap/tap.js")
      await tap(flags)
    })
  return addExamples(command, [
    {
      title: "See what a REQ and a REP say to each other",
      lines: [
        "$ purezmq tap --bind tcp://127.0.0.1:5556 --connect tcp://127.0.0.1:5555 --connections 1",
        "... 1 > 0000  greeting: ZMTP 3.1, NULL  (64 bytes)",
        "... 1 < 0040  READY Socket-Type=REP...",
        '... 1 > ...part 2, the last: "hello", 5 bytes',
        "$ purezmq rep --bind tcp://127.0.0.1:5555 --echo --count 1",
        "hello",
        "$ purezmq req --connect tcp://127.0.0.1:5556 hello",
        "hello",
      ],
    },
    {
      title: "Have Wireshark look at it, while it happens or later",
      lines: [
        "$ purezmq tap --bind tcp://127.0.0.1:5556 --connect tcp://127.0.0.1:5555 --pcap said.pcap --connections 1",
        "$ purezmq pull --bind tcp://127.0.0.1:5555 --count 1",
        "hello",
        "$ purezmq push --connect tcp://127.0.0.1:5556 hello",
      ],
    },
  ])
}
