// Bundles a program that uses the packed library, with esbuild and with Vite, and runs what comes out where
// the library itself is not installed.
import { execFileSync } from "node:child_process"
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import * as esbuild from "esbuild"
import * as vite from "vite"

const RUN_MS = 30_000

const root = join(dirname(fileURLToPath(import.meta.url)), "..")
const work = mkdtempSync(join(tmpdir(), "purezmq-bundles-"))
const project = join(work, "project")

const FORMATS = ["esm", "cjs"]
const SIZES = { plain: {}, minified: { minify: true } }

async function withEsbuild(format, options, outfile) {
  await esbuild.build({
    entryPoints: [join(project, "program.mjs")],
    bundle: true,
    platform: "node",
    target: "node20",
    format,
    outfile,
    ...options,
  })
}

async function withVite(format, options, outfile) {
  await vite.build({
    root: project,
    configFile: false,
    logLevel: "warn",
    ssr: { noExternal: true, target: "node" },
    build: {
      ssr: join(project, "program.mjs"),
      outDir: dirname(outfile),
      emptyOutDir: true,
      target: "node20",
      minify: false,
      rolldownOptions: { output: { format, entryFileNames: outfile.split(/[\\/]/).at(-1) } },
      ...options,
    },
  })
}

const BUNDLERS = [
  {
    name: "esbuild",
    bundle: withEsbuild,
    sizes: { ...SIZES, "minified, names kept": { minify: true, keepNames: true } },
  },
  { name: "vite", bundle: withVite, sizes: SIZES },
]

function makeProject() {
  mkdirSync(project)
  const npm = (cwd, ...args) =>
    execFileSync("npm", args, { cwd, encoding: "utf8", shell: process.platform === "win32" })
  const [{ filename }] = JSON.parse(
    npm(root, "pack", "--json", "--silent", "--pack-destination", project),
  )
  writeFileSync(join(project, "package.json"), '{ "name": "empty", "private": true }\n')
  npm(project, "install", "--silent", "--no-audit", "--no-fund", "--offline", `./${filename}`)
  copyFileSync(join(root, "scripts/bundles/program.mjs"), join(project, "program.mjs"))
}

function run(file) {
  const args = ["--unhandled-rejections=strict", file]
  const options = {
    cwd: dirname(file),
    encoding: "utf8",
    timeout: RUN_MS,
    stdio: ["ignore", "pipe", "inherit"],
  }
  const output = execFileSync(process.execPath, args, options)
  if (!output.includes("bundle works")) throw new Error(`${file} said ${output}`)
}

try {
  makeProject()
  for (const { name, bundle, sizes } of BUNDLERS) {
    for (const format of FORMATS) {
      for (const [size, options] of Object.entries(sizes)) {
        const outfile = join(
          mkdtempSync(join(work, `${name}-`)),
          format === "esm" ? "out.mjs" : "out.cjs",
        )
        await bundle(format, options, outfile)
        run(outfile)
        console.log(`${name}, ${format}, ${size}: works`)
      }
    }
  }
} finally {
  rmSync(work, { recursive: true, force: true })
}
