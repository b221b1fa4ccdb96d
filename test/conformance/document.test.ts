/**
 * What a document of docs/conformance says of a stack, from real runs of ours.
 */
import { beforeAll, expect, it } from "vitest"
import { reportOf, type Report } from "../../src/conformance/reports/report.js"
import { conform } from "../helpers/conform.js"
import { mutant } from "../helpers/mutant.js"
import { documentOf, summaryIn } from "./survey/document.js"
import { PUREZMQ } from "./survey/known/purezmq.js"
import { partOf, withPart } from "./survey/marked.js"

const IDS = ["37/greeting/10", "37/greeting/21", "27/zap/5"]
const STACK = { name: "purezmq", title: "purezmq", version: "1", missing: [] }

let plain: Report
let broken: Report

beforeAll(async () => {
  const isMeant = ({ id }: { id: string }): boolean => IDS.includes(id)
  const library = await mutant({
    breaks: "compares no more than the beginning of the mechanism",
    file: "zmtp/greeting.ts",
    from: `theirs !== mechanism.padEnd(MECHANISM_BYTES, "\\0")`,
    to: "!theirs.startsWith(mechanism)",
  })
  const patience = { timeoutMs: 800, quietMs: 100 }
  const named = (report: Report, name: string): Report => ({
    ...report,
    peer: { ...report.peer, name },
  })
  plain = reportOf(await conform({ socketType: "ROUTER", mechanism: "PLAIN" }, isMeant))
  plain = named(plain, "ROUTER with PLAIN")
  broken = named(
    reportOf(await conform({ socketType: "ROUTER", library }, isMeant, patience)),
    "ROUTER",
  )
})

it("gives the reason for a difference that has a known one", () => {
  const text = documentOf({ ...STACK, reports: [plain] })
  const [known] = PUREZMQ.differences
  expect(text).toContain(`### ${known.what}\n\n${known.why}\n\n- MUST 27/zap/5 `)
  expect(text).not.toContain("Not explained")
  expect(summaryIn(text)).toEqual({
    title: "purezmq 1",
    summary:
      "cases it fails: none. Not strictly as the RFC has it: 1 (27/zap/5) with MUST, in the customary way; 0 with SHOULD.",
  })
})

it("lists a difference without a known reason, with what the RFC says", () => {
  const text = documentOf({ ...STACK, reports: [plain, broken] })
  const [, unexplained] = text.split("### Not explained\n\n")
  expect(unexplained).toMatch(/^- MUST 37\/greeting\/21 .* \(ROUTER\) \(A name that only begins/)
  expect(summaryIn(text).summary).toContain(
    "fails: 1 (37/greeting/21). Not strictly as the RFC has it: 1 (27/zap/5) with MUST",
  )
})

it("names the ways only where not all do the same", () => {
  const text = documentOf({ ...STACK, reports: [plain, broken] })
  expect(text).toMatch(/^- 37\/greeting\/10 .*: goes on as usual$/m)
})

it("has parts that are made, between marks that stay", () => {
  const document = "a\n<!-- x: made -->\nold\n<!-- /x -->\nb"
  const other = withPart(document, "x", "new")
  expect(partOf(other, "x")).toBe("new")
  expect(withPart(other, "x", "old").split(/\n+/)).toEqual(document.split("\n"))
  expect(() => partOf("a", "x")).toThrow("no marks")
})
