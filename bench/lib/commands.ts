/** The command lines of the processes that measure: a program and `name=value` arguments. */
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { program } from "./libzmq.js"
import type { Command, Other, Peer } from "./scenario.js"

/** What a runner is told. */
export type Arguments = Readonly<Record<string, string | number>>

/** A TypeScript file of bench/runners. */
export function script(name: string, parameters: Arguments, ...flags: string[]): Command {
  const path = fileURLToPath(new URL(`../runners/${name}.ts`, import.meta.url))
  return [process.execPath, ...flags, "--import", "tsx/esm", path, ...words(parameters)]
}

/** A compiled file of bench/c, in one of its roles. */
export function cProgram(
  name: "throughput" | "latency",
  role: string,
  parameters: Arguments,
): Command {
  return [program(name), role, ...words(parameters)]
}

/** Which of two ways the raw sketch is used. */
export function rawWay(peer: Extract<Other, "raw callback" | "raw await">): "callback" | "await" {
  return peer === "raw await" ? "await" : "callback"
}

/** Whether this is one of the sketches over `node:net`. */
export function isRaw(peer: Peer): peer is "raw callback" | "raw await" {
  return peer === "raw callback" || peer === "raw await"
}

const folder: { path: string | null } = { path: null }
let endpoints = 0

/** An endpoint to bind that nobody has used. */
export function freshEndpoint(transport: "tcp" | "ipc"): string {
  if (transport === "tcp") return "tcp://127.0.0.1:*"
  if (folder.path === null) {
    const path = (folder.path = mkdtempSync(join(tmpdir(), "purezmq-bench-")))
    process.once("exit", () => rmSync(path, { recursive: true, force: true }))
  }
  endpoints += 1
  return `ipc://${join(folder.path, String(endpoints))}`
}

function words(parameters: Arguments): string[] {
  return Object.entries(parameters).map(([name, value]) => `${name}=${String(value)}`)
}
