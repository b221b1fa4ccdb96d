// Makes dist/esm for `import` and dist/cjs for `require`: the code of all of src in a few files, since a hundred small
// ones take several times as long to load, and the types file by file, as tsc writes them.
import { execFileSync } from "node:child_process"
import { appendFileSync, cpSync, rmSync, writeFileSync } from "node:fs"
import { createRequire } from "node:module"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { rolldown } from "rolldown"

/** What package.json exports. */
const DOORS = ["index", "v5-compat", "draft", "adapters/streams"]
/** The doors that answer a default import with all their names at once, as a CommonJS package does. */
const WITH_DEFAULT = ["index", "v5-compat", "draft"]

const root = join(dirname(fileURLToPath(import.meta.url)), "..")
const dist = join(root, "dist")
const { dependencies } = createRequire(import.meta.url)("../package.json")

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

/** Writes one format; the entries are sources by door. Answers each source's names. */
async function bundle(format, entries, ...plugins) {
  const build = await rolldown({
    cwd: root,
    platform: "node",
    external: [/^node:/, ...Object.keys(dependencies)],
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
const sources = Object.fromEntries(DOORS.map((door) => [door, join(root, `src/${door}.ts`)]))
const names = await bundle("cjs", sources)
for (const door of WITH_DEFAULT) sources[door] += "?default"
await bundle("esm", sources, defaultsOf(names))

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
