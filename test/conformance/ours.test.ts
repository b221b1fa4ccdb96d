/**
 * Our own sockets of every type, with every mechanism, whoever binds: they follow every MUST and every SHOULD there is a
 * case for.
 */
import { describe, expect, it } from "vitest"
import type { Case } from "../../src/conformance/case.js"
import type { WireSocketType } from "../../src/zmtp/socket-type.js"
import { conform, failures } from "../helpers/conform.js"

const TYPES: readonly WireSocketType[] = [
  ...(["REQ", "REP", "DEALER", "ROUTER", "PUB", "SUB", "XPUB", "XSUB", "PUSH", "PULL"] as const),
  "PAIR",
]
const TIMEOUT_MS = 120_000

describe.each(["NULL", "PLAIN", "CURVE"] as const)("with %s", (mechanism) => {
  describe.each(["binds", "connects"] as const)("a socket that %s", (role) => {
    it.each(TYPES)(
      "of type %s follows the RFCs",
      async (socketType) => {
        const { results } = await conform({ socketType, mechanism, role })
        expect(results.filter(({ verdict }) => verdict === "pass").length).toBeGreaterThan(8)
        expect(failures(results)).toEqual([])
      },
      TIMEOUT_MS,
    )
  })
})

describe.each(["binds", "connects"] as const)("a socket that %s, with heartbeats", (role) => {
  const options = { heartbeatInterval: 200, heartbeatTimeout: 600, heartbeatTimeToLive: 2000 }

  it(
    "follows what RFC 37 says of them",
    async () => {
      const isOfThem = ({ applies }: Case) => applies?.habits?.includes("pings") === true
      const { results } = await conform({ socketType: "ROUTER", role, options }, isOfThem)
      const verdicts = results.map(({ id, verdict }) => `${id} ${verdict}`)
      expect(verdicts).toContain("37/heartbeat/18 pass")
      expect(failures(results)).toEqual([])
    },
    TIMEOUT_MS,
  )
})
