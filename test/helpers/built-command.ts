/**
 * Makes the `purezmq` command once for all test files: bundled as in the package, into a folder that is named for the
 * sources it was made of, so that it is made again only when they have changed.
 */
import { createHash } from "node:crypto"
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
} from "node:fs"
import { join, resolve } from "node:path"
import type { TestProject } from "vitest/node"
import { bundleCommand, bundleLibrary } from "../../scripts/bundle.mjs"

declare module "vitest" {
  interface ProvidedContext {
    /** The path of the command's JavaScript file. */
    command: string
  }
}

const ROOT = resolve(import.meta.dirname, "../..")
// Inside the project, so that the command sees its node_modules.
const CACHE = join(ROOT, "node_modules/.cache/purezmq")

/** Called by Vitest before any test. */
export default async function setup(project: TestProject): Promise<void> {
  const folder = join(CACHE, nameOfSources())
  if (!existsSync(folder)) await make(folder)
  project.provide("command", join(folder, "dist/cli/main.js"))
}

function nameOfSources(): string {
  const hash = createHash("sha256")
  const sources = readdirSync(join(ROOT, "src"), { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".ts"))
    .sort()
    .map((path) => `src/${path}`)
  for (const path of [...sources, "package.json", "scripts/bundle.mjs"]) {
    hash.update(path).update(readFileSync(join(ROOT, path)))
  }
  return hash.digest("hex").slice(0, 16)
}

/** Under another name first: another run may be making the same. */
async function make(folder: string): Promise<void> {
  const unfinished = `${folder}.${String(process.pid)}`
  mkdirSync(unfinished, { recursive: true })
  copyFileSync(join(ROOT, "package.json"), join(unfinished, "package.json"))
  await bundleLibrary(join(unfinished, "dist"))
  await bundleCommand(join(unfinished, "dist"))
  try {
    renameSync(unfinished, folder)
  } catch (error) {
    rmSync(unfinished, { recursive: true, force: true })
    if (!existsSync(folder)) throw error
  }
}
