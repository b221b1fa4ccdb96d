/**
 * The benchmark: ours, native, raw and libzmq in turn, round after round. `npm run bench -- --help`.
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import type { Figures } from "./lib/figures.js"
import { compileLibzmq } from "./lib/libzmq.js"
import { describeMachine, machineLine } from "./lib/machine.js"
import { measureCase, type Effort } from "./lib/measurement.js"
import { readOptions, UsageError, type BenchOptions } from "./lib/options.js"
import { BUILT } from "./lib/ours.js"
import type { Row } from "./lib/row.js"
import type { Case, Scenario } from "./lib/scenario.js"
import { printHead, printMissing, printRow, printSummary } from "./lib/table.js"
import { targetText } from "./lib/text.js"
import { writeReport } from "./report/write.js"
import { SCENARIOS } from "./scenarios/all.js"

const HERE = fileURLToPath(new URL("./", import.meta.url))
const FIGURES = `${HERE}figures.json`

async function main(): Promise<void> {
  const options = readOptions()
  if (options === null) return
  if (options.list) printList(options)
  else if (options.reportFrom !== null) reportFrom(options.reportFrom)
  else await run(options)
}

async function run(options: BenchOptions): Promise<void> {
  if (!existsSync(BUILT)) throw new UsageError("dist/ is missing: npm run build")
  const figures = await measureAll(options)
  console.log(`\n${printSummary(figures.rows)}`)
  if (options.json !== null) save(options.json, figures)
  if (!options.report) return
  save(FIGURES, figures)
  console.log(`written: ${[FIGURES, ...writeReport(figures, HERE)].join(", ")}`)
}

async function measureAll(options: BenchOptions): Promise<Figures> {
  const machine = describeMachine()
  console.log(machineLine(machine))
  const libzmq = compileLibzmq()
  const absent = "version" in libzmq ? {} : { "libzmq C": libzmq.missing }
  const c = "version" in libzmq ? libzmq.version : `not measured, ${libzmq.missing}`
  console.log(`native: npm zeromq ${machine.native}; libzmq C: ${c}`)
  const { rounds, seconds, quick } = options
  const onFailure = (text: string): void => {
    showProgress("")
    console.error(`      failed: ${text}`)
    process.exitCode = 1
  }
  const effort: Effort = { rounds, seconds, absent, onProgress: showProgress, onFailure }
  const rows: Row[] = []
  for (const scenario of chosen(options)) await measureScenario(scenario, options, effort, rows)
  return { machine, libzmq, rounds, seconds, quick, rows }
}

async function measureScenario(
  scenario: Scenario,
  options: BenchOptions,
  effort: Effort,
  rows: Row[],
): Promise<void> {
  console.log(printHead(scenario))
  for (const one of casesOf(scenario, options)) {
    const measured = await measureCase(scenario, one, effort)
    rows.push(...measured)
    showProgress("")
    for (const row of measured) console.log(printRow(scenario, row, rows))
    for (const line of printMissing(measured[0])) console.log(line)
  }
}

function chosen({ only }: BenchOptions): Scenario[] {
  return SCENARIOS.filter(({ name }) => only.has(name))
}

function casesOf(scenario: Scenario, { sizes, quick }: BenchOptions): Case[] {
  return scenario.cases(sizes).filter((one) => sizes !== null || !quick || one.quick)
}

function printList(options: BenchOptions): void {
  for (const scenario of chosen(options)) {
    console.log(`\n${scenario.name}: ${scenario.title} (${scenario.peers.join(", ")})`)
    for (const figure of casesOf(scenario, options).flatMap(({ figures }) => figures)) {
      const targets = figure.targets.map((target) => targetText(target, figure.unit))
      console.log(`  ${figure.label.padEnd(44)}${figure.unit.padEnd(14)}${targets.join(", ")}`)
    }
  }
}

function reportFrom(path: string): void {
  const figures = JSON.parse(readFileSync(path, "utf8")) as Figures
  console.log(`written: ${writeReport(figures, HERE).join(", ")}`)
}

function save(path: string, figures: Figures): void {
  writeFileSync(path, JSON.stringify(figures, null, 2) + "\n")
}

function showProgress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${text}`)
}

try {
  await main()
} catch (error) {
  showProgress("")
  const isUsage = error instanceof UsageError || (error instanceof TypeError && "code" in error)
  console.error(isUsage ? error.message : error)
  process.exitCode = 1
}
