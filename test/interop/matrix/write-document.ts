/**
 * `npm run interop:document -- REPORT...` makes docs/interop.md of reports (`npm run interop -- --json REPORT`).
 */
import { readFileSync, statSync, writeFileSync } from "node:fs"
import { resolve } from "node:path"
import { format, resolveConfig } from "prettier"
import { documentOf } from "./document.js"
import type { Report } from "./report.js"

const PAGE = resolve(import.meta.dirname, "../../../docs/interop.md")

const files = process.argv.slice(2)
if (files.length === 0) {
  console.error("npm run interop:document -- REPORT...")
  process.exit(2)
}
const reports = files.map((file) => JSON.parse(readFileSync(file, "utf8")) as Report)
const newest = Math.max(...files.map((file) => statSync(file).mtimeMs))
const text = documentOf(reports, new Date(newest).toISOString().slice(0, 10))
writeFileSync(PAGE, await format(text, { ...(await resolveConfig(PAGE)), filepath: PAGE }))
