/**
 * The examples in the help of the `purezmq` command, and what happens when they are run: one line after the other, each
 * as soon as the one before listens where it has to, as somebody would who tries them in as many terminals.
 */
import { spawn, type ChildProcess } from "node:child_process"
import { once } from "node:events"
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  writeFileSync,
} from "node:fs"
import { createServer, type AddressInfo } from "node:net"
import { join, resolve } from "node:path"
import { inject } from "vitest"

const ROOT = resolve(import.meta.dirname, "../..")
const LIMIT_MS = 20_000
/** After all has been said that is promised, so much time is given to those that end by themselves. */
const GRACE_MS = 700
const STEP_MS = 20
/** Where Linux lists what goes over IPv4. */
const CONNECTIONS = "/proc/net/tcp"
const STATE_LISTENING = "0A"

/** A line of the command line. */
export interface Line {
  readonly command: string
  /** What it prints, among other things. */
  readonly prints: readonly string[]
}

/** Lines that belong together. */
export interface HelpExample {
  readonly title: string
  readonly lines: readonly Line[]
}

/** How a line ended. */
export interface LineOutcome {
  readonly command: string
  /** `ended` by itself with 0, `interrupted` by Ctrl-C as it should, or what went wrong. */
  readonly end: string
  /** What it should have printed and did not. */
  readonly missing: readonly string[]
}

/** The examples at the end of a help text. */
export function examplesIn(help: string): HelpExample[] {
  const [, text = ""] = help.split("\nExamples:\n")
  return text
    .split(/\n(?= {2}\S)/)
    .filter((block) => block.trim() !== "")
    .map((block) => {
      const [title, ...rest] = block.trimEnd().split("\n")
      const lines = linesOf(rest.map((line) => line.slice(4)))
      return { title: title.trim().replace(/:$/, ""), lines }
    })
}

/** A transcript of a document as an example. */
export function exampleIn(title: string, transcript: string): HelpExample {
  return { title, lines: linesOf(transcript.split("\n")) }
}

function linesOf(texts: readonly string[]): Line[] {
  const lines: { command: string; prints: string[] }[] = []
  for (const text of texts.filter((line) => line !== "")) {
    if (text.startsWith("$ ")) lines.push({ command: text.slice(2), prints: [] })
    else lines.at(-1)!.prints.push(text)
  }
  return lines
}

/** Runs an example in a folder, with ports that are free. */
export async function runExample({ lines }: HelpExample, folder: string): Promise<LineOutcome[]> {
  prepare(folder)
  const ports = new Map<string, string>()
  for (const [, port] of lines.flatMap(({ command }) => [...command.matchAll(/:(\d{4,5})\b/g)])) {
    if (!ports.has(port)) ports.set(port, await freePort())
  }
  const withPorts = (text: string): string =>
    text.replace(/:(\d{4,5})\b/g, (whole, port: string) => `:${ports.get(port) ?? whole.slice(1)}`)
  const running: RunningLine[] = []
  for (const { command, prints } of lines) {
    const line = new RunningLine(withPorts(command), prints.map(withPorts), folder)
    running.push(line)
    await line.listens()
  }
  const until = performance.now() + LIMIT_MS
  let silentSince = Infinity
  let runningBefore = running.length
  while (performance.now() < until && running.some((line) => line.isRunning)) {
    const isAllSaid = running.every((line) => line.missing.length === 0)
    if (isAllSaid) silentSince = Math.min(silentSince, performance.now())
    // The end of one is often what another waits for, to end as well.
    const runningNow = running.filter((line) => line.isRunning).length
    if (runningNow < runningBefore) silentSince = isAllSaid ? performance.now() : Infinity
    runningBefore = runningNow
    const mayEnd =
      running.some((line) => !line.isRunning) || running.every((line) => line.prints.length > 0)
    if (mayEnd && performance.now() - silentSince > GRACE_MS) break
    await new Promise((done) => setTimeout(done, STEP_MS))
  }
  return Promise.all(running.map((line) => line.finish()))
}

/** `purezmq` is the command that was built. */
function prepare(folder: string): void {
  const bin = join(folder, "bin")
  mkdirSync(bin, { recursive: true })
  const script = join(bin, "purezmq")
  writeFileSync(script, `#!/bin/sh\nexec "${process.execPath}" "${inject("command")}" "$@"\n`)
  chmodSync(script, 0o755)
  copyFileSync(join(ROOT, "package.json"), join(folder, "package.json"))
}

class RunningLine {
  readonly prints: readonly string[]
  readonly #command: string
  readonly #child: ChildProcess
  readonly #ended: Promise<unknown>
  #output = ""
  #errors = ""

  constructor(command: string, prints: readonly string[], folder: string) {
    this.#command = command
    this.prints = prints
    this.#child = spawn("sh", ["-c", command], {
      cwd: folder,
      env: { ...process.env, PATH: `${join(folder, "bin")}:${process.env["PATH"] ?? ""}` },
      stdio: ["ignore", "pipe", "pipe"],
      // A group of its own, as a terminal makes one: Ctrl-C is for all of it.
      detached: true,
    })
    this.#child.stdout?.on("data", (chunk) => (this.#output += String(chunk)))
    this.#child.stderr?.on("data", (chunk) => (this.#errors += String(chunk)))
    this.#ended = once(this.#child, "close")
  }

  /** Waits until the line listens at its endpoint, if it has one. */
  async listens(): Promise<void> {
    const port = /--(?:front-)?bind tcp:\/\/127\.0\.0\.1:(\d+)/.exec(this.#command)?.[1]
    const until = performance.now() + LIMIT_MS
    while (
      port !== undefined &&
      this.isRunning &&
      performance.now() < until &&
      (await isFree(port))
    ) {
      await new Promise((done) => setTimeout(done, STEP_MS))
    }
  }

  get isRunning(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null
  }

  /** Lines with `...` in them may have anything there. */
  get missing(): string[] {
    const said = `${this.#output}\n${this.#errors}`
    return this.prints.filter((line) => !patternOf(line).test(said))
  }

  async finish(): Promise<LineOutcome> {
    const wasRunning = this.isRunning
    if (wasRunning) this.#signal("SIGINT")
    const timer = setTimeout(() => this.#signal("SIGKILL"), 5000)
    await this.#ended
    clearTimeout(timer)
    const { exitCode, signalCode } = this.#child
    const isInterrupted = exitCode === 130 || signalCode === "SIGINT"
    let end = `code ${String(exitCode)}, signal ${String(signalCode)}: ${this.#errors}`
    // Nothing that Ctrl-C ends has the code 0: one that has it was about to end by itself.
    if (exitCode === 0) end = "ended"
    if (wasRunning && isInterrupted) end = "interrupted"
    return { command: this.#command, end, missing: this.missing }
  }

  #signal(signal: NodeJS.Signals): void {
    process.kill(-this.#child.pid!, signal)
  }
}

function patternOf(line: string): RegExp {
  const escaped = line.split("...").map((text) => text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&"))
  return new RegExp(`^${escaped.join(".*")}$`, "m")
}

/** Whether nobody listens at this port: looked at in a way that nobody who does can see. */
async function isFree(port: string): Promise<boolean> {
  // To bind it for a moment might keep somebody else from it: only where the system does not tell otherwise.
  if (existsSync(CONNECTIONS)) return !isListening(Number(port))
  try {
    await freePort(Number(port))
    return true
  } catch {
    return false
  }
}

/** A line there has a number, the local address, the remote one and the state, in hexadecimal. */
function isListening(port: number): boolean {
  const local = port.toString(16).toUpperCase().padStart(4, "0")
  const line = new RegExp(`^ *\\d+: \\w+:${local} \\w+:\\w+ ${STATE_LISTENING} `, "m")
  return line.test(readFileSync(CONNECTIONS, "utf8"))
}

/** A port that nobody listens at. @throws Node's error when it was asked for a port that is taken. */
async function freePort(wanted = 0): Promise<string> {
  const server = createServer()
  server.listen(wanted, "127.0.0.1")
  await once(server, "listening")
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, "close")
  return String(port)
}
