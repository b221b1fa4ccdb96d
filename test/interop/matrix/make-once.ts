/**
 * Remembers of which files something was made, so that it is made again only when they have changed. Knows no language.
 */
import { createHash } from "node:crypto"
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs"
import { mkdir, rm } from "node:fs/promises"
import { join } from "node:path"

const STAMP = "made-of"

/**
 * Makes something in an empty folder, unless what is there was made of the same files.
 * @param sources files and folders.
 */
export async function makeOnce(
  folder: string,
  sources: readonly string[],
  make: () => Promise<void>,
): Promise<void> {
  const stamp = join(folder, STAMP)
  const hash = hashOf(sources)
  if (readIfThere(stamp) === hash) return
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { recursive: true })
  await make()
  writeFileSync(stamp, hash)
}

/** All files in a folder and below it, always in the same order; a file itself. */
export function filesIn(path: string): string[] {
  if (!statSync(path).isDirectory()) return [path]
  const names = readdirSync(path).sort()
  return names.flatMap((name) => filesIn(join(path, name)))
}

function hashOf(sources: readonly string[]): string {
  const hash = createHash("sha256")
  for (const file of sources.flatMap(filesIn)) hash.update(file).update(readFileSync(file))
  return hash.digest("hex")
}

function readIfThere(file: string): string | null {
  try {
    return readFileSync(file, "utf8")
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null
    throw error
  }
}
