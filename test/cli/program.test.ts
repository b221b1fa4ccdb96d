/**
 * The command as a whole: its version, its help, its mistakes.
 */
import { readFileSync } from "node:fs"
import { join, resolve } from "node:path"
import { describe, expect, it } from "vitest"
import { purezmq } from "../helpers/command.js"

const ROOT = resolve(import.meta.dirname, "../..")

describe("purezmq", () => {
  it("tells its version, which is the package's", async () => {
    const { version } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as {
      version: string
    }
    expect(await purezmq(["--version"])).toEqual({ code: 0, stdout: `${version}\n`, stderr: "" })
  })

  it("helps on standard output", async () => {
    const { code, stdout, stderr } = await purezmq(["--help"])
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" })
    expect(stdout).toContain("keygen")
  })

  it("suggests what an unknown command and an unknown option may have meant, with code 64", async () => {
    const command = await purezmq(["keyge"])
    expect(command.code).toBe(64)
    expect(command.stderr).toContain("Did you mean keygen?")
    const option = await purezmq(["keygen", "--flie", "x"])
    expect(option.code).toBe(64)
    expect(option.stderr).toContain("Did you mean --file?")
  })

  it("helps on standard error when it is given no command, with code 64", async () => {
    const { code, stdout, stderr } = await purezmq([])
    expect({ code, stdout }).toEqual({ code: 64, stdout: "" })
    expect(stderr).toContain("Usage: purezmq")
  })
})
