/**
 * What the runner makes of a peer that changes during a run.
 */
import { expect, it, onTestFinished } from "vitest"
import { SECTIONS } from "../../src/conformance/cases/index.js"
import { connecting, type Reach } from "../../src/conformance/reach.js"
import { NO_LONGER_SERVES, run } from "../../src/conformance/runner.js"
import { startTestee, targetOf, type TesteeOptions } from "../helpers/testee.js"

const CASES = ["37/greeting/1", "37/greeting/2"]

async function reachOf(testee: TesteeOptions): Promise<Reach> {
  const { endpoint, close } = await startTestee(testee)
  onTestFinished(close)
  return connecting(endpoint)
}

/** The first peer for so many connections, then the other. */
async function changing(first: Reach, then: Reach, connections: number): Promise<Reach> {
  const [before, after] = [await first.begin(), await then.begin()]
  let left = connections
  return {
    ...first,
    begin: () =>
      Promise.resolve({
        ...before,
        open: (timeoutMs) => (left-- > 0 ? before : after).open(timeoutMs),
      }),
  }
}

it("says of a peer that no longer serves what it does, and tries nothing more", async () => {
  const reach = await changing(
    await reachOf({ socketType: "REP" }),
    await reachOf({ socketType: "REP", mechanism: "PLAIN" }),
    // The first look at it, and the first case.
    2,
  )
  const { results } = await run({
    ...{ peer: "testee", sections: SECTIONS, selects: ({ id }) => CASES.includes(id), reach },
    target: targetOf({ socketType: "REP" }),
    ...{ patience: { timeoutMs: 1000, quietMs: 100 }, startMs: 1000 },
    ...{ jobs: 1, seed: 1, strict: false, bail: false },
  })
  expect(results).toMatchObject([
    {
      verdict: "crashed",
      expected: "the peer goes on to serve a good client",
      seen: 'mechanism "PLAIN"',
    },
    { verdict: "skipped", note: NO_LONGER_SERVES },
  ])
})

it("ends at once when it is told to, and with the reason", async () => {
  const ending = new AbortController()
  const seen: string[] = []
  const running = run({
    ...{ peer: "testee", sections: SECTIONS, reach: await reachOf({ socketType: "REP" }) },
    target: targetOf({ socketType: "REP" }),
    ...{ patience: { timeoutMs: 60_000, quietMs: 60_000 }, startMs: 60_000 },
    ...{ jobs: 4, seed: 1, strict: false, bail: false, signal: ending.signal },
    onResult({ id }) {
      seen.push(id)
      ending.abort(new Error("enough"))
    },
  })
  await expect(running).rejects.toThrow("enough")
  expect(seen).toHaveLength(1)
})

it("does not bail out at a case that is known to fail", async () => {
  const reach = await reachOf({ socketType: "ROUTER", mechanism: "PLAIN" })
  const ids = ["27/zap/5", "27/zap/6"]
  const running = (known: readonly string[]) =>
    run({
      ...{ peer: "testee", sections: SECTIONS, selects: ({ id }) => ids.includes(id), reach },
      target: targetOf({ socketType: "ROUTER", mechanism: "PLAIN" }),
      ...{ patience: { timeoutMs: 6000, quietMs: 100 }, startMs: 6000 },
      // The first of them is not strictly as the RFC has it.
      ...{ jobs: 1, seed: 1, strict: true, bail: true, known: new Set(known) },
    })
  const verdicts = async (known: readonly string[]) =>
    (await running(known)).results.map(({ verdict }) => verdict)
  expect(await verdicts([])).toEqual(["non-strict", "skipped"])
  expect(await verdicts(["27/zap/5"])).toEqual(["non-strict", "pass"])
})
