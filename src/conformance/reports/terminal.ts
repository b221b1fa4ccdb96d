/**
 * A run for people at a terminal: a tree of sections and cases while it goes on, a line of progress below, and at the end
 * what went wrong and why.
 * Knows colours and lines. Does not know processes: it is given something to write to.
 */
import type { Section } from "../case.js"
import { tally } from "../result.js"
import { isFailure, VERDICTS, type Verdict } from "../verdict.js"
import { annotate } from "./annotated.js"
import type { Report, ReportCase } from "./report.js"
import { countsText, explanation, SIGNS } from "./text.js"

/** What a terminal is to us. */
export interface Screen {
  write(text: string): void
  /** It understands colours. */
  readonly hasColours: boolean
  /** Lines can be overwritten; so many characters fit into one. 0: it is no terminal. */
  readonly columns: number
}

const BAR_CHARACTERS = 24
const TRANSCRIPT_LINES = 14
const COLOURS: Readonly<Record<Verdict, number>> = {
  pass: 32,
  fail: 31,
  timeout: 31,
  crashed: 35,
  "non-strict": 33,
  informational: 36,
  unimplemented: 90,
  skipped: 90,
}
const BOLD = 1
const DIM = 2

/** What is shown of a case when it is done. */
type Shown = Omit<ReportCase, "transcript">

/** Shows one run. */
export class TerminalReport {
  readonly #screen: Screen
  readonly #strict: boolean
  /** In the order in which they are shown; results come as they are ready. */
  #order: readonly string[] = []
  #titles = new Map<string, string>()
  readonly #ready = new Map<string, Shown>()
  #shown = 0
  #section = ""
  #skipped: Shown[] = []
  #hasProgress = false

  constructor(screen: Screen, strict: boolean) {
    this.#screen = screen
    this.#strict = strict
  }

  /** @param ids of the cases that will be run, in order. */
  begin(
    headline: string,
    sections: readonly Pick<Section, "id" | "title">[],
    ids: readonly string[],
  ): void {
    this.#order = ids
    this.#titles = new Map(sections.map(({ id, title }) => [id, title]))
    this.#line(this.#paint(headline, BOLD))
    this.#progress()
  }

  /** A case is done. */
  result(one: Shown): void {
    this.#ready.set(one.id, one)
    for (;;) {
      const next = this.#ready.get(this.#order.at(this.#shown) ?? "")
      if (next === undefined) break
      this.#shown += 1
      this.#show(next)
    }
    this.#progress()
  }

  /** @param regressions those of the failures that count, if there is a baseline. */
  end(report: Report, regressions: readonly ReportCase[] | null): void {
    this.#endSection()
    this.#clear()
    const failed = report.cases.filter(({ verdict }) => isFailure(verdict, this.#strict))
    if (failed.length > 0) this.#line("", this.#paint("What was seen", BOLD))
    for (const one of failed) this.#explain(one, regressions?.includes(one) ?? true)
    const seconds = (report.ms / 1000).toFixed(1)
    this.#line("", `${this.#bar(report.cases)} ${countsText(report)} in ${seconds} s`)
    this.#line(this.#paint(`seed ${String(report.seed)}`, DIM))
  }

  /** There will be no end: what is there stays, without the line of progress. */
  abandon(): void {
    this.#clear()
  }

  #show(one: Shown): void {
    if (one.section !== this.#section) {
      this.#endSection()
      this.#section = one.section
      const title = this.#titles.get(one.section) ?? ""
      this.#line("", `${this.#paint(one.section, BOLD)} ${title}`)
    }
    if (one.verdict === "skipped") {
      this.#skipped.push(one)
      return
    }
    const number = one.id.slice(one.section.length + 1).padStart(3)
    const level = this.#paint(one.level, DIM)
    this.#line(`  ${this.#sign(one.verdict)} ${number} ${one.title} ${level}`)
    if (one.verdict === "pass") return
    for (const text of explanation(one)) this.#line(`        ${this.#paint(text, DIM)}`)
  }

  #endSection(): void {
    if (this.#skipped.length === 0) return
    const reasons = [...new Set(this.#skipped.map(({ note }) => note ?? ""))].join("; ")
    const text = `${String(this.#skipped.length)} skipped: ${reasons}`
    this.#line(`  ${this.#sign("skipped")}     ${this.#paint(text, DIM)}`)
    this.#skipped = []
  }

  #explain(one: ReportCase, isNew: boolean): void {
    const known = isNew ? "" : " (as in the baseline)"
    this.#line("", `${this.#sign(one.verdict)} ${this.#paint(one.id, BOLD)} ${one.title}${known}`)
    this.#line(`  ${one.level}: ${one.reason}`)
    for (const text of explanation(one)) this.#line(`  ${text}`)
    const lines = annotate(one.transcript)
    for (const { at, connection, kind, text, violations } of lines.slice(-TRANSCRIPT_LINES)) {
      const arrow = kind === "sent" ? "->" : kind === "received" ? "<-" : "--"
      const where = connection === 0 ? "  " : `#${String(connection)}`
      const time = `${at.toFixed(1)} ms`.padStart(10)
      this.#line(this.#paint(`  ${time} ${where} ${arrow} ${text}`, DIM))
      for (const violation of violations)
        this.#line(this.#paint(`${" ".repeat(19)}! ${violation}`, DIM))
    }
  }

  #sign(verdict: Verdict): string {
    return this.#paint(SIGNS[verdict], COLOURS[verdict])
  }

  #paint(text: string, code: number): string {
    return this.#screen.hasColours ? `\x1b[${String(code)}m${text}\x1b[0m` : text
  }

  #bar(cases: readonly { readonly verdict: Verdict }[]): string {
    const counts = tally(cases)
    return VERDICTS.map((verdict) => {
      const share = Math.round((counts[verdict] / Math.max(1, cases.length)) * BAR_CHARACTERS)
      const length = counts[verdict] > 0 ? Math.max(1, share) : 0
      return this.#paint("█".repeat(length), COLOURS[verdict])
    }).join("")
  }

  #progress(): void {
    if (this.#screen.columns === 0 || this.#order.length === 0) return
    this.#clear()
    const done = this.#ready.size
    const total = this.#order.length
    const filled = Math.round((done / total) * BAR_CHARACTERS)
    const bar = "█".repeat(filled) + "░".repeat(BAR_CHARACTERS - filled)
    const text = ` ${bar} ${String(done)}/${String(total)} ${this.#order.at(this.#shown) ?? ""}`
    this.#screen.write(text.slice(0, this.#screen.columns - 1))
    this.#hasProgress = true
  }

  #clear(): void {
    if (this.#hasProgress) this.#screen.write("\r\x1b[2K")
    this.#hasProgress = false
  }

  #line(...lines: readonly string[]): void {
    this.#clear()
    this.#screen.write(`${lines.join("\n")}\n`)
  }
}
