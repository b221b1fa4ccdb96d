import { readdirSync, readFileSync } from "node:fs"
import { join, resolve } from "node:path"
import { expect, it } from "vitest"
import { SECTIONS } from "../../src/conformance/cases/index.js"
import { selector } from "../../src/conformance/select.js"
import { casesTable, unpadded } from "./survey/cases-table.js"
import { partOf } from "./survey/marked.js"

const README = join(resolve(import.meta.dirname, "../.."), "docs/conformance/README.md")

const IDS = ["37/greeting/1", "37/greeting/10", "37/frames/1", "24/hello/1", "26/hello/1"]

it.each([
  [[], [], IDS],
  [["37"], [], IDS.slice(0, 3)],
  [["37/greeting"], [], IDS.slice(0, 2)],
  [["37/greeting/"], [], IDS.slice(0, 2)],
  [["37/greeting/1"], [], IDS.slice(0, 1)],
  [["2*"], ["24"], ["26/hello/1"]],
  [["*/hello"], [], IDS.slice(3)],
  [["**/1"], ["37"], IDS.slice(3)],
  [["3?/*/10"], [], ["37/greeting/10"]],
  [["37.greeting"], [], []],
  [["7"], [], []],
])("includes %j without %j: %j", (include, exclude, expected) => {
  expect(IDS.filter(selector(include, exclude))).toEqual(expected)
})

it("each case has an id of its own, that begins with its section's", () => {
  const all = SECTIONS.flatMap(({ id, cases }) => cases.map((one) => ({ section: id, id: one.id })))
  expect(new Set(all.map(({ id }) => id)).size).toBe(all.length)
  for (const { section, id } of all) expect(id).toMatch(new RegExp(`^${section}/[1-9][0-9]*$`))
})

it("each case says what a good peer does, and why, and blames nobody", () => {
  const names = /libzmq|jeromq|netmq|pyzmq|zmq4|zeromq\.js|purezmq|bug|broken|stupid/i
  for (const { title, reason, id } of SECTIONS.flatMap(({ cases }) => cases)) {
    expect(title, id).toMatch(/^[a-z].*[^.]$/s)
    expect(reason, id).toMatch(/^[A-Z0-9"`].*[.]$/s)
    expect(`${title} ${reason}`, id).not.toMatch(names)
  }
})

it("the documents say how many cases there are: npm run conformance:reports writes it", () => {
  const table = partOf(readFileSync(README, "utf8"), "cases")
  expect(unpadded(table)).toEqual(unpadded(casesTable()))
})

it("each section has a peer that breaks a rule of it, and is seen", () => {
  const folder = join(import.meta.dirname, "broken")
  const text = readdirSync(folder)
    .map((file) => readFileSync(join(folder, file), "utf8"))
    .join("\n")
  const tried = [...text.matchAll(/^seesBroken\("([^"]+)"/gm)].map(([, id]) => id)
  expect(tried.sort()).toEqual(SECTIONS.map(({ id }) => id).sort())
})
