/**
 * `purezmq conformance`: runs the cases, shows what comes of them, and ends with what the shell is to know.
 */
import { whyNot, type Section } from "../../conformance/case.js"
import { SECTIONS } from "../../conformance/cases/index.js"
import { Unreachable } from "../../conformance/reach.js"
import { failuresOf, improvementsOf, regressionsOf } from "../../conformance/reports/baseline.js"
import { reportOf, type Report } from "../../conformance/reports/report.js"
import { TerminalReport, type Screen } from "../../conformance/reports/terminal.js"
import { run } from "../../conformance/runner.js"
import { matcher, selector } from "../../conformance/select.js"
import type { ConformanceOptions } from "../commands/conformance.js"
import { EXIT, Failure } from "../exit.js"
import { interrupted } from "../interrupt.js"
import { jobsOf, kindOf, reachOf, seedOf, targetOf, usage } from "./declared.js"
import { Outlets, readReport } from "./outlets.js"

/** Does what the command line says. Rejects with a Failure when something has failed. */
export async function conformance(options: ConformanceOptions): Promise<void> {
  const sections = selected(options)
  if (options.list === true) {
    list(options, sections)
    return
  }
  const outlets = new Outlets(options)
  if (options.from !== undefined) {
    outlets.write(options.from.map(readReport), options.strict === true)
    return
  }
  const baseline = options.baseline === undefined ? null : readReport(options.baseline)
  await test(options, sections, outlets, baseline)
}

/** The sections with the cases that are meant. @throws Failure when there are none, or none for a pattern. */
function selected({ include = [], exclude = [] }: ConformanceOptions): Section[] {
  const ids = SECTIONS.flatMap(({ cases }) => cases.map(({ id }) => id))
  for (const pattern of [...include, ...exclude]) {
    if (!ids.some(matcher(pattern))) {
      throw usage(`there is no case "${pattern}": --list has all of them`)
    }
  }
  const isSelected = selector(include, exclude)
  const sections = SECTIONS.map((section) => ({
    ...section,
    cases: section.cases.filter(({ id }) => isSelected(id)),
  })).filter(({ cases }) => cases.length > 0)
  if (sections.length === 0) throw usage("no case is left: --exclude has all that --include has")
  return sections
}

function list(options: ConformanceOptions, sections: readonly Section[]): void {
  // Without a peer all are listed; with one, those that are for it.
  const target = options.socketType === undefined ? null : kindOf(options)
  let count = 0
  for (const { id, title, cases } of sections) {
    const own = cases.filter((one) => target === null || whyNot(one, target) === null)
    if (own.length === 0) continue
    count += own.length
    process.stdout.write(`${id} ${title}\n`)
    for (const one of own) {
      process.stdout.write(`  ${one.id.padEnd(18)} ${one.level.padEnd(6)} ${one.title}\n`)
    }
  }
  process.stdout.write(`${counted(count)}\n`)
}

async function test(
  options: ConformanceOptions,
  sections: readonly Section[],
  outlets: Outlets,
  baseline: Report | null,
): Promise<void> {
  const strict = options.strict === true
  const tree = outlets.hasTree ? new TerminalReport(screenFor(outlets), strict) : null
  const report = await runAll(options, sections, tree)
  const worse = baseline === null ? null : regressionsOf(report, baseline, strict)
  tree?.end(report, worse)
  outlets.write([report], strict)
  if (baseline !== null) {
    const better = improvementsOf(report, baseline, strict).map(({ id }) => id)
    if (better.length > 0) process.stderr.write(`no longer failing: ${better.join(", ")}\n`)
  }
  const failed = worse ?? failuresOf(report, strict)
  if (failed.length === 0) return
  const what = baseline === null ? "failed" : "failed that had not before"
  throw new Failure(EXIT.error, `${counted(failed.length)} ${what}`)
}

/** `1 case`, `2 cases`. */
function counted(count: number): string {
  return `${String(count)} ${count === 1 ? "case" : "cases"}`
}

async function runAll(
  options: ConformanceOptions,
  sections: readonly Section[],
  tree: TerminalReport | null,
): Promise<Report> {
  const target = await targetOf(options)
  const reach = await reachOf(options, target)
  const peer = options.peer ?? reach.description
  try {
    const result = await run({
      peer,
      sections,
      target,
      reach,
      patience: { timeoutMs: options.timeout, quietMs: options.silence },
      startMs: options.start,
      jobs: jobsOf(options, target, reach),
      seed: seedOf(options),
      strict: options.strict === true,
      bail: options.bail === true,
      signal: interrupted,
      onBegin: (cases, { version }) => {
        const what = `${target.socketType}, ${target.mechanism}, announces ZMTP ${version.join(".")}`
        const ids = cases.map(({ id }) => id)
        tree?.begin(`${peer}: ${what}`, sections, ids)
      },
      onResult: (one) => tree?.result(one),
    })
    return reportOf(result)
  } catch (error) {
    tree?.abandon()
    if (error instanceof Unreachable) throw new Failure(EXIT.timeout, error.message)
    throw error
  } finally {
    await reach.close()
  }
}

function screenFor({ isOutputTaken }: Outlets): Screen {
  const stream = isOutputTaken ? process.stderr : process.stdout
  const isTerminal = stream.isTTY
  const { NO_COLOR: noColour = "" } = process.env
  return {
    write: (text) => void stream.write(text),
    hasColours: isTerminal && noColour === "",
    columns: isTerminal ? stream.columns : 0,
  }
}
