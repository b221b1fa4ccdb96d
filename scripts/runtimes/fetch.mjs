// Where the runtimes come from: the npm packages that hold their executables. Each is fetched once and kept
// in node_modules/.cache, so that a second run needs no network.
import { execFile, execFileSync } from "node:child_process"
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { promisify } from "node:util"

const FETCH_MS = 180_000
const CPU = { x64: "x64", arm64: "arm64" }[process.arch]
const BUN_CPU = { x64: hasAvx2() ? "x64" : "x64-baseline", arm64: "aarch64" }[process.arch]

const node = (name, version) => ({
  name,
  package: `node-linux-${CPU}`,
  version,
  executable: "bin/node",
  args: [],
})

/** Every runtime; the first one is the partner of the others. */
export const RUNTIMES = [
  node("node20", "20"),
  node("node22", "22"),
  node("node24", "24"),
  node("newest", "latest"),
  { name: "bun", package: `@oven/bun-linux-${BUN_CPU}`, executable: "bin/bun", args: [] },
  {
    name: "deno",
    package: `@deno/linux-${CPU}-glibc`,
    executable: "deno",
    args: ["run", "--allow-all", "--quiet"],
  },
]

/** Bun's usual build needs it. */
function hasAvx2() {
  if (!existsSync("/proc/cpuinfo")) return false
  return /\bavx2\b/.test(readFileSync("/proc/cpuinfo", "utf8"))
}

/** Puts a runtime into the cache. Answers { path, label }, or { missing } with the reason. */
export async function fetchRuntime(runtime, cache) {
  if (process.platform !== "linux" || CPU === undefined) {
    return { missing: `no executable for ${process.platform} ${process.arch} is known here` }
  }
  const home = join(cache, runtime.name)
  const path = join(home, "node_modules", runtime.package, runtime.executable)
  try {
    if (!existsSync(path)) await install(runtime, home)
    const version = execFileSync(path, ["--version"], { encoding: "utf8" }).match(/\d+\.\d+\.\d+/)
    const family = runtime.executable.split("/").at(-1)
    return { path, label: `${family} ${version[0]}` }
  } catch (error) {
    return { missing: reasonOf(error) }
  }
}

async function install(runtime, home) {
  const coming = `${home}.coming`
  for (const folder of [coming, home]) rmSync(folder, { recursive: true, force: true })
  mkdirSync(coming, { recursive: true })
  writeFileSync(join(coming, "package.json"), '{ "name": "runtime", "private": true }\n')
  const flags = [
    "--no-audit",
    "--no-fund",
    "--ignore-scripts",
    "--fetch-retries=1",
    "--loglevel=error",
  ]
  const spec = `${runtime.package}@${runtime.version ?? "latest"}`
  await promisify(execFile)("npm", ["install", ...flags, spec], { cwd: coming, timeout: FETCH_MS })
  // Headers and manuals are a third of it.
  for (const folder of ["include", "share"]) {
    const path = join(coming, "node_modules", runtime.package, folder)
    rmSync(path, { recursive: true, force: true })
  }
  renameSync(coming, home)
}

function reasonOf(error) {
  if (error.killed) return `npm did not finish within ${FETCH_MS / 1000} s`
  const lines = `${error.stderr ?? ""}\n${error.message}`.split("\n")
  const telling = lines.find((line) => /npm (error|ERR!) (?!code|syscall|errno)\S/.test(line))
  return telling ?? error.message.split("\n")[0]
}
