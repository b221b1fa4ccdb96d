/**
 * `purezmq conformance`: runs the cases, shows what comes of them, and ends with what the shell is to know.
 */
import { whyNot, type Section } from "../../conformance/case.js"
import { SECTIONS } from "../../conformance/cases/index.js"
import { Unreachable } from "../../conformance/reach.js"
import { failuresOf } from "../../conformance/reports/baseline.js"
import { reportOf, type Report } from "../../conformance/reports/report.js"
import type { TerminalReport } from "../../conformance/reports/terminal.js"
import { run } from "../../conformance/runner.js"
import { matcher, selector } from "../../conformance/select.js"
import type { ConformanceOptions } from "../commands/conformance.js"
import { EXIT, Failure } from "../exit.js"
import { interrupted } from "../interrupt.js"
import { jobsOf, kindOf, reachOf, seedOf, targetOf, usage } from "./declared.js"
import { outliveOutput } from "../output.js"
import { checkFit, type IsSaid } from "./fitting.js"
import { conclude, counted, worseOf, type Measure } from "./outcome.js"
import { Outlets, readReport } from "./outlets.js"
import { headlineOf, newTree, showReport } from "./trees.js"

/** Does what the command line says. Rejects with a Failure when something has failed. */
export async function conformance(options: ConformanceOptions, isSaid: IsSaid): Promise<void> {
  checkFit(options, isSaid)
  const sections = selected(options)
  if (options.list === true) {
    list(options, sections)
    return
  }
  const outlets = new Outlets(options)
  const measure = {
    strict: options.strict === true,
    baseline: options.baseline === undefined ? null : readReport(options.baseline),
  }
  if (options.from === undefined) await test(options, sections, outlets, measure)
  else show(options.from.map(readReport), outlets, measure)
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
  const kind = options.socketType === undefined ? null : kindOf(options)
  let count = 0
  for (const { id, title, cases } of sections) {
    const own = cases.filter((one) => kind === null || whyNot(one, kind) === null)
    if (own.length === 0) continue
    count += own.length
    process.stdout.write(`${id} ${title}\n`)
    for (const one of own) {
      process.stdout.write(`  ${one.id.padEnd(18)} ${one.level.padEnd(6)} ${one.title}\n`)
    }
  }
  process.stdout.write(`${counted(count)}\n`)
}

/** Shows reports of earlier runs. */
function show(reports: readonly Report[], outlets: Outlets, measure: Measure): void {
  const { strict } = measure
  outlets.write(reports, strict)
  for (const report of reports) {
    const tree = newTree(outlets, strict)
    if (tree !== null) showReport(tree, report, worseOf(report, measure))
  }
  conclude(reports, measure)
}

async function test(
  options: ConformanceOptions,
  sections: readonly Section[],
  outlets: Outlets,
  measure: Measure,
): Promise<void> {
  outliveOutput()
  const tree = newTree(outlets, measure.strict)
  const { strict, baseline } = measure
  const known = baseline === null ? [] : failuresOf(baseline, strict).map(({ id }) => id)
  const report = await runAll(options, sections, tree, new Set(known))
  tree?.end(report, worseOf(report, measure))
  outlets.write([report], measure.strict)
  if (report.cases.every(({ verdict }) => verdict === "skipped")) {
    throw usage(
      "no case was tried: those that are left are for others, or need more to be declared",
    )
  }
  conclude([report], measure)
}

async function runAll(
  options: ConformanceOptions,
  sections: readonly Section[],
  tree: TerminalReport | null,
  known: ReadonlySet<string>,
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
      known,
      signal: interrupted,
      onBegin: (cases, { version }) => {
        const ids = cases.map(({ id }) => id)
        tree?.begin(headlineOf(peer, target, version.join(".")), sections, ids)
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
