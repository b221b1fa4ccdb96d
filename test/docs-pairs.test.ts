/**
 * The pages for those who come from another language are true: each section of theirs with programs has a pair of them in
 * both languages, and every half runs with the other half in the other language, ends by itself, and prints what it says.
 */
import { rmSync } from "node:fs"
import { afterAll, describe, expect, it } from "vitest"
import { snippetsOf, type Snippet } from "./helpers/documents.js"
import { LANGUAGES, runPair, WORK, type LanguageName } from "./helpers/snippets.js"

/** The languages of each page; `js` is npm zeromq. */
const PAGES: Readonly<Record<string, LanguageName>> = {
  "docs/coming-from-go.md": "go",
  "docs/coming-from-python.md": "python",
  "docs/coming-from-zeromq-js.md": "js",
}

/** Above the limit of each program, and the time that Go takes to build one. */
const LIMIT_MS = 120_000

afterAll(() => {
  rmSync(WORK, { recursive: true, force: true })
})

describe.each(Object.entries(PAGES))("%s", (page, language) => {
  const halves = snippetsOf(page).filter(({ role }) => role !== null)
  const rolesIn = (wanted: string, section: string): (string | null)[] =>
    halves
      .filter((half) => half.language === wanted && half.section === section)
      .map(({ role }) => role)

  it("has pairs of programs, all of them in both languages", () => {
    const sections = [...new Set(halves.map(({ section }) => section))]
    expect(sections.length).toBeGreaterThan(1)
    for (const section of sections) {
      const roles = rolesIn(language, section)
      expect(roles, section).toHaveLength(2)
      expect(rolesIn("ts", section), section).toEqual(roles)
    }
    expect(halves.filter(({ promises }) => promises.length === 0)).toEqual([])
    expect(new Set(halves.map((half) => half.language))).toEqual(new Set([language, "ts"]))
  })

  const theirs = halves.filter((half) => half.language === language)
  for (const half of theirs) {
    const missing = LANGUAGES[language].missing(half.code)
    if (missing !== null) console.log(`${half.name} in ${language} is skipped: ${missing}`)
    const title = `${half.section}: the ${String(half.role)} in ${language}`
    it.skipIf(missing !== null)(title, () => playWithOurs(half, halves), LIMIT_MS)
  }
})

/** Runs a program together with the other half of its section in TypeScript. */
async function playWithOurs(half: Snippet, halves: readonly Snippet[]): Promise<void> {
  const ours = halves.find((each) => isCounterpart(each, half))!
  const outcomes = await runPair(half, ours)
  for (const [i, { name, language, promises }] of [half, ours].entries()) {
    const { code, output } = outcomes[i]
    if (code !== 0) throw new Error(`${name} in ${language} ended with ${String(code)}:\n${output}`)
    for (const promised of promises) expect(output, `${name} in ${language}`).toContain(promised)
  }
}

function isCounterpart(each: Snippet, half: Snippet): boolean {
  return each.language === "ts" && each.section === half.section && each.role !== half.role
}
