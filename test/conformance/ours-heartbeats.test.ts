import { describe, expect, it } from "vitest"
import type { Case } from "../../src/conformance/case.js"
import { conform, failures } from "../helpers/conform.js"
import { HEARTBEATS } from "../helpers/testee.js"

const TIMEOUT_MS = 120_000

describe.concurrent.each(["binds", "connects"] as const)(
  "a socket that %s, with heartbeats",
  (role) => {
    it(
      "follows what RFC 37 says of them",
      async () => {
        const isOfThem = ({ applies }: Case) => applies?.habits?.includes("pings") === true
        const { results } = await conform(
          { socketType: "ROUTER", role, options: HEARTBEATS },
          isOfThem,
        )
        const verdicts = results.map(({ id, verdict }) => `${id} ${verdict}`)
        expect(verdicts).toContain("37/heartbeat/18 pass")
        expect(failures(results)).toEqual([])
      },
      TIMEOUT_MS,
    )
  },
)
