/**
 * TAP 14, which test harnesses read: a line for each case, and what is known beyond pass and fail in YAML below it.
 */
import { isFailure } from "../verdict.js"
import type { Report, ReportCase } from "./report.js"

/** The report. */
export function tap(report: Report, strict: boolean): string {
  const { name } = report.peer
  const lines = ["TAP version 14", `# ${name}, seed ${String(report.seed)}`]
  lines.push(`1..${String(report.cases.length)}`)
  report.cases.forEach((one, i) => lines.push(...caseLines(one, i + 1, strict)))
  return `${lines.join("\n")}\n`
}

function caseLines(one: ReportCase, number: number, strict: boolean): string[] {
  const ok = isFailure(one.verdict, strict) ? "not ok" : "ok"
  const name = `${one.id} ${one.level} ${one.title}`.replaceAll("\\", "\\\\").replaceAll("#", "\\#")
  const isSkipped = one.verdict === "skipped" || one.verdict === "unimplemented"
  const directive = isSkipped ? ` # SKIP ${one.note ?? one.verdict}` : ""
  const line = `${ok} ${String(number)} - ${name}${directive}`
  if (isSkipped || one.verdict === "pass") return [line]
  const { expected, seen, note } = one
  const facts = { verdict: one.verdict, expected, seen, note, duration_ms: one.ms }
  const yaml = Object.entries(facts)
    .filter(([, value]) => value !== undefined)
    // JSON's strings and numbers are YAML's.
    .map(([key, value]) => `  ${key}: ${JSON.stringify(value)}`)
  return [line, "  ---", ...yaml, "  ..."]
}
