// Makes dist/esm for `import`, dist/cjs for `require` and dist/cli for the command: the code of all of src in a few
// files, since a hundred small ones take several times as long to load, and the types file by file, as tsc writes them.
import { execFileSync } from "node:child_process"
import { appendFileSync, cpSync, rmSync, writeFileSync } from "node:fs"
import { createRequire } from "node:module"
import { dirname, join } from "node:path"
import { bundleCommand, bundleLibrary, root, WITH_DEFAULT } from "./bundle.mjs"

const dist = join(root, "dist")

function makeTypes() {
  const tsc = join(
    dirname(createRequire(import.meta.url).resolve("typescript/package.json")),
    "bin/tsc",
  )
  const options = { cwd: root, stdio: "inherit" }
  execFileSync(process.execPath, [tsc, "-p", "tsconfig.build.json"], options)
  for (const door of WITH_DEFAULT) {
    const name = `export * as default from "./${door}.js"\n`
    appendFileSync(join(dist, `esm/${door}.d.ts`), name)
  }
  cpSync(join(dist, "esm"), join(dist, "cjs"), { recursive: true })
}

rmSync(dist, { recursive: true, force: true })
makeTypes()
await bundleLibrary(dist)
await bundleCommand(dist)

// The package is ESM; this folder is not.
writeFileSync(join(dist, "cjs/package.json"), '{ "type": "commonjs" }\n')
// `require` answers just the names: there the default is not enumerable, for compilers that turn `import zmq` into
// `require().default`.
for (const door of WITH_DEFAULT) {
  appendFileSync(
    join(dist, `cjs/${door}.js`),
    'Object.defineProperty(exports, "default", { value: exports })\n',
  )
}
