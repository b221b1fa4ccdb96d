/**
 * Reports of a real run, against a peer that breaks a rule, so that there is something of everything in it.
 */
import { beforeAll, describe, expect, it } from "vitest"
import { SECTIONS } from "../../src/conformance/cases/index.js"
import { annotate } from "../../src/conformance/reports/annotated.js"
import { improvementsOf, regressionsOf } from "../../src/conformance/reports/baseline.js"
import { junit } from "../../src/conformance/reports/junit.js"
import { markdown } from "../../src/conformance/reports/markdown.js"
import { page } from "../../src/conformance/reports/page.js"
import { parseReport, reportOf, type Report } from "../../src/conformance/reports/report.js"
import { tap } from "../../src/conformance/reports/tap.js"
import { TerminalReport } from "../../src/conformance/reports/terminal.js"
import { NO_LONGER_SERVES } from "../../src/conformance/runner.js"
import type { RunResult } from "../../src/conformance/result.js"
import { isFailure } from "../../src/conformance/verdict.js"
import { conform } from "../helpers/conform.js"
import { mutant } from "../helpers/mutant.js"

const BROKEN = "37/greeting/21"
const COLOURS = /\x1b\[\d+m/

let result: RunResult
let broken: Report
let sound: Report

beforeAll(async () => {
  const library = await mutant({
    breaks: "compares no more than the beginning of the mechanism",
    file: "zmtp/greeting.ts",
    from: `theirs !== mechanism.padEnd(MECHANISM_BYTES, "\\0")`,
    to: "!theirs.startsWith(mechanism)",
  })
  const isGreeting = ({ id }: { id: string }): boolean => id.startsWith("37/greeting/")
  result = await conform({ socketType: "ROUTER", library }, isGreeting)
  broken = reportOf(result)
  sound = reportOf(await conform({ socketType: "ROUTER" }, isGreeting))
}, 60_000)

function ids(cases: readonly { readonly id: string }[]): string[] {
  return cases.map(({ id }) => id)
}

function failedIn(report: Report): string[] {
  return ids(report.cases.filter(({ verdict }) => isFailure(verdict, true)))
}

describe("a report in JSON", () => {
  it("is the same when it is read again", () => {
    expect(failedIn(broken)).toEqual([BROKEN])
    expect(parseReport(JSON.stringify(broken))).toEqual(broken)
  })

  it("is told from other files", () => {
    expect(() => parseReport("{}")).toThrow("not a report")
    expect(() => parseReport("null")).toThrow("not a report")
    expect(() => parseReport(JSON.stringify({ ...broken, version: 2 }))).toThrow("version 2")
    expect(() => parseReport(JSON.stringify({ ...broken, cases: [{ id: "1" }] }))).toThrow(
      "verdict",
    )
  })

  it("has every byte of a short case", () => {
    const { transcript } = broken.cases.find(({ id }) => id === "37/greeting/8")!
    const sent = transcript.filter(({ kind }) => kind === "sent")
    expect(sent.map(({ hex }) => hex?.slice(0, 22))).toEqual(["ff00000000000000017f03"])
    // The peer's bytes may come in several pieces.
    const kinds = transcript.map(({ kind }) => kind).filter((kind, i, all) => kind !== all[i - 1])
    expect(kinds).toEqual(["opened", "sent", "received", "closed"])
  })
})

describe("a baseline", () => {
  it("lets known failures be, and tells new ones and those that are gone", () => {
    expect(ids(regressionsOf(broken, sound, false))).toEqual([BROKEN])
    expect(ids(regressionsOf(broken, broken, false))).toEqual([])
    expect(ids(improvementsOf(sound, broken, false))).toEqual([BROKEN])
  })

  it("does not know a case that it has not tried", () => {
    expect(ids(regressionsOf(broken, { ...sound, cases: [] }, false))).toEqual([BROKEN])
  })
})

describe("a peer that no longer serves", () => {
  const [PASSED, KNOWN, BESIDE] = ["37/greeting/1", BROKEN, "37/greeting/2"]

  /** A report in which these cases were not tried for this reason. */
  function without(report: Report, tried: readonly string[], note: string): Report {
    const cases = report.cases
      .filter(({ id }) => tried.includes(id))
      .map((one) => ({ ...one, verdict: "skipped", note }) as const)
    return { ...report, cases }
  }

  it("is not hidden by a baseline: what was tried there and is not any more has become worse", () => {
    const now = without(broken, [PASSED, KNOWN], NO_LONGER_SERVES)
    expect(ids(regressionsOf(now, broken, false))).toEqual([PASSED, KNOWN])
  })

  it("is no worse than before where it did not serve then, or was not asked", () => {
    const now = without(sound, [PASSED, BESIDE], NO_LONGER_SERVES)
    expect(ids(regressionsOf(now, now, false))).toEqual([])
    expect(ids(regressionsOf(now, { ...sound, cases: [] }, false))).toEqual([])
    const bailed = without(sound, [PASSED], "another case has failed, and --bail was given")
    expect(ids(regressionsOf(bailed, sound, false))).toEqual([])
  })
})

describe("with --strict", () => {
  function lax(): Report {
    return { ...sound, cases: [{ ...sound.cases[0], verdict: "non-strict", seen: "x" }] }
  }

  it("Markdown shows as failed what is non-strict", () => {
    const { id } = sound.cases[0]
    const row = (text: string): string =>
      text.split("\n").find((line) => line.startsWith(`| ${id} `)) ?? ""
    expect(row(markdown([lax()]))).toMatch(/ ≈ \|$/)
    expect(row(markdown([lax()], true))).toMatch(/ ✗ \|$/)
    expect(markdown([lax()], true)).toContain(`- ${id}, non-strict, which fails: expected`)
  })

  it("the page does so as well", () => {
    const label = 'class="cell fail" role="img" aria-label="testee: non-strict, which fails"'
    expect(page([lax()])).not.toContain(label)
    expect(page([lax()], true)).toContain(label)
    expect(page([lax()], true)).toContain("--strict was given")
  })
})

describe("JUnit's XML", () => {
  it("has a failure for what failed and says of everything else that it passed or was skipped", () => {
    const text = junit(broken, false)
    const count = (tag: string): number => text.split(`<${tag} `).length - 1
    const skipped = broken.cases.filter(({ verdict }) => verdict === "skipped").length
    expect([count("testcase"), count("failure"), count("skipped")]).toEqual([
      broken.cases.length,
      1,
      skipped,
    ])
    expect(text).toContain(
      `<testsuites name="testee" tests="${String(broken.cases.length)}" failures="1"`,
    )
  })

  it("holds nothing that XML cannot hold", () => {
    const cases = [{ ...broken.cases[0], verdict: "fail", seen: "\0 <&> \ud800" } as const]
    expect(junit({ ...broken, cases }, false)).toContain('message="? &lt;&amp;&gt; ?"')
  })
})

describe("TAP", () => {
  it("has a line for each case of its plan", () => {
    const lines = tap(broken, false).split("\n")
    expect(lines).toContain(`1..${String(broken.cases.length)}`)
    expect(lines.filter((line) => /^(not )?ok \d+ - /.test(line))).toHaveLength(broken.cases.length)
    expect(lines.filter((line) => line.startsWith("not ok"))).toEqual([
      expect.stringContaining(BROKEN) as string,
    ])
  })
})

describe("Markdown", () => {
  it("has peers side by side", () => {
    const row = markdown([sound, broken])
      .split("\n")
      .find((line) => line.startsWith(`| ${BROKEN}`))
    expect(row).toMatch(/\| ✓ \| [✗…] \|$/)
  })
})

describe("an annotated transcript", () => {
  it("tells the bytes of a greeting and what they mean", () => {
    const { transcript } = broken.cases.find(({ id }) => id === "37/greeting/8")!
    const line = annotate(transcript).find(({ kind }) => kind === "received")!
    expect(line.text).toContain("greeting: ZMTP 3.1, NULL")
    const bytes = line.fields.map(({ hex }) => hex).join(" ")
    expect(bytes).toContain("4e 55 4c 4c")
  })

  it("does not guess at what follows bytes that were not kept", () => {
    const entry = { at: 1, connection: 1, kind: "sent", size: 100, hex: "ff" } as const
    const next = { ...entry, at: 2, size: 2, hex: "0500" }
    const texts = annotate([entry, next]).map(({ text }) => text)
    expect(texts).toEqual(["99 bytes, not all of them kept", "2 bytes"])
  })
})

describe("the tree", () => {
  const show = (columns: number, hasColours: boolean): string => {
    const written: string[] = []
    const screen = { write: (text: string) => void written.push(text), hasColours, columns }
    const tree = new TerminalReport(screen, false)
    tree.begin("a peer", SECTIONS, ids(result.results))
    // Jobs finish in any order.
    for (const one of [...result.results].reverse()) tree.result(one)
    tree.end(broken, null)
    return written.join("")
  }

  it("is in the order of the cases, and ends with what was seen", () => {
    const text = show(0, false)
    expect(text).not.toMatch(/[\r\x1b]/)
    const order = [...text.matchAll(/^ {2}[^·] +(\d+) /gm)].map(([, number]) => Number(number))
    expect(order).toEqual([...order].sort((a, b) => a - b))
    const [, end] = text.split("What was seen\n")
    expect(end).toMatch(new RegExp(`^\n. ${BROKEN} `))
    expect(end).toContain("expected: closes the connection")
    expect(end).toContain("-> greeting: ZMTP 3.1")
  })

  it("has colours and a line of progress at a terminal", () => {
    const text = show(60, true)
    expect(text).toMatch(COLOURS)
    expect(text).toMatch(new RegExp(`█░* 0/|░+ 0/${String(result.results.length)}`))
  })
})

describe("the page", () => {
  it("needs nothing but itself", () => {
    const text = page([sound, broken])
    expect(text).not.toMatch(/<(script|link|img|iframe)|url\(|@import/)
  })

  it("shows text of peers as text", () => {
    const cases = [
      { ...broken.cases[0], verdict: "fail", seen: "<script>alert(1)</script>" } as const,
    ]
    const text = page([{ ...broken, cases, peer: { ...broken.peer, name: '<b title="">' } }])
    expect(text).not.toContain("<script>")
    expect(text).not.toContain('<b title="">')
  })
})
