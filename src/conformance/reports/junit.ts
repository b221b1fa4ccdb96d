/**
 * JUnit's XML, which CI systems read: a suite for each section.
 * A SHOULD that is not followed is a failure only when it counts; what is neither right nor wrong has passed.
 */
import { isFailure } from "../verdict.js"
import type { Report, ReportCase } from "./report.js"
import { bySection, explanation } from "./text.js"

/** The report. */
export function junit(report: Report, strict: boolean): string {
  const { name } = report.peer
  const lines = ['<?xml version="1.0" encoding="UTF-8"?>']
  lines.push(`<testsuites name="${escaped(name)}"${countsOf(report.cases, strict)}>`)
  for (const { id, title, cases } of bySection(report)) {
    const attributes = `name="${escaped(`${id} ${title}`)}" timestamp="${report.startedAt}"`
    lines.push(`  <testsuite ${attributes}${countsOf(cases, strict)}>`)
    for (const one of cases) lines.push(...caseLines(one, name, strict))
    lines.push("  </testsuite>")
  }
  lines.push("</testsuites>")
  return `${lines.join("\n")}\n`
}

function countsOf(cases: readonly ReportCase[], strict: boolean): string {
  const count = (isOne: (one: ReportCase) => boolean): string => String(cases.filter(isOne).length)
  const failures = count(({ verdict }) => verdict !== "crashed" && isFailure(verdict, strict))
  const seconds = cases.reduce((sum, { ms }) => sum + ms, 0) / 1000
  return (
    ` tests="${String(cases.length)}" failures="${failures}"` +
    ` errors="${count(({ verdict }) => verdict === "crashed")}"` +
    ` skipped="${count(isSkipped)}" time="${seconds.toFixed(3)}"`
  )
}

function isSkipped({ verdict }: ReportCase): boolean {
  return verdict === "skipped" || verdict === "unimplemented"
}

function caseLines(one: ReportCase, peer: string, strict: boolean): string[] {
  const name = escaped(`${one.id} ${one.level} ${one.title}`)
  const time = (one.ms / 1000).toFixed(3)
  const open = `    <testcase classname="${escaped(`${peer}.${one.section}`)}" name="${name}" time="${time}"`
  const text = escaped([one.reason, ...explanation(one)].join("\n"))
  const message = escaped(one.seen ?? one.note ?? one.verdict)
  if (isSkipped(one))
    return [`${open}>`, `      <skipped message="${message}"/>`, "    </testcase>"]
  if (isFailure(one.verdict, strict)) {
    const tag = one.verdict === "crashed" ? "error" : "failure"
    const body = `      <${tag} type="${one.verdict}" message="${message}">${text}</${tag}>`
    return [`${open}>`, body, "    </testcase>"]
  }
  if (one.verdict === "pass") return [`${open}/>`]
  return [
    `${open}>`,
    `      <system-out>${escaped(one.verdict)}: ${text}</system-out>`,
    "    </testcase>",
  ]
}

/** XML's own characters escaped; those that it cannot hold are left out. */
function escaped(text: string): string {
  return text
    .replace(/[^\t\n\r\x20-\ud7ff\ue000-\ufffd]/g, "?")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
}
