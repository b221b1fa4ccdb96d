// Compiles src twice: dist/esm for `import`, dist/cjs for `require`.
import { execFileSync } from "node:child_process"
import { rmSync, writeFileSync } from "node:fs"
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
