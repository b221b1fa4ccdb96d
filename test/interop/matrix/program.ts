/**
 * A peer's program that runs: what it says, line by line, and how it ends.
 */
import { spawn, type ChildProcessWithoutNullStreams } from "node:child_process"
import { Mismatch } from "./mismatch.js"

/** How a program ended. */
export interface Ended {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
}

/** What libzmq says by itself: 4.2 of a CURVE client that has the wrong key. */
const CHATTER = /^CURVE I: /

/** How much of what it complains about is kept. */
const STDERR_KEPT = 2000

/** A process with a peer's program. */
export class Program {
  /** Resolves when it is gone and all that it said has been read. */
  readonly ended: Promise<Ended>
  readonly #child: ChildProcessWithoutNullStreams
  readonly #lines: string[] = []
  #taken = 0
  #end: Ended | null = null
  #stderr = ""
  #half = ""
  #isKilled = false
  #waiting: (() => void)[] = []

  constructor(
    readonly name: string,
    [executable, ...before]: readonly [string, ...string[]],
    parameters: readonly string[],
  ) {
    const child = (this.#child = spawn(executable, [...before, ...parameters]))
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      // Of one that was killed the last line may be half.
      const lines = (this.#half + text).split("\n")
      this.#half = lines.pop() ?? ""
      this.#lines.push(...lines.filter((line) => !CHATTER.test(line)))
      this.#notify()
    })
    child.stderr.on("data", (chunk: Buffer) => {
      this.#stderr = (this.#stderr + chunk.toString()).slice(-STDERR_KEPT)
    })
    // It may be gone when it is told something; how it ended says more.
    child.stdin.on("error", () => undefined)
    this.ended = new Promise((resolve) => {
      const end = (code: number | null, signal: NodeJS.Signals | null) => {
        this.#end = { code, signal }
        this.#notify()
        resolve(this.#end)
      }
      child.on("error", ({ message }) => {
        this.#stderr += message
        if (child.pid === undefined) end(null, null)
      })
      child.on("close", end)
    })
  }

  /** It has not ended. */
  get running(): boolean {
    return this.#end === null
  }

  /** What it said so far, in full lines. */
  get said(): readonly string[] {
    return this.#lines
  }

  /** The next line. @throws Mismatch when it ends or cannot go on instead. */
  async line(expected: string): Promise<string> {
    while (this.#taken === this.#lines.length && this.#end === null) await this.#news()
    if (this.#taken === this.#lines.length) throw this.#mismatch(expected, this.#howItEnded())
    const line = this.#lines[this.#taken++]
    if (line.startsWith("error ")) throw this.#mismatch(expected, line)
    return line
  }

  /** Reads a line that has to be this. */
  async says(expected: string): Promise<void> {
    const line = await this.line(`"${expected}"`)
    if (line !== expected) throw this.#mismatch(`"${expected}"`, `"${line}"`)
  }

  /** Reads a line that has to begin so; answers the rest of it. */
  async saysAfter(beginning: string): Promise<string> {
    const line = await this.line(`"${beginning}..."`)
    if (!line.startsWith(beginning)) throw this.#mismatch(`"${beginning}..."`, `"${line}"`)
    return line.slice(beginning.length)
  }

  /** Resolves when so many lines have come in all, read or not. */
  async untilSaid(count: number): Promise<void> {
    while (this.#lines.length < count && this.#end === null) await this.#news()
    if (this.#lines.length < count) {
      throw this.#mismatch(`${count} lines`, `${this.#lines.length}, then ${this.#howItEnded()}`)
    }
  }

  /** Writes a line to its standard input. */
  tell(line: string): void {
    this.#child.stdin.write(`${line}\n`)
  }

  /** Ends its standard input. */
  hangUp(): void {
    this.#child.stdin.end()
  }

  /** Resolves when it has ended by itself. @throws Mismatch when not with status 0. */
  async endsWell(): Promise<void> {
    await this.ended
    if (this.#end?.code === 0) return
    throw this.#mismatch("it ends with status 0", this.#howItEnded())
  }

  /** Resolves when it has ended otherwise than with status 0, or by `kill`. */
  async endsBadly(): Promise<void> {
    const { code } = await this.ended
    if (code === 0 || this.#isKilled) await new Promise<never>(() => {})
  }

  /** Ends it without a farewell; resolves when it is gone. */
  async kill(): Promise<void> {
    this.#isKilled = true
    this.#child.kill("SIGKILL")
    await this.ended
  }

  /** What it says of itself, for a report. */
  toString(): string {
    const last = this.#lines.slice(-3).join(" | ")
    const state = this.#end === null ? "runs" : this.#howItEnded()
    return `${this.name} ${state}; said ${this.#lines.length} lines, last: ${last}${this.#complaints()}`
  }

  #howItEnded(): string {
    const { code, signal } = this.#end ?? { code: null, signal: null }
    const how = signal === null ? `status ${code ?? "none"}` : signal
    return `it ended with ${how}${this.#complaints()}`
  }

  #complaints(): string {
    const text = this.#stderr.trim()
    return text === "" ? "" : `; stderr: ${text}`
  }

  #mismatch(expected: string, seen: string): Mismatch {
    return new Mismatch(`${expected} from ${this.name}`, seen)
  }

  #news(): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve)
    })
  }

  #notify(): void {
    for (const wake of this.#waiting.splice(0)) wake()
  }
}
