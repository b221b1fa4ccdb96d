/**
 * The help is true: each command has one with examples, and every example runs as it is printed.
 */
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { execFileSync } from "node:child_process"
import { describe, expect, inject, it, onTestFinished } from "vitest"
import { examplesIn, runExample } from "../helpers/help-examples.js"

function helpOf(...words: string[]): string {
  return execFileSync(process.execPath, [inject("command"), ...words, "--help"], {
    encoding: "utf8",
  })
}

const commands = [...helpOf().matchAll(/^ {2}([a-z][a-z-]+) /gm)]
  .map(([, name]) => name)
  .filter((name) => name !== "help")

describe.each(commands)("purezmq %s --help", (command) => {
  const help = helpOf(command)
  const examples = examplesIn(help)

  it("says what it is for, and has examples", () => {
    expect(help).toMatch(new RegExp(`^Usage: purezmq ${command} `))
    expect(examples.length).toBeGreaterThan(0)
  })

  it.each(examples)(
    "$title: runs as it is printed",
    async (example) => {
      const folder = mkdtempSync(join(tmpdir(), "purezmq-help-"))
      onTestFinished(() => {
        rmSync(folder, { recursive: true, force: true })
      })
      for (const { command, end, missing } of await runExample(example, folder)) {
        expect({ command, end, missing }).toEqual({
          command,
          end: expect.stringMatching(/^(ended|interrupted)$/) as unknown,
          missing: [],
        })
      }
    },
    40_000,
  )
})
