/** Measures what loading a package adds to the start of Node: processes with and without it, in turn. */
import { spawnSync } from "node:child_process"
import { createRequire } from "node:module"
import { pathToFileURL } from "node:url"
import { BUILT, BUILT_FOR_REQUIRE } from "../lib/ours.js"
import { runnerArguments, sayResult } from "../lib/runner.js"
import { median } from "../lib/statistics.js"

const { text, number } = runnerArguments()
const isOurs = text("what") === "ours"
const native = createRequire(import.meta.url).resolve("zeromq")
const imported = isOurs ? BUILT.href : pathToFileURL(native).href
const required = isOurs ? BUILT_FOR_REQUIRE : native

function start(type: "module" | "commonjs", code: string): number {
  const began = performance.now()
  const { status } = spawnSync(process.execPath, [`--input-type=${type}`, "-e", code], {
    stdio: ["ignore", "ignore", "inherit"],
  })
  if (status !== 0) throw new Error(`node ended with ${String(status)}: ${code}`)
  return performance.now() - began
}

const times: Record<"imported" | "module" | "required" | "commonjs", number[]> = {
  imported: [],
  module: [],
  required: [],
  commonjs: [],
}
for (let i = 0; i < number("starts"); i++) {
  times.module.push(start("module", ""))
  times.imported.push(start("module", `await import(${JSON.stringify(imported)})`))
  times.commonjs.push(start("commonjs", ""))
  times.required.push(start("commonjs", `require(${JSON.stringify(required)})`))
}
sayResult({
  importAdds: median(times.imported) - median(times.module),
  requireAdds: median(times.required) - median(times.commonjs),
  bare: median(times.commonjs),
})
