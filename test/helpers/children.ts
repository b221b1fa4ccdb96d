/**
 * Programs that run in a process of their own.
 */
import { spawn, type ChildProcess } from "node:child_process"
import { onTestFinished } from "vitest"
import { bundled } from "./bundled.js"

/** How a program ended, and what it said. */
export interface Ended {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
}

/** A program of test/fixtures that runs. It is killed when the test is over. */
export class Child {
  stdout = ""
  stderr = ""
  readonly ended: Promise<Ended>
  readonly #process: ChildProcess
  #wake: (() => void)[] = []
  #over = false

  constructor(fixture: string, ...parameters: string[]) {
    const child = (this.#process = spawn(process.execPath, [bundled(fixture), ...parameters], {
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, NODE_OPTIONS: "" },
    }))
    child.stdout.on("data", (chunk: Buffer) => {
      this.stdout += chunk.toString()
      this.#notify()
    })
    child.stderr.on("data", (chunk: Buffer) => (this.stderr += chunk.toString()))
    this.ended = new Promise((resolve) => {
      child.on("close", (code, signal) => {
        this.#over = true
        this.#notify()
        resolve({ code, signal, stdout: this.stdout, stderr: this.stderr })
      })
    })
    onTestFinished(() => {
      child.kill("SIGKILL")
    })
  }

  get running(): boolean {
    return !this.#over
  }

  /** Resolves when the program has written this. Rejects when it ends without. */
  async untilSays(text: string): Promise<void> {
    while (!this.stdout.includes(text)) {
      if (this.#over) throw new Error(`the program ended without "${text}": ${this.stderr}`)
      await new Promise<void>((resolve) => this.#wake.push(resolve))
    }
  }

  kill(signal: NodeJS.Signals = "SIGKILL"): Promise<Ended> {
    this.#process.kill(signal)
    return this.ended
  }

  #notify(): void {
    for (const wake of this.#wake.splice(0)) wake()
  }
}
