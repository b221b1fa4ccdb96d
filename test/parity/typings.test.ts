/**
 * What npm `zeromq`'s types accept, ours accept: the same program is compiled with both.
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { join, resolve } from "node:path"
import ts from "typescript"
import { afterAll, beforeAll, expect, it } from "vitest"

const ROOT = resolve(import.meta.dirname, "../..")
// Inside the project, so that the program sees its node_modules.
const WORK = join(ROOT, "node_modules/.typings")
const PROGRAM = readFileSync(join(import.meta.dirname, "typings/program.ts"), "utf8")
const SOURCES = { native: "zeromq", ours: join(ROOT, "src/index.js") }

beforeAll(() => {
  mkdirSync(WORK, { recursive: true })
  writeFileSync(join(WORK, "package.json"), '{ "type": "module" }')
  for (const [name, source] of Object.entries(SOURCES)) {
    writeFileSync(
      join(WORK, `${name}.ts`),
      PROGRAM.replaceAll('from "zeromq"', `from ${JSON.stringify(source)}`),
    )
  }
})

afterAll(() => {
  rmSync(WORK, { recursive: true, force: true })
})

function complaints(name: string, more: ts.CompilerOptions): string[] {
  const program = ts.createProgram([join(WORK, `${name}.ts`)], {
    target: ts.ScriptTarget.ES2022,
    lib: ["lib.es2023.d.ts"],
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    types: ["node"],
    typeRoots: [join(ROOT, "node_modules/@types")],
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    ...more,
  })
  return ts.getPreEmitDiagnostics(program).map(({ messageText, file, start = 0 }) => {
    const line = file?.getLineAndCharacterOfPosition(start).line ?? 0
    return `${String(line + 1)}: ${ts.flattenDiagnosticMessageText(messageText, "\n")}`
  })
}

it.each([
  { name: "native", more: {} },
  { name: "ours", more: {} },
  { name: "ours", more: { exactOptionalPropertyTypes: true } },
])(
  "a program that uses all of zeromq's types compiles, $name $more",
  ({ name, more }) => {
    expect(complaints(name, more)).toEqual([])
  },
  60_000,
)
