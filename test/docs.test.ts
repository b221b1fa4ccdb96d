/**
 * The documents are true: every TypeScript example in README, guide and doc comments is type-checked and run. Those that
 * are half of a pair of programs are run by test/docs-pairs.test.ts.
 */
import { spawn } from "node:child_process"
import { mkdirSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import ts from "typescript"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { bundleSnippet, pages, ROOT, snippetsOf, snippetsOfComments } from "./helpers/documents.js"

// Inside the project, so that examples see its node_modules.
const WORK = join(ROOT, "node_modules/.examples")
const LIMIT_MS = 20_000

const examples = [...pages().flatMap(snippetsOf), ...snippetsOfComments()]
  .filter(({ language }) => language === "ts")
  .map((each, i) => ({ ...each, file: join(WORK, `example-${String(i)}.ts`) }))

beforeAll(() => {
  rmSync(WORK, { recursive: true, force: true })
  mkdirSync(WORK, { recursive: true })
  writeFileSync(join(WORK, "package.json"), '{ "type": "module" }')
  for (const { code, file } of examples) writeFileSync(file, `${code}\nexport {}\n`)
})

afterAll(() => {
  rmSync(WORK, { recursive: true, force: true })
})

it("there are examples in the README, the guide and the doc comments", () => {
  const places = examples.map(({ name }) => name.split(/[/ ]/)[0])
  expect(new Set(places)).toEqual(new Set(["README.md", "docs", "src"]))
})

it("all examples are well typed", () => {
  const { config } = ts.readConfigFile(join(ROOT, "tsconfig.json"), (path) =>
    ts.sys.readFile(path),
  ) as {
    config: { compilerOptions: object }
  }
  const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, ROOT)
  const program = ts.createProgram(
    examples.map(({ file }) => file),
    { ...options, noUnusedLocals: false },
  )
  const complaints = ts.getPreEmitDiagnostics(program).map((diagnostic) => {
    const text = ts.flattenDiagnosticMessageText(diagnostic.messageText, "\n")
    return `${diagnostic.file?.fileName ?? ""}: ${text}`
  })
  expect(complaints).toEqual([])
}, 180_000)

describe("examples", () => {
  it.each(examples.filter(({ role }) => role === null))(
    "$name runs, ends by itself, and prints what it says",
    async ({ code: source, file, promises }) => {
      const { code, output } = await run(bundleSnippet(source, file.replace(/ts$/, "mjs")))
      expect({ code, output }).toMatchObject({ code: 0 })
      for (const promised of promises) expect(output).toContain(promised)
    },
    LIMIT_MS + 5000,
  )
})

function run(file: string): Promise<{ code: number | null; output: string }> {
  return new Promise((done) => {
    const args = ["--unhandled-rejections=strict", file]
    const child = spawn(process.execPath, args, { cwd: ROOT, timeout: LIMIT_MS })
    let output = ""
    child.stdout.on("data", (chunk) => (output += String(chunk)))
    child.stderr.on("data", (chunk) => (output += String(chunk)))
    child.on("close", (code) => done({ code, output }))
  })
}
