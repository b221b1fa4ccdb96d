/**
 * What cannot be written: a full disk in place of standard output or standard error, and readers that have gone.
 */
import { spawn } from "node:child_process"
import { once } from "node:events"
import { closeSync, existsSync, openSync } from "node:fs"
import { describe, expect, inject, it } from "vitest"
import { bound, purezmq, RunningCommand } from "../helpers/command.js"

const FULL = "/dev/full"
const isMissing = !existsSync(FULL)
if (isMissing) console.log(`Skipped: output to a full disk, since there is no ${FULL}`)

/** Runs a command to its end, with these streams on a full disk; answers its code, and what it has said elsewhere. */
async function onFullDisk(
  args: readonly string[],
  ...full: ("stdout" | "stderr")[]
): Promise<{ code: number | null; text: string }> {
  const disk = openSync(FULL, "w")
  const [stdout, stderr] = (["stdout", "stderr"] as const).map((name) =>
    full.includes(name) ? disk : ("pipe" as const),
  )
  const child = spawn(process.execPath, [inject("command"), ...args], {
    stdio: ["ignore", stdout, stderr],
  })
  closeSync(disk)
  let text = ""
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on("data", (chunk) => (text += String(chunk)))
  }
  await once(child, "close")
  return { code: child.exitCode, text }
}

describe.skipIf(isMissing)("standard output on a full disk", () => {
  it.concurrent.each([
    [["keygen"]],
    [["--help"]],
    [["conformance", "--list"]],
    [["completion", "bash"]],
    [["decode", "--summary", "ff 00"]],
  ])("is told in a line, with code 1: %j", async (args) => {
    const { code, text } = await onFullDisk(args, "stdout")
    expect(text).toMatch(/^purezmq: standard output: ENOSPC.*\n$/)
    expect(code).toBe(1)
  })

  it("does not matter to a command that prints nothing", async () => {
    expect(await onFullDisk(["keyge"], "stdout")).toMatchObject({ code: 64 })
  })
})

describe("standard error", () => {
  it.skipIf(isMissing)("on a full disk is no reason to fail", async () => {
    const [pull, endpoint] = await bound("pull", "--count", "1")
    const push = ["push", "--connect", endpoint, "--verbose", "hello"]
    expect(await onFullDisk(push, "stderr")).toEqual({ code: 0, text: "" })
    expect(await pull.ends()).toMatchObject({ stdout: "hello\n" })
  })

  it("that nobody reads any more is no reason to end", async () => {
    const [pull, endpoint] = await bound("pull", "--count", "2", "--verbose")
    pull.child.stderr.destroy()
    const push = new RunningCommand(["push", "--connect", endpoint, "first"])
    await pull.says(/first/)
    expect(await push.ends()).toMatchObject({ code: 0 })
    expect(await purezmq(["push", "--connect", endpoint, "second"])).toMatchObject({ code: 0 })
    expect(await pull.ends()).toMatchObject({ code: 0, stdout: "first\nsecond\n" })
  })
})
