/** What is printed: a line for each target, one for all, and the findings. */
import type { Outcome } from "./run.js"
import type { Result, SavedFinding } from "./plan.js"

const NAME_WIDTH = 24

/** The whole report. */
export function printOutcome({ results, fatal }: Outcome): string {
  const findings = results.flatMap(({ name, findings }) =>
    findings.map((finding) => ({ ...finding, target: name })),
  )
  if (fatal !== null) findings.push(fatal)
  return [...results.map(line), totalLine(results), ...findings.map(printFinding)].join("\n")
}

function line({ name, executions, seconds, branches, inputs, findings }: Result): string {
  return [
    name.padEnd(NAME_WIDTH),
    ...figures(executions, seconds),
    `${String(branches).padStart(5)} branches`,
    `${String(inputs).padStart(4)} inputs`,
    findings.length === 0 ? "" : `  ${String(findings.length)} FINDINGS`,
  ].join("")
}

function totalLine(results: readonly Result[]): string {
  const executions = results.reduce((sum, result) => sum + result.executions, 0)
  const seconds = results.reduce((sum, result) => sum + result.seconds, 0)
  return ["total".padEnd(NAME_WIDTH), ...figures(executions, seconds)].join("")
}

function figures(executions: number, seconds: number): string[] {
  const rate = seconds === 0 ? 0 : Math.round(executions / seconds)
  return [`${String(executions).padStart(9)} executions`, `${String(rate).padStart(8)}/s`]
}

function printFinding({ target, text, file }: SavedFinding & { readonly target: string }): string {
  return `\nFinding in ${target}: ${text}\nreproduce: npm run fuzz -- --reproduce ${file}`
}
