/**
 * Runs every example, one after the other: `npm run examples`. With names (`npm run examples -- broker pair`), those.
 */
import { readdirSync } from "node:fs"
import { basename, join, resolve } from "node:path"
import { runExample, type Outcome } from "./run.js"

const FOLDER = resolve(import.meta.dirname, "..")

const all = readdirSync(FOLDER).filter((file) => file.endsWith(".ts"))
const wanted = process.argv.slice(2)
const unknown = wanted.filter((name) => !all.includes(`${name}.ts`))
if (unknown.length > 0) throw new Error(`There is no example ${unknown.join(", ")}`)
const files = wanted.length > 0 ? wanted.map((name) => `${name}.ts`) : all

const counts: Record<Outcome["result"], number> = { passed: 0, failed: 0, skipped: 0 }
for (const file of files) {
  const { result, why, seconds } = await runExample(join(FOLDER, file))
  counts[result] += 1
  const reason = why === "" ? "" : `: ${why}`
  console.log(`${result}  ${basename(file, ".ts").padEnd(16)} ${seconds.toFixed(1)} s${reason}`)
}
const { passed, failed, skipped } = counts
console.log(`examples: ${passed} passed, ${failed} failed, ${skipped} skipped`)
process.exitCode = failed === 0 && passed > 0 ? 0 : 1
