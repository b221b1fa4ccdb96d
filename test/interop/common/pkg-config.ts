/**
 * Which libraries with headers are on this machine, and how a compiler is told of them.
 */
import { execFileSync, spawnSync } from "node:child_process"
import { missingTools } from "../matrix/tools.js"

/** Why a program that is linked with these libraries cannot be made here; null when it can. */
export function missingLibraries(...names: readonly string[]): string | null {
  const tools = missingTools("pkg-config")
  if (tools !== null) return tools
  const missing = names.filter((name) => spawnSync("pkg-config", ["--exists", name]).status !== 0)
  return missing.length === 0 ? null : `no headers of ${missing.join(", none of ")}`
}

/** The compiler's flags for these libraries. */
export function libraryFlags(...names: readonly string[]): string[] {
  const said = execFileSync("pkg-config", ["--cflags", "--libs", ...names], { encoding: "utf8" })
  return said.trim().split(/\s+/)
}
