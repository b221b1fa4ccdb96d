/**
 * The built `purezmq` command, run as a process.
 */
import { spawn, type ChildProcessWithoutNullStreams } from "node:child_process"
import { once } from "node:events"
import { inject, onTestFinished } from "vitest"

/** How it ended. */
export interface Outcome {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** A running command. It ends with the test at the latest. */
export class RunningCommand {
  readonly child: ChildProcessWithoutNullStreams
  #stdout = ""
  #stderr = ""
  #hasEnded = false
  readonly #ended: Promise<unknown>

  constructor(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
    this.child = spawn(process.execPath, [inject("command"), ...args], {
      env: { ...process.env, ...env },
    })
    this.child.stdout.on("data", (chunk) => (this.#stdout += String(chunk)))
    this.child.stderr.on("data", (chunk) => (this.#stderr += String(chunk)))
    // One that has ended does not read.
    this.child.stdin.on("error", () => {})
    this.#ended = once(this.child, "close").then(() => (this.#hasEnded = true))
    onTestFinished(async () => {
      if (!this.#hasEnded) this.child.kill("SIGKILL")
      await this.#ended
    })
  }

  get stdout(): string {
    return this.#stdout
  }

  get stderr(): string {
    return this.#stderr
  }

  /** Waits until what it has said matches; answers the match. */
  async says(pattern: RegExp, stream: "stdout" | "stderr" = "stdout"): Promise<RegExpExecArray> {
    for (;;) {
      const found = pattern.exec(this[stream])
      if (found !== null) return found
      if (this.#hasEnded) {
        throw new Error(`ended without ${String(pattern)}: ${this.#stdout}${this.#stderr}`)
      }
      await Promise.race([once(this.child[stream], "data"), this.#ended])
    }
  }

  /** Writes to its standard input, and ends that when told so. */
  type(text: string | Buffer, end = false): void {
    if (end) this.child.stdin.end(text)
    else this.child.stdin.write(text)
  }

  async ends(): Promise<Outcome> {
    await this.#ended
    return { code: this.child.exitCode, stdout: this.#stdout, stderr: this.#stderr }
  }
}

/** Runs a command to its end, with this on its standard input. */
export async function purezmq(args: readonly string[], input = ""): Promise<Outcome> {
  const running = new RunningCommand(args)
  running.type(input, true)
  return running.ends()
}
