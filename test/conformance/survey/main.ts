/**
 * Writes docs/conformance/<peer>.md for each stack of test/interop/peers that can run here, or those named, and what is made
 * of the README there: `npm run conformance:reports [-- <peer>...] [--html <file>] [--pictures] [--json <folder>]`.
 * The page has one column for each stack, as a ROUTER; its pictures go to docs/conformance. `--json` keeps all that was seen.
 */
import { execFileSync } from "node:child_process"
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join, resolve } from "node:path"
import { parseArgs } from "node:util"
import { page } from "../../../src/conformance/reports/page.js"
import type { Report } from "../../../src/conformance/reports/report.js"
import { readPeer } from "../../interop/matrix/discover.js"
import { prepare } from "../../interop/matrix/prepare.js"
import { casesTable } from "./cases-table.js"
import { documentOf, nameOf, summaryIn } from "./document.js"
import { withPart } from "./marked.js"
import { takePictures } from "./pictures.js"
import { survey, type Survey } from "./survey.js"

const ROOT = resolve(import.meta.dirname, "../../..")
const DOCS = join(ROOT, "docs/conformance")
const CACHE = join(ROOT, "node_modules/.cache/interop")
/** Stacks of their own, and two bindings of libzmq. */
const STACKS = ["purezmq", "node-zeromq", "pyzmq", "java-jeromq", "go-zeromq"]
/** What stands in the page: as the one way in which all can be tried. */
const COMPARED = "ROUTER"

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    html: { type: "string" },
    pictures: { type: "boolean", default: false },
    json: { type: "string" },
  },
})

mkdirSync(DOCS, { recursive: true })
const surveys: Survey[] = []
for (const name of positionals.length > 0 ? positionals : STACKS) {
  const done = await surveyOf(name)
  if (done === null) continue
  surveys.push(done)
  writeDocument(join(DOCS, `${name}.md`), documentOf(done))
  if (values.json === undefined) continue
  mkdirSync(values.json, { recursive: true })
  writeFileSync(join(values.json, `${name}.json`), JSON.stringify(done))
}
writeReadme(join(DOCS, "README.md"))
if (values.html !== undefined || values.pictures) await show()

/** The table of cases, and a line for each document that is there. */
function writeReadme(file: string): void {
  const names = STACKS.filter((name) => existsSync(join(DOCS, `${name}.md`)))
  const lines = names.map((name) => {
    const { title, summary } = summaryIn(readFileSync(join(DOCS, `${name}.md`), "utf8"))
    return `- [${title}](${name}.md): ${summary}`
  })
  const document = withPart(readFileSync(file, "utf8"), "cases", casesTable())
  writeDocument(file, withPart(document, "stacks", lines.join("\n")))
}

async function show(): Promise<void> {
  const file = resolve(values.html ?? join(tmpdir(), "conformance.html"))
  writeFileSync(file, page(surveys.flatMap(comparedIn)))
  if (!values.pictures || (await takePictures(file, DOCS))) return
  console.log("No pictures: there is no Chromium (apt-get install -y chromium)")
}

function comparedIn(done: Survey): Report[] {
  const report = done.reports.find(({ peer }) => peer.name === COMPARED)
  return report === undefined ? [] : [{ ...report, peer: { ...report.peer, name: nameOf(done) } }]
}

function writeDocument(file: string, text: string): void {
  writeFileSync(file, text)
  execFileSync(process.execPath, [join(ROOT, "node_modules/prettier/bin/prettier.cjs"), "-w", file])
}

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
