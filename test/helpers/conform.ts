/**
 * Runs conformance cases against peers in this process.
 */
import { SECTIONS } from "../../src/conformance/cases/index.js"
import type { Case } from "../../src/conformance/case.js"
import { connecting, Gate, type Place, type Reach } from "../../src/conformance/reach.js"
import type { CaseResult, RunResult } from "../../src/conformance/result.js"
import { run } from "../../src/conformance/runner.js"
import { isFailure } from "../../src/conformance/verdict.js"
import type { Patience } from "../../src/conformance/wire.js"
import { startTestee, targetOf, type TesteeOptions } from "./testee.js"

/** Loopback is quick, but a busy machine is not. */
const PATIENCE: Patience = { timeoutMs: 6000, quietMs: 100 }
const START_MS = 10_000

/** Socket types whose connections share messages out, so that cases must not run at the same time. */
const SHARES = ["PUSH", "DEALER", "REQ", "PAIR"]

/** Runs cases, all unless said, against a peer of this kind. */
export async function conform(
  testee: TesteeOptions,
  selects: (one: Case) => boolean = () => true,
  patience = PATIENCE,
): Promise<RunResult> {
  const target = targetOf(testee)
  const isShared = target.role === "binds" && SHARES.includes(target.socketType)
  const { reach, close } = await reachOf(testee)
  try {
    return await run({
      peer: "testee",
      sections: SECTIONS,
      selects,
      target,
      reach,
      patience,
      startMs: START_MS,
      jobs: isShared ? 1 : 4,
      seed: 1,
      strict: true,
      bail: false,
    })
  } finally {
    close()
  }
}

/** Those that failed, as lines for a test's message; a SHOULD that was not followed as well. */
export function failures(results: readonly CaseResult[]): string[] {
  return results
    .filter(({ verdict }) => isFailure(verdict, true))
    .map((one) => `${one.id} ${one.verdict}: ${one.expected ?? ""}; ${one.seen ?? ""}`)
}

/** A peer that binds is there for all cases; one that connects is made anew for each, as after `--exec`. */
async function reachOf(testee: TesteeOptions): Promise<{ reach: Reach; close: () => void }> {
  if (testee.role !== "connects") {
    const { endpoint, close } = await startTestee(testee)
    return { reach: connecting(endpoint), close }
  }
  const reach: Reach = {
    description: "a testee",
    isFresh: true,
    isAwaited: false,
    begin: () => freshPlace(testee),
    close: () => Promise.resolve(),
  }
  return { reach, close: () => {} }
}

async function freshPlace(testee: TesteeOptions): Promise<Place> {
  const gate = await Gate.open("tcp://127.0.0.1:*")
  const peer = await startTestee({ ...testee, endpoint: gate.endpoint })
  return {
    open: (timeoutMs) => gate.next(timeoutMs),
    fallen: () => Promise.resolve(null),
    end() {
      peer.close()
      gate.close()
      return Promise.resolve()
    },
  }
}
