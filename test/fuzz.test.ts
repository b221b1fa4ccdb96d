/**
 * The fuzzer, for a moment: all of its corpus, then a fixed number of made-up inputs for each target. The same every
 * time.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join, resolve } from "node:path"
import { describe, expect, it, onTestFinished } from "vitest"
import { watchAllocations } from "../fuzz/lib/allocations.js"
import { Campaign } from "../fuzz/lib/campaign.js"
import { CorpusFiles } from "../fuzz/lib/corpus.js"
import { Executor } from "../fuzz/lib/executor.js"
import { Heartbeat, sharedMemory } from "../fuzz/lib/heartbeat.js"
import { instrument } from "../fuzz/lib/instrument.js"
import { minimise } from "../fuzz/lib/minimiser.js"
import { Mutator } from "../fuzz/lib/mutator.js"
import { Random } from "../fuzz/lib/random.js"
import { printOutcome } from "../fuzz/lib/report.js"
import { run } from "../fuzz/lib/run.js"
import type { Target } from "../fuzz/lib/target.js"
import { TARGETS } from "../fuzz/targets/all.js"

const FUZZ = resolve(import.meta.dirname, "../fuzz")
const EXECUTIONS = 400
/** Some seconds, more where much else runs. */
const PATIENCE_MS = 60_000
const NAMES = TARGETS.map(({ name }) => name)

describe("fuzzing", () => {
  it("finds nothing with the corpus and some inputs more", { timeout: PATIENCE_MS }, async () => {
    const effort = { executions: EXECUTIONS }
    const plan = { targets: NAMES, seed: 1, effort, save: false, root: FUZZ }
    const outcome = await run(plan, (number) => NAMES[number])
    const { results, fatal } = outcome
    const found = [
      ...results.flatMap(({ findings }) => findings),
      ...(fatal === null ? [] : [fatal]),
    ]
    expect(found, printOutcome(outcome)).toEqual([])
    expect(results.map(({ name }) => name)).toEqual(NAMES)
    for (const { name, executions, branches } of results) {
      expect(executions, name).toBeGreaterThanOrEqual(EXECUTIONS)
      expect(branches, name).toBeGreaterThan(10)
    }
  })

  it("has a small corpus for each target, and none for others", () => {
    const folders = readdirSync(join(FUZZ, "corpus"))
    expect(folders.sort()).toEqual([...NAMES].sort())
    for (const folder of folders) {
      const files = readdirSync(join(FUZZ, "corpus", folder))
      expect(files.length, folder).toBeLessThanOrEqual(16)
      for (const file of files) {
        const size = readFileSync(join(FUZZ, "corpus", folder, file)).length
        expect(size, `${folder}/${file}`).toBeLessThanOrEqual(10_000)
      }
    }
  })
})

describe("the fuzzer itself", () => {
  it("counts each branch that code takes", async () => {
    const source = `export function sign(n: number): string {
      if (n < 0) return "-"
      return n > 0 && n < 10 ? "+" : [n].map((x) => \`\${x}\`).join()
    }`
    const counts = new Uint8Array(16)
    Object.assign(globalThis, { countsOfTest: counts })
    const head = "data:text/javascript,export const counters = () => globalThis.countsOfTest"
    const text = instrument(source, "sign.ts", head)
    const code = Buffer.from(text).toString("base64")
    const compiled = (await import(/* @vite-ignore */ `data:text/javascript;base64,${code}`)) as {
      sign(n: number): string
    }
    const taken = (n: number): string => {
      counts.fill(0)
      return `${compiled.sign(n)} ${counts.join("").replace(/0+$/, "")}`
    }
    const seen = [-1, 5, 0, 50].map(taken)
    expect(seen.map((text) => text.split(" ")[0])).toEqual(["-", "+", "0", "50"])
    // Four ways through the function, of which 0 and 50 differ in `&&` alone.
    expect(new Set(seen.map((text) => text.split(" ")[1])).size).toBe(4)
  })

  it("makes an input as small as it can be", () => {
    const input = Buffer.from("a long text with an x and a y in it, and more")
    const small = minimise(input, (bytes) => bytes.includes("x") && bytes.includes("y"), 1000)
    expect(small.toString()).toBe("xy")
  })

  it("keeps one input for each mistake, as small as it can be, and writes it to a file", () => {
    const target: Target = {
      name: "mistaken",
      framesFrom: null,
      longest: 100,
      words: [],
      seeds: [],
      run(input) {
        if (input.includes(0xff)) throw new RangeError(`byte ${String(input.indexOf(0xff))}`)
        if (input.at(0) === 2) Buffer.alloc(4 * 1024 * 1024)
      },
    }
    const executor = new Executor(target, 0, new Heartbeat(sharedMemory()))
    const campaign = new Campaign(executor, 1)
    watchAllocations()
    campaign.replay([Buffer.alloc(20, 1), Buffer.alloc(70, 1)])
    for (let i = 0; i < 2000; i++) campaign.step()
    const kinds = campaign.findings.map(({ kind }) => kind.split(":")[0]).sort()
    expect(kinds).toEqual(["RangeError", "memory"])
    const thrown = campaign.findings.find(({ kind }) => kind !== "memory")!
    expect(thrown.input.toString("hex")).toBe("ff")
    expect(thrown.text).toContain("fuzz.test.ts")

    const root = mkdtempSync(join(tmpdir(), "purezmq-fuzz-"))
    onTestFinished(() => rmSync(root, { recursive: true, force: true }))
    const file = new CorpusFiles(root).saveCrash("mistaken", thrown.input)
    expect(file).toMatch(/^fuzz\/crashes\/mistaken-[0-9a-f]{12}\.bin$/)
    expect(readFileSync(join(root, file.replace(/^fuzz/, "")))).toEqual(thrown.input)
  })

  it("chooses the same inputs for the same seed", () => {
    const inputsOf = (seed: number): string[] => {
      const random = new Random(seed)
      const mutator = new Mutator(random, {
        framesFrom: 2,
        longest: 100,
        words: [Buffer.from("word")],
      })
      const input = Buffer.from("0000000161040604504f4e47", "hex")
      return Array.from({ length: 50 }, () => mutator.mutate(input, input).toString("hex"))
    }
    expect(inputsOf(1)).toEqual(inputsOf(1))
    expect(inputsOf(1)).not.toEqual(inputsOf(2))
  })
})
