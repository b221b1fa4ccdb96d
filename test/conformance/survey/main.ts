/**
 * Writes docs/conformance/<peer>.md for each stack of test/interop/peers that can run here, or those named:
 * `npm run conformance:reports [-- <peer>...] [--html <file>]`. The page has one column for each stack, as a REP.
 */
import { execFileSync } from "node:child_process"
import { mkdirSync, writeFileSync } from "node:fs"
import { join, resolve } from "node:path"
import { parseArgs } from "node:util"
import { page } from "../../../src/conformance/reports/page.js"
import type { Report } from "../../../src/conformance/reports/report.js"
import { readPeer } from "../../interop/matrix/discover.js"
import { prepare } from "../../interop/matrix/prepare.js"
import { documentOf } from "./document.js"
import { survey, type Survey } from "./survey.js"

const ROOT = resolve(import.meta.dirname, "../../..")
const DOCS = join(ROOT, "docs/conformance")
const CACHE = join(ROOT, "node_modules/.cache/interop")
/** Stacks of their own; what else there is binds libzmq. */
const STACKS = ["purezmq", "node-zeromq", "pyzmq", "java-jeromq", "go-zeromq"]
/** What stands in the page: as the one way in which all can be tried. */
const COMPARED = "ROUTER"

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { html: { type: "string" } },
})

const compared: Report[] = []
for (const name of positionals.length > 0 ? positionals : STACKS) {
  const done = await surveyOf(name)
  if (done === null) continue
  const file = join(DOCS, `${name}.md`)
  mkdirSync(DOCS, { recursive: true })
  writeFileSync(file, documentOf(done))
  execFileSync(process.execPath, [join(ROOT, "node_modules/prettier/bin/prettier.cjs"), "-w", file])
  const router = done.reports.find(({ peer }) => peer.name === COMPARED)
  const title = `${done.title} ${done.version}`
  if (router !== undefined) compared.push({ ...router, peer: { ...router.peer, name: title } })
}
if (values.html !== undefined) writeFileSync(values.html, page(compared))

async function surveyOf(name: string): Promise<Survey | null> {
  const kind = await readPeer(name)
  const reason = kind.missing()
  if (reason !== null) {
    console.log(`Skipped: ${kind.title}: ${reason} (${kind.install})`)
    return null
  }
  const prepared = await prepare(kind, CACHE, console.log)
  if ("peer" in prepared) return survey(prepared.peer, console.log)
  if ("failed" in prepared) throw new Error(`${name}: ${prepared.failed}`)
  console.log(`Skipped: ${kind.title}: ${prepared.skipped}`)
  return null
}
