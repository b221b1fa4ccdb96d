/**
 * The built `purezmq` command, run as a process.
 */
import { spawn, type ChildProcessWithoutNullStreams } from "node:child_process"
import { once } from "node:events"
import { inject, onTestFinished } from "vitest"

/** An address of this machine, and any port. */
export const ANY = "tcp://127.0.0.1:*"
/** What is told of an endpoint with such a port. */
export const LISTENING = /listening at (\S+)/
/** Whoever takes longer has got stuck. */
const LIMIT_MS = 60_000

/** How it ended. */
export interface Outcome {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** A running command. It ends with the test at the latest. */
export class RunningCommand {
  readonly child: ChildProcessWithoutNullStreams
  #bytes = Buffer.alloc(0)
  #stderr = ""
  #hasEnded = false
  readonly #ended: Promise<unknown>

  constructor(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
    this.child = spawn(process.execPath, [inject("command"), ...args], {
      env: { ...process.env, ...env },
    })
    this.child.stdout.on("data", (chunk: Buffer) => {
      this.#bytes = Buffer.concat([this.#bytes, chunk])
    })
    this.child.stderr.on("data", (chunk) => (this.#stderr += String(chunk)))
    // One that has ended does not read.
    this.child.stdin.on("error", () => {})
    this.#ended = once(this.child, "close").then(() => (this.#hasEnded = true))
    onTestFinished(async () => {
      if (!this.#hasEnded) this.child.kill("SIGKILL")
      await this.#ended
    })
  }

  /** What it has written to standard output. */
  get bytes(): Buffer {
    return this.#bytes
  }

  get stdout(): string {
    return this.#bytes.toString()
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
        throw new Error(`ended without ${String(pattern)}: ${this.stdout}${this.#stderr}`)
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
    return { code: this.child.exitCode, stdout: this.stdout, stderr: this.#stderr }
  }
}

/** Runs a command to its end, with this on its standard input. It may be one of several at the same time. */
export async function purezmq(args: readonly string[], input = ""): Promise<Outcome> {
  const child = spawn(process.execPath, [inject("command"), ...args], {
    timeout: LIMIT_MS,
    killSignal: "SIGKILL",
  })
  child.stdin.on("error", () => {})
  child.stdin.end(input)
  let stdout = ""
  let stderr = ""
  child.stdout.on("data", (chunk) => (stdout += String(chunk)))
  child.stderr.on("data", (chunk) => (stderr += String(chunk)))
  await once(child, "close")
  return { code: child.exitCode, stdout, stderr }
}

/** A command that binds to an endpoint of which only the system knows what it is, and where it listens. */
export async function bound(
  ...args: string[]
): Promise<[command: RunningCommand, endpoint: string]> {
  const command = new RunningCommand([...args, "--bind", ANY])
  const [, endpoint] = await command.says(LISTENING, "stderr")
  return [command, endpoint]
}
