/**
 * Clients that give up for good: at ERROR they have to, and have not crashed for all that.
 */
import { describe, expect, it, type TestContext } from "vitest"
import { SECTIONS } from "../../src/conformance/cases/index.js"
import { executing } from "../../src/conformance/executing.js"
import { listening, type Reach } from "../../src/conformance/reach.js"
import type { CaseResult } from "../../src/conformance/result.js"
import { run } from "../../src/conformance/runner.js"
import { bundled } from "../helpers/bundled.js"
import { startTestee, targetOf } from "../helpers/testee.js"

const TIMEOUT_MS = 60_000
const ANY_PORT = "tcp://127.0.0.1:*"

/** A case that a DEALER has to close at, but not for good. */
const TEMPORARY = "37/null/12"

async function results(reach: Reach, ids: readonly string[]): Promise<readonly CaseResult[]> {
  const done = await run({
    peer: "testee",
    sections: SECTIONS,
    selects: ({ id }) => ids.includes(id),
    reach,
    target: targetOf({ socketType: "DEALER", role: "connects" }),
    ...{ patience: { timeoutMs: 1500, quietMs: 100 }, startMs: 10_000 },
    ...{ jobs: 1, seed: 1, strict: true, bail: false },
  })
  await reach.close()
  return done.results
}

/** A program that ends when it is refused. */
function program(...more: readonly string[]): Reach {
  const words = [process.execPath, bundled("giving-up-peer.ts")].map((word) => `'${word}'`)
  return executing([...words, "{endpoint}", ...more].join(" "), ANY_PORT, {})
}

function verdicts(all: readonly CaseResult[]): Record<string, string> {
  return Object.fromEntries(all.map(({ id, verdict }) => [id, verdict]))
}

describe.concurrent("a program that is run for each case", { timeout: TIMEOUT_MS }, () => {
  it("has not crashed when it ends at ERROR, whatever its status", async () => {
    expect(verdicts(await results(program(), ["37/errors/1", "37/errors/2"]))).toEqual({
      "37/errors/1": "pass",
      "37/errors/2": "pass",
    })
  })

  it("has crashed when it ends at what is no reason to", async () => {
    const [one] = await results(program(), [TEMPORARY])
    expect(one).toMatchObject({ id: TEMPORARY, verdict: "crashed" })
    expect(one.seen).toMatch(/^the program ended with status 1: /)
  })

  it("has crashed when a signal ends it at ERROR", async () => {
    expect(verdicts(await results(program("abort"), ["37/errors/1"]))).toEqual({
      "37/errors/1": "crashed",
    })
  })
})

describe.concurrent("a peer that is listened for", { timeout: TIMEOUT_MS }, () => {
  async function awaited({ onTestFinished }: TestContext, options = {}): Promise<Reach> {
    const reach = await listening(ANY_PORT)
    const endpoint = reach.description
    const testee = { socketType: "DEALER", role: "connects", endpoint, options } as const
    onTestFinished((await startTestee(testee)).close)
    return reach
  }

  it("has not crashed when it does not come back after ERROR, which is tried last", async (context) => {
    const ids = [TEMPORARY, "37/errors/1", "37/errors/2", "37/errors/4"]
    const all = await results(await awaited(context), ids)
    expect(verdicts(all)).toEqual({
      [TEMPORARY]: "pass",
      "37/errors/1": "pass",
      "37/errors/2": "skipped",
      "37/errors/4": "pass",
    })
    expect(all.find(({ id }) => id === "37/errors/2")?.note).toContain("does not come back")
  })

  it("has crashed when it does not come back after anything else", async (context) => {
    // It comes once, and is seen then, before the first case.
    const reach = await awaited(context, { reconnectInterval: -1 })
    const [one] = await results(reach, [TEMPORARY])
    expect(one).toMatchObject({ verdict: "crashed" })
    expect(one.seen).toContain("--exec")
  })
})
