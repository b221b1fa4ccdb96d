/**
 * Checks every relative link and anchor in the repository's Markdown and in the site that typedoc made of it:
 * `npm run docs`. With files or folders as arguments, in those.
 */
import { existsSync, readdirSync, statSync } from "node:fs"
import { join, relative, resolve } from "node:path"
import { checkLinks } from "./check.js"

const ROOT = resolve(import.meta.dirname, "../..")
const SITE = join(ROOT, "docs/api")
/** Folders that are not ours, or made. */
const SKIPPED = new Set(["node_modules", "dist", "coverage", "api", ".git"])

function filesIn(place: string, ending: string): string[] {
  if (statSync(place).isFile()) return place.endsWith(ending) ? [place] : []
  return readdirSync(place, { withFileTypes: true }).flatMap((entry) => {
    if (entry.isDirectory() && SKIPPED.has(entry.name)) return []
    return filesIn(join(place, entry.name), ending)
  })
}

const given = process.argv.slice(2).map((path) => resolve(path))
if (given.length === 0 && !existsSync(SITE)) throw new Error("There is no site: npm run docs")
const files =
  given.length > 0
    ? given.flatMap((place) => [...filesIn(place, ".md"), ...filesIn(place, ".html")])
    : [...filesIn(ROOT, ".md"), ...filesIn(SITE, ".html")]
const { links, broken } = checkLinks(files)
for (const each of broken) console.error(relative(ROOT, each))
console.log(`links: ${links} in ${files.length} pages, ${broken.length} broken`)
process.exitCode = broken.length === 0 && links > 0 ? 0 : 1
