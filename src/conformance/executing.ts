/**
 * A peer that connects, run anew for each case, with an endpoint of its own.
 * Knows processes. Does not know what is said on a connection.
 */
import { spawn, type ChildProcess } from "node:child_process"
import { Gate, Unreachable, type Fall, type Place, type Reach } from "./reach.js"

/** How long a program that is told to end may take. */
const FAREWELL_MS = 1000
/** How long after a case a fall may show. */
const FALL_MS = 50
/** A shell says so of a program that a signal has ended: this and the signal's number. */
const BY_SIGNAL = 128
/** How much of what it complained of is told. */
const LAST_WORDS = 400

/** What is put into the command in place of `{endpoint}` and other words in braces. */
export type Placeholders = Readonly<Record<string, string>>

/**
 * Runs a command by the shell for each case.
 * @param endpoint to bind for each; its port or path has to be `*`.
 */
export function executing(command: string, endpoint: string, words: Placeholders): Reach {
  const programs = new Set<Program>()
  let isClosed = false
  // Whatever ends this process leaves none of theirs behind.
  const killAll = (): void => {
    for (const program of programs) program.kill("SIGKILL")
  }
  process.on("exit", killAll)
  return {
    description: command,
    isFresh: true,
    isAwaited: false,
    async begin() {
      const gate = await Gate.open(endpoint)
      if (isClosed) {
        gate.close()
        throw new Unreachable("the run is over")
      }
      const program = Program.start(command, gate, words, (gone) => programs.delete(gone))
      programs.add(program)
      return program
    },
    async close() {
      isClosed = true
      await Promise.all([...programs].map((program) => program.end()))
      process.off("exit", killAll)
    },
  }
}

/** The command with its words put in, quoted if the shell could take them for something else. */
function filled(command: string, words: Placeholders): string {
  return command.replace(/(['"]?)\{([a-z-]+)\}\1/g, (whole, _quote: string, name: string) => {
    if (!Object.hasOwn(words, name)) return whole
    const word = words[name]
    return /^[\w:/.@+,-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`
  })
}

class Program implements Place {
  readonly #gate: Gate
  readonly #child: ChildProcess
  readonly #exit: Promise<void>
  #ended: Fall | null = null
  readonly #onGone: (program: Program) => void
  #stderr = ""
  #isGone = false

  private constructor(gate: Gate, child: ChildProcess, onGone: (program: Program) => void) {
    this.#gate = gate
    this.#onGone = onGone
    this.#child = child
    child.stderr?.on("data", (chunk: Buffer) => {
      this.#stderr = (this.#stderr + chunk.toString()).slice(-LAST_WORDS)
    })
    this.#exit = new Promise((resolve) => {
      child.on("close", (code, signal) => {
        this.#ended =
          signal === null
            ? { text: `status ${String(code)}`, isOwnWill: (code ?? 0) < BY_SIGNAL }
            : { text: `signal ${signal}`, isOwnWill: false }
        resolve()
      })
      child.on("error", (error) => {
        this.#ended = { text: error.message, isOwnWill: false }
        resolve()
      })
    })
  }

  /** @param onGone told when nothing is left of it. */
  static start(
    command: string,
    gate: Gate,
    words: Placeholders,
    onGone: (program: Program) => void,
  ): Program {
    const all: Placeholders = { ...words, endpoint: gate.endpoint }
    const text = filled(command, all)
    // A group of its own, so that what the shell starts ends with it.
    const child = spawn(text, { shell: true, detached: true, stdio: ["pipe", "ignore", "pipe"] })
    // It may end before it reads anything.
    child.stdin.on("error", () => {})
    return new Program(gate, child, onGone)
  }

  async open(timeoutMs: number): ReturnType<Place["open"]> {
    let isWaiting = true
    const stopWaiting = async (): Promise<void> => {
      await this.#exit
      // A connection that it made before may still be on its way.
      await new Promise((resolve) => setTimeout(resolve, FALL_MS))
      if (isWaiting && (await this.fallen()) !== null) this.#gate.giveUp()
    }
    void stopWaiting()
    try {
      return await this.#gate.next(timeoutMs)
    } finally {
      isWaiting = false
    }
  }

  async fallen(): Promise<Fall | null> {
    await this.#over(FALL_MS)
    // Whoever ends by itself, and says that all is well, has not fallen.
    if (this.#ended === null || this.#ended.text === "status 0") return null
    const { text, isOwnWill } = this.#ended
    const words = this.#stderr.trim()
    return { text: `the program ended with ${text}${words === "" ? "" : `: ${words}`}`, isOwnWill }
  }

  async end(): Promise<void> {
    this.#gate.close()
    this.kill("SIGTERM")
    await this.#over(FAREWELL_MS)
    this.kill("SIGKILL")
    await this.#exit
    this.#isGone = true
    this.#onGone(this)
  }

  /** All of its group: what the shell has started may be there when the shell is not any more. */
  kill(signal: NodeJS.Signals): void {
    // Another group may have this number by then.
    if (this.#isGone || this.#child.pid === undefined) return
    try {
      process.kill(-this.#child.pid, signal)
    } catch {
      // There is nothing left of it.
    }
  }

  async #over(ms: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined
    const later = new Promise<void>((resolve) => (timer = setTimeout(resolve, ms)))
    await Promise.race([this.#exit, later])
    clearTimeout(timer)
  }
}
