/**
 * Where reports go: each reporter with its file, one of them to standard output.
 * Knows names and files. Does not know runs.
 */
import { accessSync, constants, existsSync, readFileSync, writeFileSync } from "node:fs"
import { dirname, resolve } from "node:path"
import { junit } from "../../conformance/reports/junit.js"
import { markdown } from "../../conformance/reports/markdown.js"
import { page } from "../../conformance/reports/page.js"
import { parseReport, type Report } from "../../conformance/reports/report.js"
import { tap } from "../../conformance/reports/tap.js"
import type { ConformanceOptions } from "../commands/conformance.js"
import { EXIT, Failure } from "../exit.js"
import { usage } from "./declared.js"

type Format = (reports: readonly Report[], strict: boolean) => string

/** Formats other than the tree, which is shown while the run goes on. */
const FORMATS: Readonly<Record<string, Format>> = {
  json: (reports) => single("json", reports, (report) => `${JSON.stringify(report, null, 1)}\n`),
  junit: (reports, strict) => single("junit", reports, (report) => junit(report, strict)),
  tap: (reports, strict) => single("tap", reports, (report) => tap(report, strict)),
  markdown,
  html: page,
}
const TREE = "tree"

interface Outlet {
  readonly format: Format
  /** Null: standard output. */
  readonly file: string | null
}

/** Where the reports of one call go. */
export class Outlets {
  /** The tree is shown. */
  readonly hasTree: boolean
  /** Standard output is a report's: whatever else is said goes to standard error. */
  readonly isOutputTaken: boolean
  readonly #outlets: readonly Outlet[]

  /** @throws Failure for reporters there are not, two that want the same place, or a file that cannot be written. */
  constructor({ reporter = [], output }: ConformanceOptions) {
    const names = reporter.length === 0 && output === undefined ? [TREE] : reporter
    if (names.length === 0) throw usage("--output needs a --reporter")
    const outlets: Outlet[] = []
    for (const text of names.filter((name) => name !== TREE)) {
      const [name, ...rest] = text.split("=")
      const format = Object.hasOwn(FORMATS, name) ? FORMATS[name] : undefined
      if (format === undefined) throw usage(`there is no reporter "${name}"`)
      outlets.push({ format, file: rest.length > 0 ? rest.join("=") : (output ?? null) })
    }
    if (output !== undefined && outlets.every(({ file }) => file !== output)) {
      throw usage("--output is for a --reporter without a file, and each has one")
    }
    const places = outlets.map(({ file }) => (file === null ? "" : resolve(file)))
    if (new Set(places).size < places.length) throw usage("two reporters write to the same place")
    for (const { file } of outlets) if (file !== null) assertWritable(file)
    this.#outlets = outlets
    this.isOutputTaken = outlets.some(({ file }) => file === null)
    this.hasTree = names.includes(TREE) || !this.isOutputTaken
  }

  /** Writes all of them. @throws Failure when a file cannot be written. */
  write(reports: readonly Report[], strict: boolean): void {
    for (const { format, file } of this.#outlets) {
      const text = format(reports, strict)
      if (file === null) process.stdout.write(text)
      else writeText(file, text)
    }
  }
}

/** Reads a JSON report. @throws Failure when there is none. */
export function readReport(file: string): Report {
  try {
    return parseReport(readFileSync(file, "utf8"))
  } catch (error) {
    throw new Failure(EXIT.error, `${file}: ${(error as Error).message}`)
  }
}

/** A run may take minutes: better to know before. */
function assertWritable(file: string): void {
  try {
    accessSync(existsSync(file) ? file : dirname(resolve(file)), constants.W_OK)
  } catch (error) {
    throw new Failure(EXIT.error, (error as Error).message)
  }
}

function writeText(file: string, text: string): void {
  try {
    writeFileSync(file, text)
  } catch (error) {
    throw new Failure(EXIT.error, (error as Error).message)
  }
}

function single(
  name: string,
  reports: readonly Report[],
  format: (report: Report) => string,
): string {
  const [report, ...others] = reports
  if (others.length > 0)
    throw usage(`${name} has room for one run only: html and markdown have more`)
  return format(report)
}
