/**
 * Threads with sockets of their own that talk over tcp, and what is left of them when they end.
 */
import { describe, expect, it } from "vitest"
import { Child } from "../helpers/children.js"
import { SIDES } from "../helpers/interop.js"

const PATIENCE_MS = 40_000

describe("threads that talk over tcp", () => {
  it("end by themselves, with ours and with npm zeromq", async () => {
    const ends = SIDES.map((side) => new Child("thread-traffic.ts", side, "twoThreads").ended)
    for (const { code, stdout, stderr } of await Promise.all(ends))
      expect([code, stdout, stderr]).toEqual([0, "codes: 0 0\n", ""])
  })

  it.each([
    ["are terminated while they send", "terminatedSenders"],
    ["are terminated while they receive", "terminatedReceivers"],
  ])(
    "and %s leave whole messages, working sockets and nothing else; npm zeromq aborts the process",
    async (_how, name) => {
      const { code, stdout, stderr } = await new Child("thread-traffic.ts", "ours", name).ended
      expect([code, stdout, stderr]).toEqual([
        0,
        "nothing kept: true\nhandles as before: true\n",
        "",
      ])
    },
    PATIENCE_MS,
  )
})
