/** What counts as a broken link in the documents and in the site made of them. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { expect, it, onTestFinished } from "vitest"
import { checkLinks } from "../scripts/links/check.js"

/** Writes files; answers what is broken in the first of them, without the folder. */
function broken(files: Record<string, string>): string[] {
  const folder = mkdtempSync(join(tmpdir(), "purezmq-links-"))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const paths = Object.entries(files).map(([name, text]) => {
    const path = join(folder, name)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, text)
    return path
  })
  return checkLinks(paths.slice(0, 1)).broken.map((each) => each.replace(`${folder}/`, ""))
}

it("links to files, folders, headings and other sites are fine", () => {
  const text = `# One
[a](b.md) [b](sub/) [c](sub/d.md#two-words--code) [d](#one) [e](https://example.org/no#such) [f](mailto:a@b.c)
![g](picture%201.svg) <a href="b.md">h</a> \`[i](nowhere.md)\`

    [j](nowhere.md)
`
  const others = { "b.md": "", "sub/d.md": "## Two *words* – `code`\n", "picture 1.svg": "<svg/>" }
  expect(broken({ "a.md": text, ...others })).toEqual([])
})

it("the second heading of a name has a number", () => {
  expect(broken({ "a.md": "[a](#x) [b](#x-1) [c](#x-2)\n# X\n# X\n" })).toEqual([
    'a.md: "#x-2": there is no such anchor',
  ])
})

it("links that lead nowhere are broken, however they are written", () => {
  const text = "[a](b.md) ![b](c.svg) <img src='d.svg'> [e]\n\n[e]: f.md#g\n"
  expect(broken({ "a.md": text })).toEqual(
    ["b.md", "c.svg", "f.md#g", "d.svg"].map((link) => `a.md: "${link}": there is no such file`),
  )
})

it("anchors that are not there are broken, in Markdown and in HTML", () => {
  expect(broken({ "a.md": "[a](b.md#x)", "b.md": "# Y\n" })).toEqual([
    'a.md: "b.md#x": there is no such anchor',
  ])
  const page = '<p id="here"><a href="#here">a</a><a href="b.html?q#x">b</a><a href="c.js#x">c</a>'
  expect(broken({ "a.html": page, "b.html": "<i id='y'>", "c.js": "" })).toEqual([
    'a.html: "b.html?q#x": there is no such anchor',
    'a.html: "c.js#x": it leads to no page, and an anchor needs one',
  ])
})

it("a site that leads to Markdown is broken: that would be fetched, not shown", () => {
  expect(broken({ "a.html": "<a href='b.md'>", "b.md": "# B" })).toEqual([
    'a.html: "b.md": it leads to raw Markdown',
  ])
})
