/**
 * libzmq, seen by the cases of RFC 37: where it is known to go its own way (test/conformance/survey/known/libzmq.ts), and
 * nowhere else. A case that fails it for no reason that can be given is a wrong one.
 */
import { describe, expect, it } from "vitest"
import * as libzmq from "zeromq"
import { whyNot, type Case } from "../../src/conformance/case.js"
import { SECTIONS } from "../../src/conformance/cases/index.js"
import { conform, failures } from "../helpers/conform.js"
import { targetOf, type Library } from "../helpers/testee.js"
import { LIBZMQ } from "./survey/known/libzmq.js"

const TIMEOUT_MS = 120_000
/** What it does not do is waited for in vain, again and again. */
const PATIENCE = { timeoutMs: 1500, quietMs: 100 }
const ROUTER = { socketType: "ROUTER" } as const

/** RFC 37 but for its greeting and its frames. */
function isOfRfc37({ id }: Case): boolean {
  return id.startsWith("37/") && !/^37\/(greeting|frames)/.test(id)
}

/** Ids of the cases that a ROUTER is known to fail: what an RFC leaves open cannot be failed. */
function known(): string[] {
  const ids = LIBZMQ.differences.flatMap(({ cases }) => cases)
  return SECTIONS.flatMap(({ cases }) => cases)
    .filter((one) => ids.includes(one.id) && one.level !== "MAY" && isOfRfc37(one))
    .filter((one) => whyNot(one, targetOf(ROUTER)) === null)
    .map(({ id }) => id)
}

describe("libzmq", () => {
  it(
    "deviates from RFC 37 where it is known to",
    async () => {
      const library = libzmq as unknown as Library
      const { results } = await conform({ ...ROUTER, library }, isOfRfc37, PATIENCE)
      const ids = failures(results).map((line) => line.split(" ")[0])
      expect(known().length).toBeGreaterThan(10)
      expect(ids.sort()).toEqual(known().sort())
    },
    TIMEOUT_MS,
  )
})
