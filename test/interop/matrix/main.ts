/**
 * The interop matrix: `npm run interop -- --help`.
 */
import { writeFileSync } from "node:fs"
import { resolve } from "node:path"
import { readArguments, UsageError, type Arguments } from "./arguments.js"
import { cellsToPlay } from "./choose.js"
import { peerFolders, readPeer } from "./discover.js"
import { asJson, summaryOf } from "./report.js"
import { runMatrix } from "./run.js"

const ROOT = resolve(import.meta.dirname, "../../..")

async function main(): Promise<void> {
  const folders = peerFolders()
  const given = readArguments(process.argv.slice(2), folders)
  if (given === null) return
  const kinds = await Promise.all(folders.map(readPeer))
  if (given.list) {
    for (const { id, needs, notOffered } of cellsToPlay(kinds, given)) {
      const reason = notOffered === null ? "" : `  - ${notOffered}`
      console.log(`${id}  (${needs.join(" ")})${reason}`)
    }
    return
  }
  await run(kinds, given)
}

async function run(kinds: Awaited<ReturnType<typeof readPeer>>[], given: Arguments): Promise<void> {
  const isQuiet = given.json === "-"
  const say = (text: string) => {
    if (!isQuiet) console.log(text)
  }
  const outcome = await runMatrix(kinds, { ...given, cache: resolve(ROOT, given.cache), say })
  if (isQuiet) process.stdout.write(asJson(outcome))
  else if (given.json !== null) writeFileSync(given.json, asJson(outcome))
  if (!given.build) say(`\n${summaryOf(outcome)}`)
  const hasFailed = outcome.results.some((result) => result.outcome === "failed")
  process.exitCode = hasFailed || outcome.failed.length > 0 ? 1 : 0
}

try {
  await main()
} catch (error) {
  const isUsage = error instanceof UsageError || (error instanceof TypeError && "code" in error)
  console.error(isUsage ? error.message : error)
  process.exitCode = 2
}
