/**
 * What README and docs show of the command is true: transcripts run, and print what they say; every command is told of.
 */
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { ROOT, snippetsOf } from "../helpers/documents.js"
import { exampleIn, runExample } from "../helpers/help-examples.js"
import { helpsOfCommands } from "../helpers/helps.js"

const EXAMPLE_MS = 40_000
const PAGE = "docs/cli.md"
const transcripts = ["README.md", PAGE]
  .flatMap(snippetsOf)
  .filter(({ language }) => language === "console")
  .map(({ name, code }) => exampleIn(name, code))

it("there are transcripts in the README and in the page of the command", () => {
  const pages = transcripts.map(({ title }) => title.split(" ")[0])
  expect(new Set(pages)).toEqual(new Set(["README.md", PAGE]))
})

describe("transcripts", () => {
  // Several at a time: they wait for each other most of the time.
  it.concurrent.for(transcripts)(
    "$title: runs as it is printed",
    { timeout: EXAMPLE_MS },
    async (transcript, { onTestFinished }) => {
      const folder = mkdtempSync(join(tmpdir(), "purezmq-transcript-"))
      onTestFinished(() => {
        rmSync(folder, { recursive: true, force: true })
      })
      for (const { command, end, missing } of await runExample(transcript, folder)) {
        expect({ command, end, missing }).toEqual({
          command,
          end: expect.stringMatching(/^(ended|interrupted)$/) as unknown,
          missing: [],
        })
      }
    },
  )
})

it("the page has every command of the help", () => {
  const commands = [...helpsOfCommands().keys()]
  const page = readFileSync(join(ROOT, PAGE), "utf8")
  const told = [...page.matchAll(/`([a-z]+)/g)].map(([, name]) => name)
  expect(commands.filter((name) => !told.includes(name))).toEqual([])
})
