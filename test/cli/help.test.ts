/**
 * The help is true: each command has one with examples, and every example runs as it is printed.
 */
import { execFileSync } from "node:child_process"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { describe, expect, inject, it } from "vitest"
import { purezmq } from "../helpers/command.js"
import { examplesIn, runExample } from "../helpers/help-examples.js"

const EXAMPLE_MS = 40_000

const help = execFileSync(process.execPath, [inject("command"), "--help"], { encoding: "utf8" })
const commands = [...help.matchAll(/^ {2}([a-z][a-z-]+) /gm)]
  .map(([, name]) => name)
  .filter((name) => name !== "help")
const helps = await Promise.all(
  commands.map(async (command) => (await purezmq([command, "--help"])).stdout),
)

it.each(commands.map((command, i) => ({ command, text: helps[i] })))(
  "$command --help says what it is for, and has examples, all of which can be run",
  ({ command, text }) => {
    expect(text).toMatch(new RegExp(`^Usage: purezmq ${command} `))
    const examples = examplesIn(text)
    expect(examples.length).toBeGreaterThan(0)
    expect(examples.filter(({ lines }) => lines.length === 0)).toEqual([])
  },
)

const examples = commands.flatMap((command, i) =>
  examplesIn(helps[i]).map((example) => ({ command, ...example })),
)

describe("examples", () => {
  // Several at a time: they wait for each other most of the time.
  it.concurrent.for(examples)(
    "$command: $title: runs as it is printed",
    { timeout: EXAMPLE_MS },
    async (example, { onTestFinished }) => {
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
  )
})
