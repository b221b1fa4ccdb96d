/**
 * `purezmq completion`: the scripts, sourced by real shells.
 */
import { execFileSync, spawnSync } from "node:child_process"
import { chmodSync, mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, inject, it } from "vitest"
import { purezmq } from "../helpers/command.js"
import { temporaryFolder } from "../helpers/folders.js"
import { helpOfProgram } from "../helpers/helps.js"
import { Terminal, terminalIsMissing } from "../helpers/terminal.js"

const noTerminal = terminalIsMissing()
if (noTerminal !== null) console.log(`Skipped: the tabulator in bash and zsh, since ${noTerminal}`)
const lacks = (shell: string): boolean => spawnSync(shell, ["-c", "true"]).status !== 0
for (const shell of ["bash", "zsh", "fish"]) {
  if (lacks(shell)) console.log(`Skipped: completion in ${shell}, which is not installed`)
}

const scripts = new Map<string, string>()

/** What the command prints for a shell; it is asked once. */
function scriptFor(shell: string): string {
  const args = [inject("command"), "completion", shell]
  const script = scripts.get(shell) ?? execFileSync(process.execPath, args, { encoding: "utf8" })
  scripts.set(shell, script)
  return script
}

/** A folder with files, and with the script for a shell. */
function folderWith(shell: string, ...files: string[]): string {
  const folder = temporaryFolder()
  writeFileSync(join(folder, "completion"), scriptFor(shell))
  for (const file of files) writeFileSync(join(folder, file), "")
  return folder
}

/** Types the beginnings of words and the tabulator, in a shell with the script for it. */
async function answersTheTabulator(
  shell: string,
  args: readonly string[],
  before = "",
): Promise<void> {
  const folder = folderWith(shell)
  const bin = join(folder, "bin")
  mkdirSync(bin)
  writeFileSync(join(bin, "purezmq"), '#!/bin/sh\necho "called with $*"\n')
  chmodSync(join(bin, "purezmq"), 0o755)
  const terminal = new Terminal(shell, args, {
    PATH: `${bin}:${process.env["PATH"] ?? ""}`,
    INPUTRC: "/dev/null",
  })
  terminal.type(`${before}source ${join(folder, "completion")}; echo "it is" there\n`)
  await terminal.shows(/it is there/)
  terminal.type("purezmq mon\t--typ\trou\t--cu\tserver-k\tx\n")
  // A shell may join an option and its value, as zsh does.
  await terminal.shows(/called with monitor --type[= ]router --curve-server-key[= ]x/)
}

describe.skipIf(lacks("bash"))("in bash", () => {
  /** What bash offers for each of these lines, given as words, the last of which is to be completed. */
  function offered(lines: readonly (readonly string[])[], ...files: string[]): string[][] {
    const calls = lines.map((words) => `try ${words.map((word) => `'${word}'`).join(" ")}`)
    const script = `source ./completion
      try() { COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _purezmq; echo "\${COMPREPLY[*]}"; }
      ${calls.join("\n")}`
    const output = execFileSync("bash", ["--norc", "-c", script], {
      cwd: folderWith("bash", ...files),
      encoding: "utf8",
    })
    return output
      .split("\n")
      .slice(0, lines.length)
      .map((line) => line.split(" ").filter((word) => word !== ""))
  }

  it("offers commands first, and the help's", () => {
    const [all, some, options, helped] = offered([
      ["purezmq", ""],
      ["purezmq", "p"],
      ["purezmq", "--"],
      ["purezmq", "help", "con"],
    ])
    expect(all).toEqual(expect.arrayContaining(["pub", "sub", "decode", "completion", "help"]))
    expect(some).toEqual(["pub", "push", "pull", "pair", "proxy", "probe"])
    expect(options).toEqual(["--version", "--help"])
    expect(helped).toEqual(["conformance"])
  })

  it("offers a command's options, and what an option or argument can be", () => {
    const [options, formats, short, joined, measures, free, types] = offered([
      ["purezmq", "tap", "--"],
      ["purezmq", "pub", "--format", "q"],
      ["purezmq", "pub", "-f", ""],
      ["purezmq", "pub", "--format", "=", "j"],
      ["purezmq", "bench", ""],
      ["purezmq", "pub", "--bind", ""],
      ["purezmq", "conformance", "--socket-type", "x"],
    ])
    expect(options).toEqual([
      ...["--bind", "--connect", "--fields", "--json", "--pcap", "--connections", "--help"],
    ])
    expect(formats).toEqual(["quoted"])
    expect(short).toEqual(["text", "quoted", "hex", "json", "raw"])
    expect(joined).toEqual(["json"])
    expect(measures).toEqual(["throughput", "latency"])
    expect(free).toEqual([])
    expect(types).toEqual(["xpub", "xsub"])
  })

  it("offers files where a file is meant", () => {
    const [files, certificates] = offered(
      [
        ["purezmq", "decode", "--file", "da"],
        ["purezmq", "pull", "--curve-certificate", "ser"],
      ],
      "data.bin",
      "server.key",
    )
    expect(files).toEqual(["data.bin"])
    expect(certificates).toEqual(["server.key"])
  })

  it.skipIf(noTerminal !== null)("answers the tabulator", async () => {
    await answersTheTabulator("bash", ["--norc", "--noprofile", "-i"])
  })
})

describe.skipIf(lacks("zsh"))("in zsh", () => {
  it.skipIf(noTerminal !== null)("answers the tabulator", async () => {
    await answersTheTabulator("zsh", ["-f", "-i"], "autoload -Uz compinit; compinit -D -u; ")
  })
})

describe.skipIf(lacks("fish"))("in fish", () => {
  it("offers commands, options and their values, with what they are for", () => {
    const lines = ["purezmq mon", "purezmq monitor --typ", "purezmq monitor --type rou"]
    const calls = lines.map((line) => `complete -C '${line}'`).join("; ")
    const output = execFileSync("fish", ["--no-config", "-c", `source completion; ${calls}`], {
      cwd: folderWith("fish"),
      encoding: "utf8",
    })
    const offered = output.trim().split(/\s*\n+\s*/)
    expect(offered).toEqual([
      "monitor\tprint what happens to connections",
      "--type\tthe type of the socket",
      "router\tthe type of the socket",
    ])
  })
})

describe("in every shell", () => {
  for (const shell of ["bash", "zsh", "fish"]) {
    it.skipIf(lacks(shell))(`${shell}: the script is well formed`, () => {
      const args = shell === "fish" ? ["--no-execute"] : ["-n"]
      const file = join(folderWith(shell), "completion")
      const { status, stderr } = spawnSync(shell, [...args, file])
      expect({ status, stderr: String(stderr) }).toEqual({ status: 0, stderr: "" })
    })
  }

  it.each(["zsh", "fish"])("%s: the script has all commands with what they are for", (shell) => {
    const script = scriptFor(shell)
    const summaries = [...helpOfProgram().matchAll(/^ {2}([a-z]+) .*? {2,}(\S.*)$/gm)]
    expect(summaries.length).toBeGreaterThan(15)
    for (const [, name, summary] of summaries) {
      expect(script).toContain(name)
      expect(script).toContain(summary)
    }
  })
})

it("ends with code 64 for a shell it does not know", async () => {
  expect(await purezmq(["completion", "tcsh"])).toMatchObject({
    code: 64,
    stderr: expect.stringContaining("Allowed choices are bash, zsh, fish") as unknown,
  })
})
