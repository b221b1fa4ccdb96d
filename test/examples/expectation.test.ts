/** How an example says what it prints, and what does not count as that. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it, onTestFinished } from "vitest"
import { complaint, expectationOf, suits } from "../../examples/lib/expectation.js"
import { runExample } from "../../examples/lib/run.js"

function sourceOf(heading: string, lines: readonly string[], code = ""): string {
  const block = lines.map((line) => ` *     ${line}\n`).join("")
  return `/**\n * What it shows.\n *\n *     npx tsx examples/it.ts\n *\n * ${heading}\n *\n${block} */\n${code}`
}

const said = (heading: string, ...lines: string[]) => expectationOf(sourceOf(heading, lines), "it")

describe("what an example prints", () => {
  it("is compared line by line", () => {
    const expectation = said("Prints:", "one", "two")
    expect(complaint(expectation, ["one", "two"])).toBe(null)
    expect(complaint(expectation, ["one"])).toBe('"two" is missing')
    expect(complaint(expectation, ["one", "two", "three"])).toBe('"three" is too much')
    expect(complaint(expectation, ["two", "one"])).toBe('"two" came in place of "one"')
    expect(complaint(expectation, [""])).toBe('"" came in place of "one"')
  })

  it("is compared in any order when it says so", () => {
    const expectation = said("Prints, in any order:", "<name> is 1", "a is 1", "a is 1")
    expect(complaint(expectation, ["a is 1", "b is 1", "a is 1"])).toBe(null)
    expect(complaint(expectation, ["a is 1", "a is 1"])).toBe('"<name> is 1" is missing')
    expect(complaint(expectation, ["a is 1", "b is 1", "b is 1"])).toBe('"a is 1" is missing')
    const fourth = ["a is 1", "a is 1", "b is 1", "c is 1"]
    expect(complaint(expectation, fourth)).toBe('"c is 1" is too much')
  })

  it("is compared name by name when it says so", () => {
    const expectation = said("Prints, each name in this order:", "a: 1", "b: 1", "a: 2")
    expect(complaint(expectation, ["b: 1", "a: 1", "a: 2"])).toBe(null)
    expect(complaint(expectation, ["b: 1", "a: 2", "a: 1"])).toBe('"a: 2" came in place of "a: 1"')
    expect(complaint(expectation, ["a: 1", "a: 2"])).toBe('"b: 1" is missing')
    expect(complaint(expectation, ["a: 1", "b: 1", "a: 2", "c: 1"])).toBe('"c: 1" is too much')
    expect(complaint(expectation, ["a: 1", "b: 1", "a: 2", "oops"])).toBe('"oops" is too much')
  })

  it("may have places that differ from run to run, and nothing else is a pattern", () => {
    const expectation = said("Prints:", "took <a time> ms (2.5)")
    expect(complaint(expectation, ["took 17 ms (2.5)"])).toBe(null)
    expect(complaint(expectation, ["took  ms (2.5)"])).not.toBe(null)
    expect(complaint(expectation, ["took 17 ms (2x5)"])).not.toBe(null)
    expect(complaint(expectation, ["it took 17 ms (2.5)"])).not.toBe(null)
  })

  it("has to be said, and so has the command", () => {
    expect(() => expectationOf("export {}\n", "it")).toThrow("it has no comment at its top")
    expect(() => said("Prints nothing.", "one")).toThrow("it does not say what it prints")
    expect(() => said("Prints:")).toThrow("it does not say what it prints")
    expect(() => expectationOf(sourceOf("Prints:", ["one"]), "other")).toThrow(
      'it does not say "npx tsx examples/other.ts"',
    )
  })

  it("may need a release of Node", () => {
    const expectation = said("Needs Node 20.19 or 22.5\n *\n * Prints:", "one")
    const suitable = ["20.19.0", "20.20.2", "22.5.1", "23.0.0"]
    const versions = ["18.20.0", "20.18.3", "21.9.0", "22.4.1", ...suitable]
    expect(versions.filter((version) => suits(expectation, version))).toEqual(suitable)
    expect(suits(said("Prints:", "one"), "18.0.0")).toBe(true)
  })
})

describe("an example", () => {
  async function outcomeOf(code: string, heading = "Prints:", limit?: number) {
    // Inside the project, so that it is found what an example needs.
    const folder = mkdtempSync(join(import.meta.dirname, "../../node_modules/.example-"))
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
    writeFileSync(join(folder, "it.ts"), sourceOf(heading, ["one"], code))
    return runExample(join(folder, "it.ts"), limit)
  }

  it("passes when it prints what it says, and ends", async () => {
    expect(await outcomeOf('console.log("one" as string)')).toMatchObject({ result: "passed" })
  })

  it("fails when it prints something else", async () => {
    const { result, why } = await outcomeOf('console.log("two")')
    expect(result).toBe("failed")
    expect(why).toBe('"two" came in place of "one"; it printed\n\ntwo\n')
  })

  it("fails when it does not say what it prints", async () => {
    const { result, why } = await outcomeOf('console.log("one")', "Prints something:")
    expect({ result, why }).toEqual({ result: "failed", why: "it does not say what it prints" })
  })

  it("fails by its exit code, and shows the error", async () => {
    const { result, why } = await outcomeOf('console.log("one"); throw new Error("broken")')
    expect(result).toBe("failed")
    expect(why).toMatch(/^it ended with 1; it printed\n\none\n[^]*Error: broken/)
  })

  it("fails when it does not end by itself", async () => {
    const { result, why } = await outcomeOf("setInterval(() => {}, 1000)", "Prints:", 1500)
    expect(result).toBe("failed")
    expect(why).toContain("it did not end by itself within 1.5 s")
  })

  it("is skipped, with the reason, where Node is too old for it", async () => {
    const { result, why } = await outcomeOf("", "Needs Node 999.0\n *\n * Prints:")
    expect(result).toBe("skipped")
    expect(why).toBe(`it needs Node 999.0, this is ${process.versions.node}`)
  })
})

it("examples/README.md lists every example", () => {
  const folder = join(import.meta.dirname, "../../examples")
  const listed = readFileSync(join(folder, "README.md"), "utf8").matchAll(/\]\(([\w-]+\.ts)\)/g)
  const files = readdirSync(folder).filter((file) => file.endsWith(".ts"))
  expect([...listed].map(([, file]) => file).sort()).toEqual(files.sort())
})
