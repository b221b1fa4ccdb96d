/**
 * Runs code of the documents, in the language that it is written in. Does not know what it is about.
 */
import { spawn, spawnSync, type ChildProcess } from "node:child_process"
import { once } from "node:events"
import { copyFileSync, mkdirSync, writeFileSync } from "node:fs"
import { createServer, type AddressInfo } from "node:net"
import { join } from "node:path"
import { bundleSnippet, ROOT, type Snippet } from "./documents.js"
import { pythonWithZmq, pyzmqIsMissing } from "./pyzmq.js"

/** Inside the project, so that programs see its node_modules. */
export const WORK = join(ROOT, "node_modules/.snippets")

/** Versions and checksums of what Go programs import. */
const GO_MODULE = join(ROOT, "test/fixtures/go")
const LIMIT_MS = 40_000
const ADDRESS = /tcp:\/\/127\.0\.0\.1:\d+/g

type Command = readonly [string, ...string[]]

export interface Language {
  /** Why a program cannot be run here; null when it can. */
  readonly missing: (code: string) => string | null
  /** Makes a program in a folder of its own; answers the command that runs it. */
  readonly make: (code: string, folder: string) => Command | Promise<Command>
}

export type LanguageName = "ts" | "js" | "python" | "go"

export const LANGUAGES: Readonly<Record<LanguageName, Language>> = {
  ts: {
    missing: () => null,
    make: (code, folder) => [process.execPath, bundleSnippet(code, join(folder, "program.mjs"))],
  },
  js: {
    missing: () => null,
    make: (code, folder) => [process.execPath, write(folder, "program.mjs", code)],
  },
  python: {
    missing: pyzmqIsMissing,
    make: (code, folder) => [pythonWithZmq() ?? "python3", write(folder, "program.py", code)],
  },
  go: { missing: goIsMissing, make: makeGo },
}

export interface Execution {
  readonly code: number | null
  /** What it printed and what it complained. */
  readonly output: string
}

/** Runs two programs at the same time, at an address that is free. */
export async function runPair(a: Snippet, b: Snippet): Promise<[Execution, Execution]> {
  const address = `tcp://127.0.0.1:${String(await freePort())}`
  const commands = []
  for (const { code, role, language } of [a, b]) {
    const folder = join(WORK, `${language}-${String(role)}`)
    const { make } = LANGUAGES[language as LanguageName]
    commands.push(await make(code.replaceAll(ADDRESS, address), folder))
  }
  const [first, second] = commands.map((command) => start(command))
  return Promise.all([followed(first, second), followed(second, first)])
}

function start([program, ...args]: Command, cwd = ROOT): ChildProcess {
  return spawn(program, args, { cwd, timeout: LIMIT_MS, killSignal: "SIGKILL" })
}

/** Follows a program to its end. When it fails the other one need not wait for it any longer. */
async function followed(child: ChildProcess, other?: ChildProcess): Promise<Execution> {
  let output = ""
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on("data", (chunk) => (output += String(chunk)))
  }
  const [code] = (await once(child, "close")) as [number | null]
  if (code !== 0) other?.kill("SIGKILL")
  return { code, output }
}

function write(folder: string, name: string, text: string): string {
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, name), text)
  return join(folder, name)
}

function goIsMissing(code: string): string | null {
  if (spawnSync("go", ["version"]).status !== 0) return "there is no go: https://go.dev/dl"
  const usesLibzmq = code.includes("github.com/pebbe/zmq4")
  if (usesLibzmq && spawnSync("pkg-config", ["--exists", "libzmq"]).status !== 0) {
    return "pebbe/zmq4 needs libzmq's header files: apt-get install -y libzmq3-dev pkg-config"
  }
  const { status, stderr } = spawnSync("go", ["mod", "download"], { cwd: GO_MODULE })
  return status === 0 ? null : `Go's modules cannot be had: ${String(stderr).trim()}`
}

async function makeGo(code: string, folder: string): Promise<Command> {
  write(folder, "main.go", code)
  for (const file of ["go.mod", "go.sum"]) copyFileSync(join(GO_MODULE, file), join(folder, file))
  const { code: status, output } = await followed(
    start(["go", "build", "-o", "program", "."], folder),
  )
  if (status !== 0) throw new Error(`go build: ${output}`)
  return [join(folder, process.platform === "win32" ? "program.exe" : "program")]
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1")
  await once(server, "listening")
  const { port } = server.address() as AddressInfo
  await once(server.close(), "close")
  return port
}
