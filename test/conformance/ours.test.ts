/**
 * Our own sockets of every type, with every mechanism, whoever binds: they follow every MUST and every SHOULD there is a
 * case for, but for those where all the deployed peers do something else, and would not understand us.
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

/**
 * libzmq's PLAIN clients read ERROR only with its length and first letter as the one byte 5E. And its subscribers count for
 * themselves: they say SUBSCRIBE twice and CANCEL once, so that a publisher that counts would never hear of the end.
 */
function deliberate(socketType: WireSocketType, mechanism: string, role: string): string[] {
  const ids = []
  if (mechanism === "PLAIN" && role === "binds") ids.push("27/zap/5")
  if (socketType === "PUB" || socketType === "XPUB") ids.push("29/pub/13")
  return ids
}

describe.each(["NULL", "PLAIN", "CURVE"] as const)("with %s", (mechanism) => {
  describe.each(["binds", "connects"] as const)("a socket that %s", (role) => {
    it.each(TYPES)(
      "of type %s follows the RFCs",
      async (socketType) => {
        const { results } = await conform({ socketType, mechanism, role })
        expect(results.filter(({ verdict }) => verdict === "pass").length).toBeGreaterThan(8)
        const known = deliberate(socketType, mechanism, role)
        const isKnown = (line: string): boolean => known.includes(line.split(" ")[0])
        expect(failures(results).filter((line) => !isKnown(line))).toEqual([])
        expect(failures(results).filter(isKnown)).toHaveLength(known.length)
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
