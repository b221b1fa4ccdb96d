/**
 * Copies of our library in which a rule is broken: one piece of the source's text is another.
 */
import { build } from "esbuild"
import { rmSync } from "node:fs"
import { readFile } from "node:fs/promises"
import { join, resolve } from "node:path"
import { pathToFileURL } from "node:url"
import type { Library } from "./testee.js"

const ROOT = resolve(import.meta.dirname, "../..")
// Inside the project, so that the copy sees its node_modules.
const WORK = join(ROOT, "node_modules/.mutants", String(process.pid))

let count = 0

/** One broken rule. */
export interface Mutation {
  /** The rule that is broken, as a sentence about the peer. */
  readonly breaks: string
  /** Below `src`. */
  readonly file: string
  readonly from: string
  readonly to: string
}

/** The library with the rule broken. Rejects when the text to be replaced is not there exactly once. */
export async function mutant({ file, from, to }: Mutation): Promise<Library> {
  if (count === 0) process.once("exit", () => rmSync(WORK, { recursive: true, force: true }))
  const outfile = join(WORK, `${String(++count)}.mjs`)
  const target = join(ROOT, "src", file)
  await build({
    entryPoints: [join(ROOT, "src/index.ts")],
    outfile,
    bundle: true,
    packages: "external",
    platform: "node",
    format: "esm",
    target: "node20",
    logLevel: "warning",
    plugins: [
      {
        name: "mutate",
        setup(plugin) {
          plugin.onLoad({ filter: /\.ts$/ }, async ({ path }) => {
            if (path !== target) return null
            const text = await readFile(path, "utf8")
            if (text.split(from).length !== 2) throw new Error(`${file} has not one "${from}"`)
            return { contents: text.replace(from, () => to), loader: "ts" }
          })
        },
      },
    ],
  })
  return (await import(pathToFileURL(outfile).href)) as Library
}
