// Compiles src twice, dist/esm for `import` and dist/cjs for `require`, and gives both a default export.
import { execFileSync } from "node:child_process"
import { appendFileSync, mkdirSync, rmSync, writeFileSync } from "node:fs"
import { createRequire } from "node:module"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"

const root = join(dirname(fileURLToPath(import.meta.url)), "..")
const tsc = join(
  dirname(createRequire(import.meta.url).resolve("typescript/package.json")),
  "bin/tsc",
)

rmSync(join(root, "dist"), { recursive: true, force: true })
for (const project of ["tsconfig.build.json", "tsconfig.cjs.json"]) {
  execFileSync(process.execPath, [tsc, "-p", project], { cwd: root, stdio: "inherit" })
}
// The package is ESM; this folder is not.
writeFileSync(join(root, "dist/cjs/package.json"), '{ "type": "commonjs" }\n')

// `import zmq from "purezmq"` is all names at once, as it is where a CommonJS package is imported. `require` answers
// just the names: there the default is not enumerable, for compilers that turn `import zmq` into `require().default`.
mkdirSync(join(root, "dist/import"))
for (const door of ["index", "v5-compat", "draft"]) {
  const both = `export * from "../esm/${door}.js"\nexport * as default from "../esm/${door}.js"\n`
  writeFileSync(join(root, `dist/import/${door}.js`), both)
  writeFileSync(join(root, `dist/import/${door}.d.ts`), both)
  appendFileSync(
    join(root, `dist/cjs/${door}.js`),
    'Object.defineProperty(exports, "default", { value: exports })\n',
  )
  appendFileSync(join(root, `dist/cjs/${door}.d.ts`), `export * as default from "./${door}.js"\n`)
}
