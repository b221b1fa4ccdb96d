/**
 * How the peers in Go are made. Their modules and what they need are pinned in their `go.sum`.
 */
import { join } from "node:path"
import { makeOnce, missingTools, runTool } from "../matrix/tools.js"
import { missingLibraries } from "./pkg-config.js"

const SHARED = join(import.meta.dirname, "go")
const PROGRAM = "peer"

/** Why a peer in Go that is linked with these libraries in C cannot be made here; null when it can. */
export function missingForGo(...libraries: readonly string[]): string | null {
  if (libraries.length === 0) return missingTools("go")
  return missingTools("go", "gcc") ?? missingLibraries(...libraries)
}

/** Makes the program of the module in `source`. */
export async function buildGo(source: string, folder: string, isPure = false): Promise<void> {
  await makeOnce(folder, [source, SHARED], () =>
    runTool(source, ["go", "build", "-buildvcs=false", "-o", programOfGo(folder), "."], {
      CGO_ENABLED: isPure ? "0" : "1",
    }),
  )
}

/** Where the program is. */
export function programOfGo(folder: string): string {
  return join(folder, PROGRAM)
}
