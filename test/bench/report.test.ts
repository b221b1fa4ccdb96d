/** The benchmark's report says what was measured, no more and no less. No test here measures anything. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { describe, expect, it, onTestFinished } from "vitest"
import { targetText } from "../../bench/lib/text.js"
import { chartsOf } from "../../bench/report/charts.js"
import { reportText } from "../../bench/report/markdown.js"
import { drawChart } from "../../bench/report/svg-chart.js"
import { writeReport } from "../../bench/report/write.js"
import { SCENARIOS } from "../../bench/scenarios/all.js"
import { figures } from "./figures.js"

const report = reportText(figures, {}, chartsOf(figures.rows))

/** The cells of the lines that begin with a row's name. */
function linesOf(text: string, name: string): string[][] {
  return text
    .split("\n")
    .map((line) => line.split("|").map((cell) => cell.trim().replace(/^\*\*!\*\* /, "")))
    .filter((cells) => cells[1] === name)
    .map((cells) => cells.slice(2, -1))
}

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "purezmq-report-"))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

describe("the report", () => {
  it("shows the median of each peer and our ratio to it", () => {
    const cells = linesOf(report, "16 B")[0]
    expect(cells.slice(0, 5)).toEqual([
      "4,000,001",
      "400,000",
      "12,000,000",
      "6,000,000",
      "5,000,000",
    ])
    expect(cells.slice(6)).toEqual(["10.00x", "0.33x", "0.67x", "0.80x", "5 %"])
  })

  it("says on what, when and for how long it was measured", () => {
    expect(report).toContain("A cpu, 2 cores, Linux 6, Node v20.20.2, 2026-11-21 10:00 UTC")
    expect(report).toContain("medians of 3 interleaved rounds of 0.8 s")
  })

  it("has every target of every scenario, measured or not", () => {
    const all = SCENARIOS.flatMap((scenario) =>
      scenario
        .cases(null)
        .flatMap((one) =>
          one.figures.flatMap(({ label, unit, targets }) =>
            targets.map((target) => [`${scenario.name}: ${label}`, targetText(target, unit)]),
          ),
        ),
    )
    const shown = all.filter(([key, text]) =>
      linesOf(report, key).some(([target]) => target === text),
    )
    expect(shown).toEqual(all)
    expect(all.length).toBeGreaterThan(50)
  })

  it("puts the measured ratio beside each target, with whether it was met", () => {
    expect(linesOf(report, "push-pull: 16 B")).toEqual([
      ["/native >= 8", "10.00x", "met", ""],
      ["/C >= 1", "0.80x", "**missed**", ""],
      ["/raw await >= 0.7", "0.67x", "**missed**", ""],
    ])
    expect(linesOf(report, "event-loop: delay, p99")).toEqual([["<= 20 ms", "12.50", "met", ""]])
  })

  it("judges growth by our own row", () => {
    const [[target, measured, outcome]] = linesOf(report, "subscriptions: 1,000,000")
    expect([target, measured, outcome]).toEqual([
      '/ours at "subscriptions: 1" >= 0.5',
      "0.40x",
      "**missed**",
    ])
  })

  it("marks the rows that miss a target, and only those", () => {
    expect(report).toContain("| **!** 16 B |")
    expect(report).toContain("| 1 KiB | 1,234,567 |")
    expect(report).toContain("| delay, p99 | 12.50 |")
  })

  it("says why a peer was not measured", () => {
    expect(report).toContain("- 1 KiB, libzmq C: not available, there is no C compiler `cc`")
    const [, second] = linesOf(report, "push-pull: 1 KiB")
    expect(second[2]).toBe("not measured; libzmq C: there is no C compiler `cc`")
  })

  it("counts what was met, missed and not measured", () => {
    const [, met, missed, not] = /(\d+) met, (\d+) missed, (\d+) not measured/.exec(report) ?? []
    const outcomes = report.match(/\| (met|\*\*missed\*\*|not measured[^|]*) \|/g) ?? []
    expect(Number(met) + Number(missed) + Number(not)).toBe(outcomes.length)
    // 16 B: one of three; 1 KiB: native; the delay: the limit; subscriptions: none.
    expect([met, missed]).toEqual(["3", "3"])
  })

  it("includes what notes say of a row, and notes that have none", () => {
    const notes = { "push-pull: 16 B": "since the moon was full", "gone: 1 B": "an old note" }
    const text = reportText(figures, notes, [])
    expect(text).toContain("- 16 B: since the moon was full")
    expect(linesOf(text, "push-pull: 16 B")[1][3]).toBe("since the moon was full")
    expect(text).toContain("- gone: 1 B: an old note")
  })
})

describe("the charts", () => {
  it("have a line per peer with more than nothing to show, and a point per figure", () => {
    const charts = chartsOf(figures.rows)
    expect(charts.map(({ name }) => name)).toEqual(["push-pull", "subscriptions"])
    const [chart] = charts
    expect(chart.lines.map(({ peer }) => peer)).toContain("libzmq C")
    expect(chart.lines[0]).toEqual({
      peer: "ours",
      points: [
        { x: 16, y: 4_000_001 },
        { x: 1024, y: 1_234_567 },
      ],
    })
  })

  it("are drawn for light and dark, with a mark for every point", () => {
    const svg = drawChart(chartsOf(figures.rows)[0])
    expect(svg).toContain("prefers-color-scheme:dark")
    expect(svg.match(/<circle /g)).toHaveLength(7)
    expect(svg).not.toContain("NaN")
  })
})

describe("writing the report", () => {
  it("writes the page and the charts it shows, and nothing of former charts stays", () => {
    const folder = temporaryFolder()
    writeReport(figures, folder)
    writeFileSync(join(folder, "charts", "former.svg"), "")
    writeFileSync(join(folder, "notes.json"), '{ "push-pull: 16 B": "a note" }')
    writeReport(figures, folder)
    const page = readFileSync(join(folder, "REPORT.md"), "utf8")
    const shown = [...page.matchAll(/\(charts\/(.+?)\)/g)].map(([, name]) => name)
    expect(shown.toSorted()).toEqual(readdirSync(join(folder, "charts")).toSorted())
    expect(page).toContain("a note")
  })
})
