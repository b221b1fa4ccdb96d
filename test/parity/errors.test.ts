/**
 * What goes wrong, goes wrong as in npm `zeromq`: thrown or rejected, with the same class, code, text and address.
 */
import { beforeAll, describe } from "vitest"
import { ATTEMPTS, MEETINGS, tryAddress } from "./addresses.js"
import { compare, type Difference, type Facts } from "./compare.js"
import { everySame, Workbench } from "./library.js"
import { MISTAKES, type Scenario } from "./mistakes.js"

const DIFFERENCES: readonly Difference[] = [
  {
    what: /^\w+\.(send|receive|bind)\(/,
    why: "send, receive and bind may have one argument more, so the error comes with the next",
  },
  {
    what: /, which cannot be$/,
    why: "a socket that cannot send or receive at all says ENOTSUP at once instead of waiting",
  },
  { what: /^connect tcp:\/\/127\.0\.0\.1:0$/, why: "there is no port 0 to connect to" },
  { what: /^connect tcp:\/\/127\.0\.0\.1:(1\.5|5x|99999)$/, why: "a port is a number up to 65535" },
  { what: /^connect tcp:\/\/nonsense;/, why: "a source address is a number and a port" },
  { what: /^bind(Sync)? tcp:\/\/:\*$/, why: "an empty host is EINVAL, not ENODEV" },
  {
    what: /^bind(Sync)? tcp:\/\/\S*::1/,
    why: "an IPv6 address can be bound without the option ipv6",
  },
  {
    what: /^connect inproc:\/\/x{256}$/,
    why: "an inproc name has up to 255 bytes, in connect, too",
  },
  { what: /STREAM to inproc$/, why: "STREAM is for tcp only" },
  {
    what: /^(unbind of what was connected|disconnect of what was bound)$/,
    why: "unbind is for what was bound, disconnect for what was connected",
  },
]

async function observe(side: "native" | "ours"): Promise<Facts> {
  const facts = new Map<string, string>()
  const scenarios = new Map<string, Scenario>([...MISTAKES, ...Object.entries(MEETINGS)])
  for (const [method, address] of ATTEMPTS) {
    scenarios.set(`${method} ${address}`, (at) => tryAddress(at, method, address))
  }
  for (const [title, scenario] of scenarios) {
    const at = new Workbench(side)
    facts.set(title, everySame(await scenario(at)))
    await at.clear()
  }
  return facts
}

describe("what goes wrong", () => {
  let facts: { native: Facts; ours: Facts }

  beforeAll(async () => {
    facts = { native: await observe("native"), ours: await observe("ours") }
  }, 120_000)

  compare(() => facts, DIFFERENCES)
})
