/**
 * What happens is told of as in npm `zeromq`: the same events in the same order, with the same keys and words.
 */
import { describe, it } from "vitest"
import { compare, type Difference } from "./compare.js"
import { HAPPENINGS } from "./happenings.js"
import { everySame, Workbench } from "./library.js"

const DIFFERENCES: readonly Difference[] = [
  {
    what: /^tcp: disconnect while nobody listens$/,
    why: "disconnect ends the attempts to connect at once",
  },
  {
    what: /^bind(Sync)? to (a foreign address|a directory that is not there|an endpoint in use, tcp)$/,
    why: "a bind that fails is told of by bind:error, without a close of what was never open",
  },
  {
    what: /^(two sockets|a peer of a type) that do(es)? not (fit|exist)$/,
    why: "socket types that do not fit are told of by handshake:error:protocol",
  },
  {
    what: /^a peer (whose READY|that says ERROR|that speaks HTTP|without a type)/,
    why: "a peer that breaks the protocol is told of by handshake:error:protocol",
  },
  {
    what: /^(PLAIN|NULL|CURVE): there is no handler$/,
    why: "that there is no ZAP handler is said in words of its own",
  },
  {
    what: /^a peer that leaves in the middle of the handshake$/,
    why: "error.cause says how far the handshake was",
  },
  { what: /^a message that is too large$/, why: "and so is one whose message is too large" },
]

describe("what happens to connections", () => {
  const facts = { native: new Map<string, string>(), ours: new Map<string, string>() }

  // One test each: peers made of bytes are gone at its end.
  it.each([...HAPPENINGS])("%s", async (title, scenario) => {
    for (const side of ["native", "ours"] as const) {
      const at = new Workbench(side)
      facts[side].set(title, everySame(await scenario(at)))
      await at.clear()
    }
  })

  compare(() => facts, DIFFERENCES)
})
