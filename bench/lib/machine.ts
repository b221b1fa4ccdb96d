/** What the figures were measured on, and against. */
import { spawnSync } from "node:child_process"
import { readFileSync } from "node:fs"
import { createRequire } from "node:module"
import { availableParallelism, cpus, freemem, loadavg, release, type } from "node:os"

/** The line above the tables, in parts. */
export interface Machine {
  readonly cpu: string
  readonly cores: number
  readonly system: string
  readonly node: string
  readonly date: string
  /** Load average of the last minute when the benchmark began. */
  readonly load: number
  /** Version of npm zeromq. */
  readonly native: string
}

/** Describes this machine. */
export function describeMachine(): Machine {
  return {
    cpu: cpus()[0]?.model.trim() || "unknown cpu",
    cores: availableParallelism(),
    system: `${type()} ${release()}`,
    node: process.version,
    date: new Date().toISOString().slice(0, 16).replace("T", " "),
    load: Number(loadavg()[0].toFixed(2)),
    native: nativeVersion(),
  }
}

/** Prints the machine in one line. */
export function machineLine(machine: Machine): string {
  const { cpu, cores, system, node, date, load } = machine
  return `${cpu}, ${String(cores)} cores, ${system}, Node ${node}, ${date} UTC, load ${String(load)}`
}

/** Bytes that this process and its children could still use. */
export function availableMemory(): number {
  const limit = process.constrainedMemory() || Infinity
  return Math.min(freemem(), limit)
}

/** Most file descriptors a process of ours may have; Infinity where that cannot be asked. */
export function descriptorLimit(): number {
  const { stdout, error } = spawnSync("sh", ["-c", "ulimit -Hn"], { encoding: "utf8" })
  if (error !== undefined || !(Number(stdout) > 0)) return Infinity
  return Number(stdout)
}

function nativeVersion(): string {
  const path = createRequire(import.meta.url).resolve("zeromq/package.json")
  const { version } = JSON.parse(readFileSync(path, "utf8")) as { version: string }
  return version
}
