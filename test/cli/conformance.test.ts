/**
 * `purezmq conformance` as a command: what it says, what it writes, and what it ends with.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { describe, expect, it, onTestFinished } from "vitest"
import { bundled } from "../helpers/bundled.js"
import { purezmq } from "../helpers/command.js"
import { mutant } from "../helpers/mutant.js"
import { startTestee, type TesteeOptions } from "../helpers/testee.js"

const SOME = ["--include", "37/greeting/1", "37/greeting/21", "37/frames/1"]
const TIMEOUT_MS = 60_000

async function start(testee: Partial<TesteeOptions> = {}): Promise<string> {
  const { endpoint, close } = await startTestee({ socketType: "REP", ...testee })
  onTestFinished(close)
  return endpoint
}

/** A peer that fails one of SOME. */
async function startBroken(): Promise<string> {
  const library = await mutant({
    breaks: "compares no more than the beginning of the mechanism",
    file: "zmtp/greeting.ts",
    from: `theirs !== mechanism.padEnd(MECHANISM_BYTES, "\\0")`,
    to: "!theirs.startsWith(mechanism)",
  })
  return start({ library })
}

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), "purezmq-conformance-"))
  onTestFinished(() => rmSync(path, { recursive: true }))
  return path
}

function rep(endpoint: string, ...more: string[]): string[] {
  return ["conformance", "--connect", endpoint, "--socket-type", "rep", "--answers", ...more]
}

describe("a run", () => {
  it("ends with 0 when nothing failed", async () => {
    const { code, stdout, stderr } = await purezmq(rep(await start(), ...SOME))
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" })
    expect(stdout).toContain("✓   1 begins with a signature")
    expect(stdout).toContain("3 passed")
  })

  it(
    "ends with 1 when something failed, and shows what was seen",
    async () => {
      const { code, stdout, stderr } = await purezmq(
        rep(await startBroken(), ...SOME, "--timeout", "300"),
      )
      expect(code).toBe(1)
      expect(stdout).toContain("expected: closes the connection")
      expect(stderr).toBe("purezmq: 1 case(s) failed\n")
    },
    TIMEOUT_MS,
  )

  it(
    "ends with 0 when what failed had failed in the baseline",
    async () => {
      const file = join(folder(), "before.json")
      const broken = rep(await startBroken(), ...SOME, "--timeout", "300")
      expect((await purezmq([...broken, "--reporter", `json=${file}`])).code).toBe(1)
      expect((await purezmq([...broken, "--baseline", file])).code).toBe(0)
      const sound = await purezmq(rep(await start(), ...SOME, "--baseline", file))
      expect(sound).toMatchObject({ code: 0, stderr: "no longer failing: 37/greeting/21\n" })
    },
    TIMEOUT_MS,
  )

  it("stops at the first failure with --bail", async () => {
    const args = rep(await startBroken(), "--timeout", "300", "--bail", "--jobs", "1")
    const { code, stdout } = await purezmq([...args, "-i", "37/greeting", "-x", "37/greeting/1?"])
    expect(code).toBe(1)
    expect(stdout).toContain("--bail was given")
  })

  it(
    "runs a program anew for each case that connects",
    async () => {
      const program = `'${process.execPath}' '${bundled("conformance-peer.ts")}'`
      const exec = `${program} ours dealer null connect {endpoint}`
      const { code, stdout } = await purezmq([
        ...["conformance", "--exec", exec, "--socket-type", "dealer", "--answers", "--jobs", "2"],
        ...["--include", "37/greeting/1", "37/greeting/19", "37/frames/2"],
      ])
      expect(stdout).toContain("3 passed")
      expect(code).toBe(0)
    },
    TIMEOUT_MS,
  )

  it(
    "gives a program that connects with CURVE the key it needs",
    async () => {
      const exec = '[ "$(printf %s {server-key} | wc -c)" = 40 ] && exit 3'
      const args = ["--exec", exec, "--socket-type", "dealer", "--mechanism", "curve"]
      const { code, stderr } = await purezmq(["conformance", ...args, "--start", "300"])
      expect({ code, stderr }).toEqual({
        code: 2,
        stderr: expect.stringMatching(
          /nobody connected to tcp:.* within 300 ms; the program ended with status 3/,
        ) as string,
      })
    },
    TIMEOUT_MS,
  )
})

describe("a peer that is not there, or not what was said", () => {
  it("ends the command with 2, and a word on why", async () => {
    const nobody = await purezmq(rep("tcp://127.0.0.1:1"))
    expect(nobody).toMatchObject({ code: 2, stdout: "" })
    expect(nobody.stderr).toContain("ECONNREFUSED")
    const plain = ["--mechanism", "plain", "--username", "a", "--password", "b"]
    const other = await purezmq(rep(await start(), ...plain))
    expect(other.code).toBe(2)
    expect(other.stderr).toContain("not as declared")
  })
})

describe("reports", () => {
  it("go to files, and the tree to the terminal", async () => {
    const path = folder()
    const files = { json: "a.json", junit: "a.xml", tap: "a.tap", markdown: "a.md", html: "a.html" }
    const reporters = Object.entries(files).flatMap(([name, file]) => [
      "--reporter",
      `${name}=${join(path, file)}`,
    ])
    const { code, stdout } = await purezmq(rep(await start(), ...SOME, ...reporters))
    expect(code).toBe(0)
    expect(stdout).toContain("3 passed")
    for (const file of Object.values(files)) {
      expect(readFileSync(join(path, file), "utf8")).toContain("37/greeting/21")
    }
  })

  it("go to standard output when there is no file, and nothing else does", async () => {
    const { stdout } = await purezmq(rep(await start(), ...SOME, "--reporter", "json"))
    expect(JSON.parse(stdout)).toMatchObject({ format: "purezmq-conformance" })
  })

  it("are made of earlier ones, side by side, without a run", async () => {
    const path = folder()
    const [one, two] = [join(path, "1.json"), join(path, "2.json")]
    const endpoint = await start()
    await purezmq(rep(endpoint, ...SOME, "--peer", "first", "-r", "json", "-o", one))
    await purezmq(rep(endpoint, ...SOME, "--peer", "second", "-r", "json", "-o", two))
    const from = ["--from", one, "--from", two]
    const { code, stdout } = await purezmq(["conformance", ...from, "--reporter", "markdown"])
    expect(code).toBe(0)
    expect(stdout).toContain("| case | level | a good peer | first | second |")
    const junit = await purezmq(["conformance", ...from, "--reporter", "junit"])
    expect(junit.code).toBe(64)
  })

  it("cannot be made of other files", async () => {
    const file = join(folder(), "other.json")
    writeFileSync(file, "{}")
    const { code, stderr } = await purezmq(["conformance", "--from", file, "--reporter", "html"])
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: `purezmq: ${file}: not a report of purezmq conformance\n`,
    })
  })
})

describe("--list", () => {
  it("tells the cases, all or those for a peer", async () => {
    const all = await purezmq(["conformance", "--list"])
    expect(all.code).toBe(0)
    expect(all.stdout).toMatch(/37\/greeting\/24 +MUST +closes at a peer of ZMTP 2.0/)
    const own = await purezmq(["conformance", "--list", "--socket-type", "pub"])
    expect(own.stdout).not.toContain("37/greeting/24 ")
    expect(own.stdout).toContain("37/greeting/1 ")
  })
})

describe("a command line that makes no sense", () => {
  const endpoint = "tcp://127.0.0.1:1"

  it.concurrent.each([
    [[], "one of --connect, --listen and --exec"],
    [["--connect", endpoint], "--socket-type"],
    [["--connect", endpoint, "--socket-type", "rap"], "--socket-type"],
    [["--connect", "nowhere", "--socket-type", "rep"], "nowhere"],
    [["--connect", "udp://127.0.0.1:1", "--socket-type", "rep"], "udp://127.0.0.1:1"],
    [["--connect", endpoint, "--listen", endpoint], "--listen"],
    [["--connect", endpoint, "-t", "rep", "-m", "plain"], "--username"],
    [["--connect", endpoint, "-t", "rep", "-m", "curve"], "--server-key"],
    [["--connect", endpoint, "-t", "rep", "-m", "curve", "--server-key", "x"], "40 characters"],
    [["--connect", endpoint, "-t", "rep", "--reporter", "pdf"], 'no reporter "pdf"'],
    [["--connect", endpoint, "-t", "rep", "-r", "tap", "-r", "json"], "same place"],
    [["--connect", endpoint, "-t", "rep", "--output", "x"], "--reporter"],
    [["--connect", endpoint, "-t", "rep", "--include", "99"], "no case"],
    [["--connect", endpoint, "-t", "rep", "--timeout", "soon"], "whole number"],
  ])("%j: says what is missing, and ends with 64", async (args, text) => {
    const { code, stdout, stderr } = await purezmq(["conformance", ...args])
    expect({ code, stdout }).toEqual({ code: 64, stdout: "" })
    expect(stderr).toContain(text)
  })
})
