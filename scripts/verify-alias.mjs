// Programs that were written for npm zeromq 4, 5 and 6, and packages that depend on it, with purezmq in its place.
import { execFile, execFileSync } from "node:child_process"
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import { serveRegistry } from "./registry.mjs"

const LIMIT_MS = 180_000

/** A program that uses packages which were made for zeromq 4, 5 and 6, and gets purezmq for all of them. */
const DEPENDENT = {
  dependencies: {
    "enchannel-zmq-backend": "10.0.0",
    jmp: "2.0.0",
    "jp-kernel": "2.0.0",
    zerorpc: "0.9.8",
  },
  overrides: { "zeromq@<6": "npm:purezmq-v5@^5.0.0", "zeromq@>=6": "npm:purezmq@>=0.1.0" },
}

const root = join(dirname(fileURLToPath(import.meta.url)), "..")
const programs = join(root, "test/alias")
const work = mkdtempSync(join(tmpdir(), "purezmq-alias-"))
const start = promisify(execFile)

/** Runs a command; fails with all it wrote when it fails. */
async function run(cwd, command, ...args) {
  try {
    const { stdout } = await start(command, args, { cwd, timeout: LIMIT_MS })
    return stdout.trim()
  } catch ({ stdout, stderr }) {
    fail(`${command} ${args.join(" ")}\n${stdout}${stderr}`)
  }
}

/** Says what went wrong, and nothing of where in this script that was noticed. */
function fail(message) {
  throw Object.assign(new Error(message), { stack: message })
}

const node = (cwd, ...args) => run(cwd, process.execPath, "--unhandled-rejections=strict", ...args)

function pack(folder) {
  const args = ["pack", "--json", "--silent", "--pack-destination", work, folder]
  return join(
    work,
    JSON.parse(execFileSync("npm", args, { cwd: root, encoding: "utf8" }))[0].filename,
  )
}

/** A project of its own, with these packages installed. */
async function project(name, manifest, ...options) {
  const folder = join(work, name)
  mkdirSync(folder)
  writeFileSync(join(folder, "package.json"), JSON.stringify({ name, private: true, ...manifest }))
  await run(
    folder,
    "npm",
    "install",
    "--silent",
    "--no-audit",
    "--no-fund",
    "--prefer-offline",
    ...options,
  )
  return folder
}

/** Each program says in one line what it has verified. */
async function runPrograms(folder, files) {
  for (const file of files) {
    cpSync(join(programs, file), join(folder, file))
    const said = await node(folder, file)
    if (said === "") fail(`${file} said nothing`)
    console.log(`  ${said}`)
  }
}

/** Compiles the typed program for one kind of project, and runs what came out of it. */
async function compile(folder, files, ...flags) {
  const name = flags.join(" ").replaceAll("--", "")
  const target = join(folder, name.replaceAll(/\W+/g, "-"))
  mkdirSync(target)
  writeFileSync(join(target, "package.json"), '{ "type": "commonjs" }')
  for (const file of files) cpSync(join(programs, "typed.mts"), join(target, file))
  const tsc = join(root, "node_modules/typescript/bin/tsc")
  const strict = [
    "--strict",
    "--target",
    "es2022",
    "--types",
    "node",
    "--ignoreDeprecations",
    "6.0",
  ]
  await node(target, tsc, ...strict, ...flags, ...files)
  if (flags.includes("--noEmit")) console.log(`  typed (${name})`)
  else {
    for (const file of files) {
      console.log(`  ${await node(target, file.replace(/ts$/, "js"))} (${file}, ${name})`)
    }
  }
}

async function compileAll(folder) {
  for (const name of ["@types", "undici-types"]) {
    symlinkSync(join(root, "node_modules", name), join(folder, "node_modules", name))
  }
  const interop = "--esModuleInterop"
  const both = ["typed.mts", "typed.cts"]
  await compile(folder, both, "--module", "node16", interop, "false")
  await compile(
    folder,
    ["typed.ts"],
    "--module",
    "commonjs",
    "--moduleResolution",
    "node10",
    interop,
  )
  await compile(
    folder,
    ["typed.ts"],
    "--module",
    "esnext",
    "--moduleResolution",
    "bundler",
    "--noEmit",
  )
  const tsx = join(root, "node_modules/tsx/dist/cli.mjs")
  for (const file of both) {
    cpSync(join(programs, "typed.mts"), join(folder, file))
    console.log(`  ${await node(folder, tsx, file)} (${file}, tsx)`)
  }
}

try {
  const [purezmq, v5] = [pack("."), pack("./packages/purezmq-v5")]
  const tarballs = {
    zeromq: `file:${purezmq}`,
    purezmq: `file:${purezmq}`,
    "zeromq-v5": `file:${v5}`,
  }
  const packages = ["jmp.cjs", "zerorpc.cjs", "jupyter.cjs"]

  const upstream = execFileSync("npm", ["config", "get", "registry"], { encoding: "utf8" }).trim()
  const registry = await serveRegistry([purezmq, v5], upstream)
  const [aliased, dependent] = await Promise.all([
    project("aliased", { dependencies: tarballs }),
    project("dependent", DEPENDENT, "--registry", registry.address),
  ]).finally(registry.stop)

  console.log("zeromq is a tarball of purezmq:")
  const own = readdirSync(programs).filter((file) => /\.[cm]js$/.test(file))
  await runPrograms(
    aliased,
    own.filter((file) => !packages.includes(file)),
  )
  await compileAll(aliased)

  console.log("packages that depend on zeromq 4, 5 and 6, with overrides:")
  await runPrograms(dependent, packages)
} finally {
  rmSync(work, { recursive: true, force: true })
}
