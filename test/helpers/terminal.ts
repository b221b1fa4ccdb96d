/**
 * Programs on a terminal: a pseudo-terminal of Python's, since Node has none.
 */
import { spawn, spawnSync, type ChildProcessByStdio } from "node:child_process"
import { once } from "node:events"
import type { Readable, Writable } from "node:stream"
import { onTestFinished } from "vitest"

const RUN = "import os, pty, sys; sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])))"

/** Why there is no terminal here; null when there is. */
export function terminalIsMissing(): string | null {
  const { status } = spawnSync("python3", [
    "-c",
    "import pty; import os; os.waitstatus_to_exitcode",
  ])
  return status === 0 ? null : "there is no python3 of 3.9 or later"
}

/** A program that runs on a terminal of its own. It ends with the test. */
export class Terminal {
  #output = ""
  #hasEnded = false
  readonly #child: ChildProcessByStdio<Writable, Readable, null>
  readonly #ended: Promise<unknown>

  constructor(program: string, args: readonly string[], env: NodeJS.ProcessEnv = {}) {
    this.#child = spawn("python3", ["-c", RUN, program, ...args], {
      env: { ...process.env, TERM: "xterm", ...env },
      stdio: ["pipe", "pipe", "inherit"],
    })
    this.#child.stdout.on("data", (chunk) => (this.#output += String(chunk)))
    this.#child.stdin.on("error", () => {})
    this.#ended = once(this.#child, "close").then(() => (this.#hasEnded = true))
    onTestFinished(async () => {
      this.#child.kill("SIGKILL")
      await this.#ended
    })
  }

  /** All that it has shown. */
  get output(): string {
    return this.#output
  }

  /** As from the keyboard: `\x03` is Ctrl-C, `\t` the tabulator. */
  type(keys: string): void {
    this.#child.stdin.write(keys)
  }

  /** Waits until what it has shown matches; answers the match. */
  async shows(pattern: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      const found = pattern.exec(this.#output)
      if (found !== null) return found
      if (this.#hasEnded) {
        throw new Error(`ended without ${String(pattern)}: ${this.#output}`)
      }
      await Promise.race([once(this.#child.stdout, "data"), this.#ended])
    }
  }

  /** Its exit code, once it has ended. */
  async ends(): Promise<number | null> {
    await this.#ended
    return this.#child.exitCode
  }
}
