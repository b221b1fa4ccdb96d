// Bundles the sources: the library's doors in one format, and the command. scripts/build.mjs makes the package of
// these, tests what they need of it.
import { chmodSync, readFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { rolldown } from "rolldown"

/** What package.json exports. */
export const DOORS = ["index", "v5-compat", "draft", "adapters/streams"]
/** The doors that answer a default import with all their names at once, as a CommonJS package does. */
export const WITH_DEFAULT = ["index", "v5-compat", "draft"]

export const root = join(dirname(fileURLToPath(import.meta.url)), "..")
const { dependencies } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"))
const packages = [/^node:/, ...Object.keys(dependencies)]

/** Entries that say `export default` with the names that their doors have. */
function defaultsOf(names) {
  const mark = "?default"
  return {
    name: "defaults",
    resolveId: (id) => (id.endsWith(mark) ? id : null),
    load(id) {
      if (!id.endsWith(mark)) return null
      const source = id.slice(0, -mark.length)
      const list = `{ ${names.get(source).join(", ")} }`
      return `import ${list} from ${JSON.stringify(source)}\nexport ${list}\nexport default ${list}\n`
    },
  }
}

/** Writes one format of the library to `dist`. Answers each source's names. */
async function bundle(dist, format, entries, ...plugins) {
  const build = await rolldown({
    cwd: root,
    platform: "node",
    external: packages,
    input: entries,
    plugins,
    transform: { target: "es2022" },
  })
  const { output } = await build.write({
    dir: join(dist, format),
    format,
    comments: false,
    exports: "named",
    esModule: true,
    generatedCode: { symbols: false },
    // What doors share is one file beside them: each class exists once.
    codeSplitting: { groups: [{ name: "purezmq", minShareCount: 2 }] },
    chunkFileNames: "[name].js",
  })
  await build.close()
  for (const { code, fileName } of output) {
    const renamed = code.match(/\bclass \w+\$\d+|\b\w+\$\d+ = class\b/)
    if (renamed !== null) throw new Error(`${format}/${fileName}: ${renamed[0]} has lost its name`)
  }
  return new Map(output.map((chunk) => [chunk.facadeModuleId, chunk.exports]))
}

/** Writes `dist/cjs` and `dist/esm`. */
export async function bundleLibrary(dist) {
  const sources = Object.fromEntries(DOORS.map((door) => [door, join(root, `src/${door}.ts`)]))
  const names = await bundle(dist, "cjs", sources)
  for (const door of WITH_DEFAULT) sources[door] += "?default"
  await bundle(dist, "esm", sources, defaultsOf(names))
}

/** The command is a user of the library like any other: it loads what is in dist/esm. */
const libraryBeside = {
  name: "library-beside",
  async resolveId(id, importer, options) {
    if (importer === undefined || !id.startsWith(".")) return null
    const found = await this.resolve(id, importer, { ...options, skipSelf: true })
    return found?.id === join(root, "src/index.ts")
      ? { id: "../esm/index.js", external: true }
      : found
  },
}

/** Writes `dist/cli`, which needs `dist/esm` beside it: what is loaded with `import()` is in files of its own. */
export async function bundleCommand(dist) {
  const build = await rolldown({
    cwd: root,
    platform: "node",
    external: packages,
    input: { main: join(root, "src/cli/main.ts") },
    plugins: [libraryBeside],
    transform: { target: "es2022" },
  })
  await build.write({
    dir: join(dist, "cli"),
    format: "esm",
    comments: false,
    banner: ({ isEntry }) => (isEntry ? "#!/usr/bin/env node" : ""),
    chunkFileNames: "[name].js",
  })
  await build.close()
  chmodSync(join(dist, "cli/main.js"), 0o755)
}
