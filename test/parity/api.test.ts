/**
 * The whole API beside that of npm `zeromq`: exports, classes, members, options and what they accept.
 */
import * as native from "zeromq"
import { beforeAll, describe, expect, it } from "vitest"
import * as ours from "../../src/index.js"
import { compare, type Difference, type Facts } from "./compare.js"
import { walk } from "./walk.js"

const DIFFERENCES: readonly Difference[] = [
  { what: /^(root exports$|typeof curveKeyPair$)/, why: "curveKeyPair does not exist" },
  { what: /^capability\./, why: "capability says what this library can do" },
  { what: /^Socket#(join|leave)/, why: "join and leave are methods of draft sockets only" },
  {
    what: /^\w+#\S+ flags$|^new Observer keys in for$/,
    why: "members can be replaced, by a test for example, and none is enumerable",
  },
  {
    what: /^(Socket|Context|Observer|Proxy) called without new$/,
    why: "a class called without new complains in V8's words",
  },
  { what: /^new \w+\(context: undefined\)$/, why: "context: undefined is the default context" },
  { what: /\.affinity = NaN$/, why: "affinity NaN is 0; natively it depends on the processor" },
  { what: /\.routingId = ".*\\u0000/, why: "a routing id is read whole, not up to its first NUL" },
  { what: /^Router\.mandatory /, why: "mandatory can be read; natively it throws EINVAL" },
  { what: /^closed \w+\.(context|type)$/, why: "a closed socket still knows its context and type" },
]

const ADDITIONS: readonly Difference[] = [
  { what: /^(closed )?XPublisher[#.](un)?subscribe\b/, why: "XPublisher subscribes for its peers" },
  { what: /XPublisher[#.]manualLastValue\b/, why: "manualLastValue" },
  { what: /XSubscriber[#.]verboseUnsubscribe\b/, why: "verboseUnsubscribe" },
  { what: /^Socket#connectAs\b/, why: "connectAs, protected: what Router and Stream connect with" },
]

describe("the API of npm zeromq", () => {
  let facts: { native: Facts; ours: Facts }

  beforeAll(() => {
    native.context.blocky = ours.context.blocky = false
    facts = { native: walk({ ...native }), ours: walk({ ...ours }) }
    native.context.blocky = ours.context.blocky = true
  })

  it("is looked at as a whole", () => {
    expect(facts.native.size).toBeGreaterThan(30_000)
  })

  compare(() => facts, DIFFERENCES, ADDITIONS)
})
