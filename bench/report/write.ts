/** Writes the report and its charts. Measures nothing. */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import type { Figures } from "../lib/figures.js"
import { chartsOf } from "./charts.js"
import { reportText, type Notes } from "./markdown.js"
import { drawChart } from "./svg-chart.js"

const CHARTS = "charts"

/**
 * Writes `REPORT.md` and `charts/*.svg` into a folder, with what its `notes.json` says of single rows; answers the
 * paths. Charts of former reports are removed.
 */
export function writeReport(figures: Figures, folder: string): string[] {
  const charts = chartsOf(figures.rows)
  const chartFolder = join(folder, CHARTS)
  mkdirSync(chartFolder, { recursive: true })
  for (const name of readdirSync(chartFolder)) {
    if (name.endsWith(".svg")) rmSync(join(chartFolder, name))
  }
  const paths = charts.map((chart) => {
    const path = join(chartFolder, `${chart.name}.svg`)
    writeFileSync(path, drawChart(chart))
    return path
  })
  const report = join(folder, "REPORT.md")
  writeFileSync(report, reportText(figures, readNotes(folder), charts))
  return [report, ...paths]
}

function readNotes(folder: string): Notes {
  const path = join(folder, "notes.json")
  return existsSync(path) ? (JSON.parse(readFileSync(path, "utf8")) as Notes) : {}
}
