/**
 * The documents are true: every TypeScript example in README, guide and doc comments is type-checked and run.
 */
import { spawn } from "node:child_process"
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { join, resolve } from "node:path"
import ts from "typescript"
import { afterAll, beforeAll, describe, expect, it } from "vitest"

const ROOT = resolve(import.meta.dirname, "..")
// Inside the project, so that examples see its node_modules.
const WORK = join(ROOT, "node_modules/.examples")
const LIMIT_MS = 20_000
/** What examples import, and where that is before it is built. */
const ENTRIES = {
  purezmq: "src/index.js",
  "purezmq/streams": "src/adapters/streams.js",
  "purezmq/v5-compat": "src/v5-compat.js",
}

interface Example {
  readonly name: string
  readonly code: string
  /** What its `console.log(…) // "text"` comments promise, in order. */
  readonly promises: readonly string[]
}

const PAGES = ["README.md", "docs/guide.md", "docs/beyond.md", "docs/security.md", "docs/zeromq.md"]
const examples = [...PAGES.flatMap(fromMarkdown), ...fromComments()]

function fromMarkdown(path: string): Example[] {
  const text = readFileSync(join(ROOT, path), "utf8")
  return [...text.matchAll(/^```ts\n([\s\S]*?)^```/gm)].map((match, i) =>
    example(`${path} ${String(i + 1)}`, match[1]),
  )
}

function fromComments(): Example[] {
  const files = readdirSync(join(ROOT, "src"), { recursive: true, encoding: "utf8" })
  return files
    .filter((path) => path.endsWith(".ts"))
    .flatMap((path) => {
      const text = readFileSync(join(ROOT, "src", path), "utf8")
      const blocks = [...text.matchAll(/ \* @example\n((?: +\*.*\n)+?) +\*\//g)]
      return blocks.map((match, i) =>
        example(`src/${path} ${String(i + 1)}`, match[1].replace(/^ +\* ?/gm, "")),
      )
    })
}

function example(name: string, code: string): Example {
  const promises = [...code.matchAll(/console\.log\(.*\/\/ "(.*)"$/gm)].map((match) => match[1])
  return { name, code, promises }
}

function fileOf(index: number): string {
  return join(WORK, `example-${String(index)}.ts`)
}

beforeAll(() => {
  rmSync(WORK, { recursive: true, force: true })
  mkdirSync(WORK, { recursive: true })
  writeFileSync(join(WORK, "package.json"), '{ "type": "module" }')
  examples.forEach(({ code }, i) => {
    let runnable = `${code}\nexport {}\n`
    for (const [entry, source] of Object.entries(ENTRIES)) {
      runnable = runnable.replaceAll(`"${entry}"`, JSON.stringify(join(ROOT, source)))
    }
    writeFileSync(fileOf(i), runnable)
  })
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
    examples.map((_, i) => fileOf(i)),
    { ...options, noUnusedLocals: false },
  )
  const complaints = ts.getPreEmitDiagnostics(program).map((diagnostic) => {
    const text = ts.flattenDiagnosticMessageText(diagnostic.messageText, "\n")
    return `${diagnostic.file?.fileName ?? ""}: ${text}`
  })
  expect(complaints).toEqual([])
}, 60_000)

describe("examples", () => {
  it.each(examples.map((each, i) => ({ ...each, i })))(
    "$name runs, ends by itself, and prints what it says",
    async ({ i, promises }) => {
      const { code, output } = await run(fileOf(i))
      expect({ code, output }).toMatchObject({ code: 0 })
      for (const promised of promises) expect(output).toContain(promised)
    },
    LIMIT_MS + 5000,
  )
})

function run(file: string): Promise<{ code: number | null; output: string }> {
  return new Promise((done) => {
    const args = ["--unhandled-rejections=strict", "--import", "tsx", file]
    const child = spawn(process.execPath, args, { cwd: ROOT, timeout: LIMIT_MS })
    let output = ""
    child.stdout.on("data", (chunk) => (output += String(chunk)))
    child.stderr.on("data", (chunk) => (output += String(chunk)))
    child.on("close", (code) => done({ code, output }))
  })
}
