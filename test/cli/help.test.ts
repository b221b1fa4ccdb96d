/**
 * The help is true: each command has one with examples, and every example runs as it is printed.
 */
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { purezmq } from "../helpers/command.js"
import { examplesIn, runExample } from "../helpers/help-examples.js"
import { helpOfProgram, helpsOfCommands } from "../helpers/helps.js"

const EXAMPLE_MS = 40_000
const helps = [...helpsOfCommands()].map(([command, text]) => ({ command, text }))

it("a command's help goes to standard output", async () => {
  const { code, stdout, stderr } = await purezmq(["pub", "--help"])
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" })
  expect(stdout).toBe(helps.find(({ command }) => command === "pub")?.text)
})

it.each(helps)("$command --help says what it is for, and has examples", ({ command, text }) => {
  expect(text).toMatch(new RegExp(`^Usage: purezmq ${command} `))
  const examples = examplesIn(text)
  expect(examples.length).toBeGreaterThan(0)
  expect(examples.filter(({ lines }) => lines.length === 0)).toEqual([])
})

const all = [{ command: "purezmq", text: helpOfProgram() }, ...helps]
const examples = all.flatMap(({ command, text }) =>
  examplesIn(text).map((example) => ({ command, ...example })),
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
