/**
 * The code in README, docs and doc comments, as programs that can be run: what is in which block, and where it is put.
 * Does not run them.
 */
import { readdirSync, readFileSync } from "node:fs"
import { join, resolve } from "node:path"
import { buildSync } from "esbuild"

export const ROOT = resolve(import.meta.dirname, "../..")

/** A block of code: three backticks, a language, and a role if it is one half of a pair of programs. */
export interface Snippet {
  /** Where it is, in words. */
  readonly name: string
  /** The heading it stands under. */
  readonly section: string
  readonly language: string
  /** Which half it is; null: it is complete in itself. */
  readonly role: string | null
  readonly code: string
  /** What the comments behind `console.log(…)` and its like promise, in order: `// "text"`. */
  readonly promises: readonly string[]
}

/** README and all pages of docs. */
export function pages(): string[] {
  const docs = readdirSync(join(ROOT, "docs")).filter((file) => file.endsWith(".md"))
  return ["README.md", ...docs.map((file) => `docs/${file}`)]
}

export function snippetsOf(page: string): Snippet[] {
  const text = readFileSync(join(ROOT, page), "utf8")
  const found: Snippet[] = []
  let section = ""
  for (const match of text.matchAll(/^#+ (.+)$|^```(\w+)(?: (\w+))?\n([\s\S]*?)^```$/gm)) {
    const [, heading, language, role, code] = match as (string | undefined)[]
    if (heading !== undefined) section = heading
    if (language === undefined || code === undefined) continue
    const count = found.filter((each) => each.language === language).length + 1
    const name = [page, role === undefined ? String(count) : `${section}: ${role}`].join(" ")
    found.push({ name, section, language, role: role ?? null, code, promises: promisesOf(code) })
  }
  return found
}

/** The `@example` blocks of doc comments. */
export function snippetsOfComments(): Snippet[] {
  const files = readdirSync(join(ROOT, "src"), { recursive: true, encoding: "utf8" })
  return files
    .filter((path) => path.endsWith(".ts"))
    .flatMap((path) => {
      const text = readFileSync(join(ROOT, "src", path), "utf8")
      const blocks = [...text.matchAll(/ \* @example\n((?: +\*.*\n)+?) +\*\//g)]
      return blocks.map((match, i) => {
        const code = match[1].replace(/^ +\* ?/gm, "")
        const name = `src/${path} ${String(i + 1)}`
        return { name, section: "", language: "ts", role: null, code, promises: promisesOf(code) }
      })
    })
}

function promisesOf(code: string): string[] {
  const prints = /\b(?:console\.log|print|fmt\.Println|fmt\.Printf)\(.*(?:\/\/|#) "(.*)"$/gm
  return [...code.matchAll(prints)].map((match) => match[1])
}

/** Makes a program of TypeScript plain JavaScript in one file, with the library in it: it starts in a tenth of the time. */
export function bundleSnippet(code: string, outfile: string): string {
  buildSync({
    // What "purezmq" is before it is built says tsconfig.json.
    stdin: { contents: code, loader: "ts", resolveDir: ROOT, sourcefile: "snippet.ts" },
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    external: ["socks", "libsodium-sumo"],
    logLevel: "warning",
  })
  return outfile
}
