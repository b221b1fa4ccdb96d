// Packs the library, installs the tarball into an empty project, and uses it there in every way it can be used.
import { execFileSync } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"

const LARGEST_TARBALL_BYTES = 500_000

const root = join(dirname(fileURLToPath(import.meta.url)), "..")
const project = mkdtempSync(join(tmpdir(), "purezmq-pack-"))
const run = (command, args, cwd = project) =>
  execFileSync(command, args, {
    cwd,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
    // On Windows npm is a script.
    shell: process.platform === "win32" && ["npm", "npx"].includes(command),
  })

const USE = `
  const pull = new Pull(), push = new Push()
  await pull.bind("tcp://127.0.0.1:*")
  push.connect(pull.lastEndpoint)
  await push.send("hello")
  const [part] = await pull.receive()
  if (String(part) !== "hello") throw new Error("got " + String(part))
  push.close()
  pull.close()
`

try {
  const [{ filename, files }] = JSON.parse(
    run("npm", ["pack", "--json", "--silent", "--pack-destination", project], root),
  )
  const tarball = join(project, filename)
  const size = statSync(tarball).size
  if (size > LARGEST_TARBALL_BYTES) throw new Error(`the tarball has ${size} bytes`)
  const strange = files
    .map(({ path }) => path)
    .filter((path) =>
      /^(?:test|bench|fuzz)\b|\.ts\.map$|\b(?:cli|conformance|inspect)\/.*\.d\.ts$/.test(path),
    )
  if (strange.length > 0) throw new Error(`the tarball holds ${strange.join(", ")}`)

  writeFileSync(join(project, "package.json"), '{ "name": "empty", "private": true }\n')
  run("npm", ["install", "--silent", "--no-audit", "--no-fund", tarball])

  writeFileSync(join(project, "use.mjs"), `import { Pull, Push } from "purezmq"\n${USE}`)
  writeFileSync(
    join(project, "use.cjs"),
    `const { Pull, Push } = require("purezmq")\nvoid (async () => {${USE}})()\n`,
  )
  for (const file of ["use.mjs", "use.cjs"])
    run(process.execPath, ["--unhandled-rejections=strict", file])

  writeFileSync(
    join(project, "both.mjs"),
    `import { createRequire } from "node:module"
import { Pull } from "purezmq"
const { Push } = createRequire(import.meta.url)("purezmq")
const pull = new Pull(), push = new Push()
await pull.bind("inproc://both")
push.connect("inproc://both")
await push.send("hello")
await pull.receive()
push.close()
pull.close()\n`,
  )
  run(process.execPath, ["--unhandled-rejections=strict", "both.mjs"])

  // Loading costs little: few files, and no module of Node's that the first endpoint or feature can bring.
  writeFileSync(
    join(project, "load.cjs"),
    `const before = new Set(process.moduleLoadList)
require("purezmq")
const late = ["crypto", "dns", "net", "os", "worker_threads"]
const early = late.filter((name) => {
  const entry = "NativeModule " + name
  return process.moduleLoadList.includes(entry) && !before.has(entry)
})
if (early.length > 0) throw new Error("loads " + early.join(", "))
const files = Object.keys(require.cache).length - 1
if (files > 2) throw new Error("loads " + files + " files")\n`,
  )
  run(process.execPath, ["load.cjs"])

  // The command, as npx finds it.
  const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"))
  const told = run("npx", ["--no", "--", "purezmq", "--version"]).trim()
  if (told !== version) throw new Error(`purezmq --version says ${told}, and is ${version}`)

  // Types, as the two module resolutions of today see them.
  const typed = `import { Pull, Push, type Event } from "purezmq"
export async function use(push: Push, pull: Pull): Promise<string> {
  await push.send(["a", Buffer.from("b"), null])
  for await (const [first] of pull) return first.toString()
  const event: Event = await push.events.receive()
  return event.type
}\n`
  writeFileSync(join(project, "use.mts"), typed)
  writeFileSync(join(project, "use.cts"), typed)
  symlinkSync(join(root, "node_modules/@types"), join(project, "node_modules/@types"), "junction")
  symlinkSync(
    join(root, "node_modules/undici-types"),
    join(project, "node_modules/undici-types"),
    "junction",
  )
  const tsc = join(root, "node_modules/typescript/bin/tsc")
  const strict = ["--noEmit", "--strict", "--target", "es2022", "--types", "node"]
  const check = (...args) => run(process.execPath, [tsc, ...strict, ...args])
  check("--module", "node16", "--moduleResolution", "node16", "use.mts", "use.cts")
  check("--module", "esnext", "--moduleResolution", "bundler", "use.mts")
  console.log(
    `pack: ${files.length} files, ${size} bytes; import, require, both at once, node16 and bundler types and the command work`,
  )
} finally {
  rmSync(project, { recursive: true, force: true })
}
