/**
 * What a peer's `peer.ts` needs to have its program made: tools to look for and to run, and a memory of what was made of
 * which sources. Knows no language.
 */
import { execFile, spawnSync } from "node:child_process"
import { createHash } from "node:crypto"
import { accessSync, constants, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs"
import { mkdir, rm } from "node:fs/promises"
import { delimiter, join } from "node:path"
import { promisify } from "node:util"

const execute = promisify(execFile)

const STAMP = "made-of"
const LONGEST_OUTPUT = 1 << 26

/** Why a peer that needs these tools cannot run here; null when all are there. */
export function missingTools(...names: readonly string[]): string | null {
  const missing = names.filter((name) => !isInPath(name))
  return missing.length === 0 ? null : `no ${missing.join(", no ")}`
}

/** Whether a command runs, and ends with status 0. */
export function works(command: string, ...parameters: readonly string[]): boolean {
  return spawnSync(command, parameters, { stdio: "ignore" }).status === 0
}

/** Runs a tool to its end. @throws Error with what it said. */
export function run(folder: string, name: string, ...parameters: readonly string[]): Promise<void> {
  return runTool(folder, [name, ...parameters])
}

/**
 * Runs a tool to its end.
 * @param variables added to the environment.
 * @throws Error with what it said.
 */
export async function runTool(
  folder: string,
  [name, ...parameters]: readonly [string, ...string[]],
  variables: Readonly<Record<string, string>> = {},
): Promise<void> {
  try {
    const env = { ...process.env, ...variables }
    await execute(name, parameters, { cwd: folder, env, maxBuffer: LONGEST_OUTPUT })
  } catch (error) {
    const { stdout, stderr } = error as { stdout?: string; stderr?: string }
    const said = `${stdout ?? ""}${stderr ?? ""}`.trim()
    throw new Error(`${name} ${parameters.join(" ")}\n${said}`, { cause: error })
  }
}

/**
 * Makes something in an empty folder, unless what is there was made of the same files.
 * @param sources files and folders.
 */
export async function makeOnce(
  folder: string,
  sources: readonly string[],
  make: () => Promise<void>,
): Promise<void> {
  const stamp = join(folder, STAMP)
  const hash = hashOf(sources)
  if (readIfThere(stamp) === hash) return
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { recursive: true })
  await make()
  writeFileSync(stamp, hash)
}

/** All files in a folder and below it, and a file itself, in the same order always. */
export function filesIn(path: string): string[] {
  if (!statSync(path).isDirectory()) return [path]
  const names = readdirSync(path).sort()
  return names.flatMap((name) => filesIn(join(path, name)))
}

function hashOf(sources: readonly string[]): string {
  const hash = createHash("sha256")
  for (const file of sources.flatMap(filesIn)) hash.update(file).update(readFileSync(file))
  return hash.digest("hex")
}

function readIfThere(file: string): string | null {
  try {
    return readFileSync(file, "utf8")
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null
    throw error
  }
}

function isInPath(name: string): boolean {
  const folders = (process.env["PATH"] ?? "").split(delimiter)
  return folders.some((folder) => isExecutable(join(folder, name)))
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return statSync(file).isFile()
  } catch {
    return false
  }
}
