/**
 * `purezmq conformance` as a command: what it says, what it writes, and what it ends with.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { describe, expect, it, onTestFinished } from "vitest"
import { Pull } from "../../src/index.js"
import { bundled } from "../helpers/bundled.js"
import { ANY, bound, LISTENING, purezmq, RunningCommand } from "../helpers/command.js"
import { mutant } from "../helpers/mutant.js"
import { PyPeer, pyzmqIsMissing } from "../helpers/pyzmq.js"
import { unboundEndpoint } from "../helpers/sockets.js"
import { PASSWORD, startTestee, USERNAME, type TesteeOptions } from "../helpers/testee.js"

const SOME = ["--include", "37/greeting/1", "37/greeting/21", "37/frames/1"]
const TIMEOUT_MS = 60_000

const missing = pyzmqIsMissing()
if (missing !== null) console.log(`Skipped: conformance of pyzmq, since ${missing}`)

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
  it("writes its reports, and ends as it should, though nobody reads what it prints", async () => {
    const file = join(folder(), "report.json")
    const args = rep(await startBroken(), ...SOME, "--timeout", "300ms")
    const command = new RunningCommand([
      ...args,
      "--reporter",
      "tree",
      "--reporter",
      `json=${file}`,
    ])
    command.child.stdout.destroy()
    expect((await command.ends()).code).toBe(1)
    expect(readFileSync(file, "utf8")).toContain("37/greeting/21")
  })

  it("of programs that all get the same endpoint tries one case at a time", async () => {
    const endpoint = await unboundEndpoint("tcp", () => new Pull())
    const peer = `'${process.execPath}' '${bundled("conformance-peer.ts")}' ours dealer null connect {endpoint}`
    const run = ["conformance", "--exec", peer, "--listen", endpoint, "--socket-type", "dealer"]
    const { code, stdout, stderr } = await purezmq([...run, "--answers", ...SOME])
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" })
    expect(stdout).toContain("2 passed, 1 skipped")
  }, 30_000)

  it("in which no case was tried is a mistake", async () => {
    const args = ["conformance", "--connect", await start(), "--socket-type", "rep"]
    const { code, stderr } = await purezmq([...args, "--include", "28/rep/1"])
    expect(code).toBe(64)
    expect(stderr).toContain("no case was tried")
  })

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
        rep(await startBroken(), ...SOME, "--timeout", "300ms"),
      )
      expect(code).toBe(1)
      expect(stdout).toContain("expected: closes the connection")
      expect(stderr).toBe("purezmq: 1 case failed\n")
    },
    TIMEOUT_MS,
  )

  it(
    "ends with 0 when what failed had failed in the baseline",
    async () => {
      const file = join(folder(), "before.json")
      const broken = rep(await startBroken(), ...SOME, "--timeout", "300ms")
      expect((await purezmq([...broken, "--reporter", `json=${file}`])).code).toBe(1)
      expect((await purezmq([...broken, "--baseline", file])).code).toBe(0)
      const sound = await purezmq(rep(await start(), ...SOME, "--baseline", file))
      expect(sound).toMatchObject({ code: 0, stderr: "no longer failing: 37/greeting/21\n" })
    },
    TIMEOUT_MS,
  )

  it("stops at the first failure with --bail", async () => {
    const args = rep(await startBroken(), "--timeout", "300ms", "--bail", "--jobs", "1")
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
      const exec = '[ "$(printf %s {server-key} | wc -c)" = 40 ] && exit 3 # {endpoint}'
      const args = ["--exec", exec, "--socket-type", "dealer", "--mechanism", "curve"]
      const { code, stderr } = await purezmq(["conformance", ...args, "--start", "1m"])
      expect({ code, stderr }).toEqual({
        code: 2,
        stderr: expect.stringMatching(
          /nobody connected to tcp:.* within \d{1,4} ms; the program ended with status 3/,
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

describe("a peer of another socket type than was declared", () => {
  it("ends the command with 2, and its own word on it", async () => {
    const args = ["conformance", "--connect", await start(), ...SOME]
    const router = await purezmq([...args, "--socket-type", "router"])
    expect(router).toEqual({
      code: 2,
      stdout: "",
      stderr: "purezmq: the peer is not as declared: it says it is REP\n",
    })
  })

  it("does so as well when it connects", async () => {
    const command = new RunningCommand([
      ...["conformance", "--listen", ANY, "--socket-type", "router", "--mechanism", "plain"],
      ...["--username", USERNAME, "--password", PASSWORD],
    ])
    const [, endpoint] = await command.says(LISTENING, "stderr")
    await start({ socketType: "DEALER", mechanism: "PLAIN", role: "connects", endpoint })
    const { code, stderr } = await command.ends()
    expect(code).toBe(2)
    expect(stderr).toContain("the peer is not as declared: it says it is DEALER")
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

  it(
    "of earlier runs are shown as a tree, and what failed in them fails",
    async () => {
      const path = folder()
      const [bad, good] = [join(path, "bad.json"), join(path, "good.json")]
      const broken = rep(await startBroken(), ...SOME, "--timeout", "300ms")
      await purezmq([...broken, "-r", "json", "-o", bad])
      await purezmq(rep(await start(), ...SOME, "-r", "json", "-o", good))
      const both = await purezmq(["conformance", "--from", good, "--from", bad])
      expect(both).toMatchObject({ code: 1, stderr: "purezmq: 1 case failed\n" })
      expect(both.stdout).toContain("✓   1 begins with a signature")
      expect(both.stdout).toContain("expected: closes the connection")
      expect(both.stdout).toContain("3 passed")
      const known = await purezmq(["conformance", "--from", bad, "--baseline", bad])
      expect(known).toMatchObject({ code: 0, stderr: "" })
      const page = join(path, "page.html")
      const made = await purezmq(["conformance", "--from", good, "--reporter", `html=${page}`])
      expect(made.code).toBe(0)
      expect(readFileSync(page, "utf8")).toContain("37/greeting/21")
    },
    TIMEOUT_MS,
  )

  it("of earlier runs fail with --strict for a SHOULD that was not followed, and show it", async () => {
    const file = join(folder(), "1.json")
    await purezmq(rep(await start(), ...SOME, "-r", "json", "-o", file))
    writeFileSync(file, readFileSync(file, "utf8").replace('"pass"', '"non-strict"'))
    const from = ["conformance", "--from", file]
    expect((await purezmq(from)).code).toBe(0)
    const strict = await purezmq([...from, "--strict", "--reporter", "markdown"])
    expect(strict).toMatchObject({ code: 1, stderr: "purezmq: 1 case failed\n" })
    expect(strict.stdout).toMatch(/^\| 37\/greeting\/1 .* ✗ \|$/m)
    expect((await purezmq([...from, "--strict", "--reporter", "html"])).stdout).toContain(
      "--strict was given",
    )
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

  it("counts one case as one", async () => {
    const { stdout } = await purezmq(["conformance", "--list", "--include", "37/greeting/1"])
    expect(stdout).toMatch(/\n1 case\n$/)
  })

  it("needs no credentials, whatever the mechanism", async () => {
    for (const mechanism of ["plain", "curve"]) {
      const list = ["--list", "--mechanism", mechanism, "--socket-type", "REP"]
      const { code, stdout } = await purezmq(["conformance", ...list])
      expect(code).toBe(0)
      expect(stdout).toContain(mechanism === "plain" ? "24/plain/1 " : "26/curve/1 ")
    }
  })

  it("is of a peer that connects with --exec", async () => {
    const list = ["--list", "--socket-type", "dealer", "--exec", "program {endpoint}"]
    const { stdout } = await purezmq(["conformance", ...list])
    expect(stdout).toContain("37/errors/1 ")
    // For a peer that binds.
    expect(stdout).not.toContain("37/greeting/27 ")
  })
})

describe("a command line that makes no sense", () => {
  const endpoint = "tcp://127.0.0.1:1"

  it.concurrent.each([
    [[], "one of --connect, --listen and --exec"],
    [["--connect", endpoint], "--socket-type"],
    [["--connect", endpoint, "--socket-type", "rap"], "Allowed choices are req, rep,"],
    [["--connect", "nowhere", "--socket-type", "rep"], "nowhere"],
    [["--connect", "udp://127.0.0.1:1", "--socket-type", "rep"], "udp://127.0.0.1:1"],
    [["--connect", endpoint, "--listen", endpoint], "--listen"],
    [["--connect", endpoint, "-t", "rep", "-m", "plain"], "--username"],
    [["--connect", endpoint, "-t", "rep", "-m", "curve"], "--server-key"],
    [["--exec", "x {endpoint}", "-t", "dealer", "-m", "curve", "--server-key", "x"], "the client"],
    [["--connect", endpoint, "-t", "rep", "--server-key", "x"], "--mechanism curve"],
    [["--connect", endpoint, "-t", "rep", "-m", "plain", "--secret-key", "x"], "--mechanism curve"],
    [["--connect", endpoint, "-t", "rep", "--username", "ann"], "--mechanism plain"],
    [["--connect", endpoint, "-t", "rep", "-m", "curve", "--password", "x"], "--mechanism plain"],
    [["--exec", "python3 client.py", "-t", "dealer"], "{endpoint}"],
    [["--connect", endpoint, "-t", "rep", "--reporter", "pdf"], 'no reporter "pdf"'],
    [["--connect", endpoint, "-t", "rep", "-r", "tap", "-r", "json"], "same place"],
    [["--connect", endpoint, "-t", "rep", "--output", "x"], "--reporter"],
    [["--connect", endpoint, "-t", "rep", "-r", "json=a", "--output", "b"], "--output"],
    [["--connect", endpoint, "-t", "rep", "--include", "37", "99"], 'no case "99"'],
    [["--connect", endpoint, "-t", "rep", "--exclude", "37/greting"], 'no case "37/greting"'],
    [["--connect", endpoint, "-t", "rep", "-i", "37", "-x", "37"], "no case is left"],
    [["--connect", endpoint, "-t", "rep", "--timeout", "soon"], "500ms, 1.5s"],
    [["--connect", endpoint, "-t", "rep", "--silence", "200 ms"], "500ms, 1.5s"],
    [["--connect", endpoint, "-t", "rep", "--start", "x"], "500ms, 1.5s"],
    [["--connect", endpoint, "-t", "rep", "--jobs", "0"], "at least 1"],
    [["--from", "a.json", "--connect", endpoint], "cannot be used with option '-c, --connect"],
    [["--from", "a.json", "--listen", endpoint], "cannot be used with"],
    [["--from", "a.json", "--exec", "x"], "cannot be used with"],
    [["--from", "a.json", "-t", "rep"], "cannot be used with"],
    [["--from", "a.json", "--answers"], "cannot be used with"],
    [["--from", "a.json", "--timeout", "2s"], "cannot be used with"],
    [["--from", "a.json", "--password", "x"], "--password"],
  ])("%j: says what is missing, and ends with 64", async (args, text) => {
    const { code, stdout, stderr } = await purezmq(["conformance", ...args])
    expect({ code, stdout }).toEqual({ code: 64, stdout: "" })
    expect(stderr).toContain(text)
  })
})

it("a report that cannot be written is known before the run", async () => {
  const reporter = ["--reporter", "json=/nonexistent/report.json"]
  expect(await purezmq(rep("tcp://127.0.0.1:1", ...reporter))).toEqual({
    code: 1,
    stdout: "",
    stderr: expect.stringContaining("ENOENT") as unknown,
  })
})

describe("secrets", () => {
  it("come by the environment, and keys as paths of certificates", async () => {
    const path = folder()
    expect((await purezmq(["keygen", "--file", join(path, "server")])).code).toBe(0)
    expect((await purezmq(["keygen", "--file", join(path, "client")])).code).toBe(0)
    const certificate = join(path, "server.key_secret")
    const [, endpoint] = await bound(
      ...["rep", "--echo", "--curve-server", "--curve-certificate", certificate],
    )
    const env = { PUREZMQ_CURVE_SECRET_KEY: join(path, "client.key_secret") }
    const curve = ["--mechanism", "curve", "--server-key", join(path, "server.key")]
    const one = ["--include", "37/greeting/1"]
    const run = new RunningCommand(rep(endpoint, ...curve, ...one), env)
    expect(await run.ends()).toMatchObject({ code: 0, stderr: "" })

    const credentials = ["--plain-username", USERNAME, "--plain-password", PASSWORD]
    const [, other] = await bound("rep", "--echo", "--plain-server", ...credentials)
    const plain = rep(other, "--mechanism", "plain", "--username", USERNAME, ...one)
    const told = new RunningCommand(plain, { PUREZMQ_PLAIN_PASSWORD: PASSWORD })
    expect(await told.ends()).toMatchObject({ code: 0, stderr: "" })
  })

  it("of the environment do not matter to who needs none", async () => {
    const env = { PUREZMQ_CURVE_SECRET_KEY: "no key", PUREZMQ_PLAIN_PASSWORD: "x" }
    const run = new RunningCommand(rep(await start(), "--include", "37/greeting/1"), env)
    expect(await run.ends()).toMatchObject({ code: 0, stderr: "" })
  })

  it("that are no keys end the command as in the others", async () => {
    const curve = ["--mechanism", "curve", "--server-key", "x"]
    const { code, stderr } = await purezmq(rep("tcp://127.0.0.1:1", ...curve))
    expect(code).toBe(1)
    expect(stderr).toContain("no key of 40 characters in Z85, and no file")
  })
})

describe.skipIf(missing !== null)("with pyzmq as the peer", () => {
  it(
    "a REP is found to follow the RFC, and not to be a ROUTER",
    async () => {
      const peer = await PyPeer.start()
      const endpoint = await peer.open("rep", "REP", { bind: ANY })
      // Until it is stopped.
      peer.echo("rep", 1_000_000).catch(() => {})
      const sections = ["--include", "37/greeting", "37/frames", "28/rep"]
      const { code, stdout, stderr } = await purezmq(rep(endpoint, ...sections))
      expect({ code, stderr }).toEqual({ code: 0, stderr: "" })
      expect(stdout).toContain("REP, NULL, announces ZMTP 3.1")
      expect(stdout).toMatch(/[2-9]\d passed/)
      const router = ["conformance", "--connect", endpoint, "--socket-type", "router"]
      expect(await purezmq(router)).toMatchObject({
        code: 2,
        stderr: "purezmq: the peer is not as declared: it says it is REP\n",
      })
    },
    TIMEOUT_MS,
  )
})
