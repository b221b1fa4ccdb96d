/**
 * How the peers in C are made.
 */
import { join } from "node:path"
import { filesIn, makeOnce, missingTools, runTool } from "../matrix/tools.js"
import { libraryFlags, missingLibraries } from "./pkg-config.js"

const SHARED = join(import.meta.dirname, "c")
const PROGRAM = "peer"
const FLAGS = ["-std=c11", "-D_POSIX_C_SOURCE=200809L", "-O2", "-Wall", "-Wextra", "-pthread"]

/** Why a peer in C that is linked with these libraries cannot be made here; null when it can. */
export function missingForC(...libraries: readonly string[]): string | null {
  return missingTools("cc") ?? missingLibraries(...libraries)
}

/** Makes the program of the files in `source`. */
export async function buildC(
  source: string,
  folder: string,
  ...libraries: readonly string[]
): Promise<void> {
  const files = [source, SHARED].flatMap(filesIn).filter((file) => file.endsWith(".c"))
  const include = ["-I", source, "-I", SHARED]
  await makeOnce(folder, [source, SHARED], () =>
    // Libraries come behind what needs them.
    runTool(source, [
      "cc",
      ...FLAGS,
      ...include,
      "-o",
      programOfC(folder),
      ...files,
      ...libraryFlags(...libraries),
    ]),
  )
}

/** Where the program is. */
export function programOfC(folder: string): string {
  return join(folder, PROGRAM)
}
