/**
 * libzmq without Node: compiles the programs of bench/c where its header is installed. Installs nothing.
 */
import { spawnSync } from "node:child_process"
import { mkdirSync } from "node:fs"
import { fileURLToPath } from "node:url"

const SOURCES = fileURLToPath(new URL("../c/", import.meta.url))
const BUILD = fileURLToPath(new URL("../.build/", import.meta.url))

/** What there is of libzmq: its programs, or why there are none. */
export type Libzmq = { readonly version: string } | { readonly missing: string }

/** Compiles the programs. Throws only when libzmq is there and they do not compile. */
export function compileLibzmq(): Libzmq {
  const options = { input: "#include <zmq.h>\n", encoding: "utf8" } as const
  const header = spawnSync("cc", ["-E", "-o", "/dev/null", "-"], options)
  if (header.error !== undefined) return { missing: "there is no C compiler `cc`" }
  if (header.status !== 0) return { missing: "zmq.h is not installed (Debian: libzmq3-dev)" }
  mkdirSync(BUILD, { recursive: true })
  for (const name of ["throughput", "latency"]) compile(name)
  const { stdout } = spawnSync(program("throughput"), ["version"], { encoding: "utf8" })
  return { version: stdout.trim() }
}

/** The path of a compiled program. */
export function program(name: "throughput" | "latency"): string {
  return BUILD + name
}

function compile(name: string): void {
  const { status } = spawnSync(
    "cc",
    ["-O2", "-Wall", "-o", BUILD + name, `${SOURCES}${name}.c`, "-lzmq", "-lpthread"],
    { stdio: ["ignore", "ignore", "inherit"] },
  )
  if (status !== 0) throw new Error(`bench/c/${name}.c does not compile`)
}
