/**
 * Makes one JavaScript file of the fuzzer and its targets, in which the code under src counts its branches. Runs
 * anywhere, with no loader.
 */
import { build } from "esbuild"
import { rmSync } from "node:fs"
import { readFile } from "node:fs/promises"
import { join, resolve, sep } from "node:path"
import { instrument } from "./instrument.js"

const ROOT = resolve(import.meta.dirname, "../..")
const SRC = join(ROOT, "src") + sep
const COUNTERS = join(ROOT, "fuzz/lib/counters.ts")
const CACHE = join(ROOT, "node_modules/.cache/purezmq-fuzz")

/** The path of the file. It is gone when the process ends. */
export async function bundleWorker(): Promise<string> {
  const outfile = join(CACHE, `${String(process.pid)}.mjs`)
  process.once("exit", () => rmSync(outfile, { force: true }))
  await build({
    entryPoints: [join(ROOT, "fuzz/worker.ts")],
    outfile,
    bundle: true,
    packages: "external",
    platform: "node",
    format: "esm",
    target: "node20",
    sourcemap: "inline",
    external: ["socks"],
    logLevel: "warning",
    plugins: [
      {
        name: "instrument",
        setup(plugin) {
          plugin.onLoad({ filter: /\.ts$/ }, async ({ path }) => {
            if (!path.startsWith(SRC)) return null
            const text = await readFile(path, "utf8")
            return { contents: instrument(text, path, COUNTERS), loader: "js" }
          })
        },
      },
    ],
  })
  return outfile
}
