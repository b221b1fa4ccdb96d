/**
 * Inputs worth keeping, as files: `fuzz/corpus/<target>/<hash>.bin`. Findings: `fuzz/crashes/<target>-<hash>.bin`.
 * Knows files. Does not know what makes an input worth keeping.
 */
import { createHash } from "node:crypto"
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"

const HASH_CHARACTERS = 12

function hashOf(input: Buffer): string {
  return createHash("sha256").update(input).digest("hex").slice(0, HASH_CHARACTERS)
}

/** The files of one project; `root` is the folder `fuzz`. */
export class CorpusFiles {
  readonly #root: string

  constructor(root: string) {
    this.#root = root
  }

  /** Always in the same order. */
  load(target: string): Buffer[] {
    const folder = join(this.#root, "corpus", target)
    if (!existsSync(folder)) return []
    const names = readdirSync(folder).filter((name) => name.endsWith(".bin"))
    return names.sort().map((name) => readFileSync(join(folder, name)))
  }

  /** Replaces the corpus of a target. */
  save(target: string, inputs: readonly Buffer[]): void {
    const folder = join(this.#root, "corpus", target)
    rmSync(folder, { recursive: true, force: true })
    mkdirSync(folder, { recursive: true })
    for (const input of inputs) writeFileSync(join(folder, `${hashOf(input)}.bin`), input)
  }

  /** Keeps an input with which something is wrong; answers the file, from the folder above `root`. */
  saveCrash(target: string, input: Buffer): string {
    const name = `${target}-${hashOf(input)}.bin`
    const folder = join(this.#root, "crashes")
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, name), input)
    return `fuzz/crashes/${name}`
  }
}

/** The fewest inputs that together have all features, smaller ones first; at most so many. */
export function cover(
  inputs: readonly { readonly bytes: Buffer; readonly features: ReadonlySet<number> }[],
  most: number,
): Buffer[] {
  const left = inputs
    .map(({ bytes, features }) => ({ bytes, missing: new Set(features) }))
    .sort((a, b) => a.bytes.length - b.bytes.length)
  const chosen: Buffer[] = []
  while (chosen.length < most) {
    let best = left[0]
    for (const one of left) if (one.missing.size > best.missing.size) best = one
    if (left.length === 0 || best.missing.size === 0) break
    chosen.push(best.bytes)
    const found = [...best.missing]
    for (const { missing } of left) for (const feature of found) missing.delete(feature)
  }
  return chosen
}
