/** How the peers in Rust are built: in one place, so that what they have in common is compiled once. */
import { spawnSync } from "node:child_process"
import { join } from "node:path"
import type { PeerKind } from "../../matrix/peer-kind.js"
import { run } from "../../matrix/tools.js"

const HERE = import.meta.dirname

/** The second number of the oldest Rust that compiles them all. */
const OLDEST = 93

type Common = Pick<PeerKind, "language" | "install" | "missing" | "build" | "command">

/** What is the same for all of them. */
export function inRust(name: string): Common {
  const target = (folder: string) => join(folder, "../rust")
  return {
    language: "Rust",
    install: "apt-get install -y rustup && rustup default stable",
    missing,
    async build(folder) {
      const one = ["--package", name, "--locked", "--target-dir", target(folder)]
      await run(HERE, "cargo", "build", "--quiet", ...one)
    },
    command: (folder) => [join(target(folder), "debug", name)],
  }
}

function missing(): string | null {
  const { stdout, error } = spawnSync("cargo", ["--version"], { encoding: "utf8" })
  const found = error === undefined ? /^cargo 1\.(\d+)/.exec(stdout) : null
  if (found === null) return "no cargo"
  return Number(found[1]) < OLDEST ? `cargo is older than 1.${OLDEST}` : null
}
